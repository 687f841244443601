import type { ColumnMappingInput, ImportPreviewFieldsFragment, TemplateFieldsFragment } from "@claimstead/sdk";

/** What the person has said of columns: a field, or null to ignore the column. */
export type Mapping = Readonly<Record<string, string | null>>;

/** What a column may mean besides a metadata field, as the API calls it; see docs/api.md. */
const OTHERS = ["Device Name", "Auth Token", "QR Token"];

export function toInput(mapping: Mapping): ColumnMappingInput[] {
  return Object.entries(mapping).map(([column, target]) => ({ column, target }));
}

/** Everything that a column may mean, each once. */
export function targetsOf(template: TemplateFieldsFragment): string[] {
  return [...new Set([...template.metadataFields.map(({ name }) => name), ...OTHERS])];
}

/** Whether columns have no meaning yet, or required fields no column. */
export function openQuestions({ columns, missingFields }: ImportPreviewFieldsFragment): boolean {
  return missingFields.length > 0 || columns.some(({ match }) => match === "UNMATCHED");
}

/** The guesses of all columns without a meaning, as far as nobody else has that meaning. */
export function guessesOf({ columns }: ImportPreviewFieldsFragment): Mapping {
  const taken = new Set(columns.map(({ target }) => target));
  const guesses: Record<string, string> = {};
  for (const { name, match, guess } of columns) {
    if (match !== "UNMATCHED" || guess === null || taken.has(guess)) continue;
    taken.add(guess);
    guesses[name] = guess;
  }
  return guesses;
}
