import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

import { sharedConfig } from "../vite.shared.ts";

const REACT = fileURLToPath(new URL("src/react.ts", import.meta.url));

/** Fetched by those who need them, and kept from then on: the reader of QR codes for browsers without one. */
const NOT_BEFOREHAND = /\.wasm$|ponyfill/;

/** Lays `sw.js` beside the page, with the names of the files that it keeps. */
function serviceWorker(): Plugin {
  return {
    name: "claimstead-service-worker",
    apply: "build",
    generateBundle(_options, bundle) {
      const source = readFileSync(fileURLToPath(new URL("serviceWorker.js", import.meta.url)), "utf8");
      const files = Object.keys(bundle)
        .filter((name) => name.startsWith("assets/") && !NOT_BEFOREHAND.test(name))
        .map((name) => `/${name}`)
        .toSorted();
      const version = createHash("sha256").update(JSON.stringify(files)).update(source).digest("hex").slice(0, 16);
      const given = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(files)};\n`;
      this.emitFile({ type: "asset", fileName: "sw.js", source: given + source });
    },
  };
}

export default defineConfig({
  ...sharedConfig("claim"),
  plugins: [serviceWorker()],
  resolve: {
    alias: {
      "use-sync-external-store/shim/index.js": REACT,
      "react/jsx-runtime": "preact/jsx-runtime",
      react: REACT,
    },
  },
});
