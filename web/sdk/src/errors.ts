/** Why a request as such was wrong; see docs/api.md for what to do about each. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "BAD_REQUEST"
  | "THROTTLED"
  | "UNAVAILABLE"
  | "INTERNAL";

const CODES: ReadonlySet<string> = new Set<ErrorCode>([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "BAD_REQUEST",
  "THROTTLED",
  "UNAVAILABLE",
  "INTERNAL",
]);

/** One entry of `errors` in an answer (https://spec.graphql.org/, 7.1.2). */
export interface GraphQLFault {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The server answered, and refused the request as such. What a person can cause is in the result's union instead. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: ErrorCode;
  /** With `THROTTLED`: how long to wait. */
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static of(fault: GraphQLFault): RequestError {
    const code = fault.extensions?.["code"];
    const wait = fault.extensions?.["retryAfterSeconds"];
    return new RequestError(
      typeof code === "string" && CODES.has(code) ? (code as ErrorCode) : "INTERNAL",
      fault.message,
      typeof wait === "number" ? wait : null,
    );
  }
}

/** No answer came, or one that is none of the server's: offline, too slow, or something between cut it off. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/** Nobody is signed in any more: the session was ended, or expired. Sign in again and repeat the request. */
export class SessionOver extends Error {
  override readonly name = "SessionOver";

  constructor() {
    super("The session is over.");
  }
}

/** The member of a mutation's result that says it was done. */
export type Success<Result> = Extract<Result, { readonly __typename: `${string}Success` }>;

/** The members that say no. Newer servers may have more: keep a default branch, and show `message` there. */
export type Refusal<Result> = Exclude<Result, { readonly __typename: `${string}Success` }>;

/** Whether a mutation did what it was asked for; else its result is a refusal, which has a `message` to show. */
export function isSuccess<Result extends { readonly __typename: string }>(result: Result): result is Success<Result> {
  return result.__typename.endsWith("Success");
}
