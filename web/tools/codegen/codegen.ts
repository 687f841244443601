import type { CodegenConfig } from "@graphql-codegen/cli";

/** What `npm run generate` writes to sdk/src/generated; string mode, since a document need only be sent. */
const config: CodegenConfig = {
  schema: "../../../schema.graphql",
  documents: "../../sdk/operations/*.graphql",
  generates: {
    "generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        pureMagicComment: true,
        enumsAsTypes: true,
        useTypeImports: true,
        avoidOptionals: { field: true, inputValue: false, object: false, defaultValue: false },
        strictScalars: true,
        scalars: { DateTime: "string", JSON: "unknown", ID: "string" },
      },
    },
  },
};

export default config;
