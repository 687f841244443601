/** The text of an operation; the compiler knows its result and its variables besides. */
export type TypedDocument<Result, Variables> = string & {
  readonly __operation?: (variables: Variables) => Result;
};

export type ResultOf<Document> = Document extends TypedDocument<infer Result, infer _Variables> ? Result : never;
export type VariablesOf<Document> = Document extends TypedDocument<infer _Result, infer Variables> ? Variables : never;

/** The variables as arguments: none have to be given where none are required. */
export type VariableArguments<Variables> = Record<string, never> extends Variables
  ? [variables?: Variables]
  : [variables: Variables];
