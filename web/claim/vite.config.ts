import { defineConfig } from "vite";

import { sharedConfig } from "../vite.shared.ts";

export default defineConfig({
  ...sharedConfig("claim"),
  resolve: {
    alias: {
      "react/jsx-runtime": "preact/jsx-runtime",
      "react-dom": "preact/compat",
      react: "preact/compat",
    },
  },
});
