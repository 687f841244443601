// Turns what the preset has written into the one file that the SDK ships: types, and each document as a plain string.
// A plain string is dropped from a bundle when nobody asks for it, and needs no class around it to be sent.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const written = readFileSync(here("generated/graphql.ts"), "utf8");

const beginOfTypes = written.indexOf("export type ");
const beginOfDocuments = written.indexOf("export class TypedDocumentString");
const types = written.slice(beginOfTypes, beginOfDocuments).replaceAll(/^(\/\*\* Internal type\.|export type Incremental|import type ).*\n/gm, "");

const documents = [];
const pattern = /export const (\w+Document) = (?:\/\*#__PURE__\*\/ )?new TypedDocumentString\(`([^`]*)`[^`]*?as unknown as TypedDocumentString<(\w+), (\w+)>;/g;
for (const [, name, text, result, variables] of written.matchAll(pattern)) {
  documents.push(`export const ${name} = ${JSON.stringify(packed(text))} as TypedDocument<${result}, ${variables}>;`);
}
const operations = readdirSync(here("../../sdk/operations")).toSorted();
const asked = operations
  .map((name) => readFileSync(here(`../../sdk/operations/${name}`), "utf8"))
  .join("\n")
  .match(/^(query|mutation|subscription) /gm);
if (documents.length !== asked.length) {
  throw new Error(`Of ${asked.length} operations ${documents.length} were found in what the preset has written.`);
}

writeFileSync(
  here("../../sdk/src/generated/operations.ts"),
  `// Written by \`make web-codegen\` from schema.graphql and sdk/operations; never by hand.
// Made of: ${fingerprint()}

import type { TypedDocument } from "../document.ts";

type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };

${types.trim()}

${documents.join("\n")}
`,
);
rmSync(here("generated"), { recursive: true });
console.log(`Wrote ${documents.length} operations.`);

/** The document with no more space than it needs; there are no strings in ours that hold some. */
function packed(text) {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?([{}():,!|=]|\.\.\.) ?/g, "$1")
    .trim();
}

/** tests/web/test_generated.py computes the same, so that CI sees a stale file without this package. */
function fingerprint() {
  const hash = createHash("sha256");
  hash.update(readFileSync(here("../../../schema.graphql")));
  for (const name of operations) hash.update(readFileSync(here(`../../sdk/operations/${name}`)));
  for (const name of ["codegen.ts", "finish.mjs", "package.json"]) hash.update(readFileSync(here(name)));
  return hash.digest("hex");
}
