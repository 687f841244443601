import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";

/** Where `claimstead serve` runs while somebody works on an app with `npm run dev`. */
const SERVER = process.env["CLAIMSTEAD_DEV_SERVER"] ?? "http://127.0.0.1:8000";

/** The server's own doors, which the development server passes on. */
const DOORS = ["/graphql", "/brand.json", "/brand.css", "/brands", "/imports", "/exports", "/organizations", "/manifest.webmanifest"];

/**
 * What both apps build alike: hashed names below `/assets/<app>/`, into the
 * Python package, which serves them and takes them along in its wheel.
 */
export function sharedConfig(app: "console" | "claim"): UserConfig {
  return {
    base: "/",
    publicDir: false,
    build: {
      outDir: fileURLToPath(new URL(`../app/web/${app}`, import.meta.url)),
      emptyOutDir: true,
      assetsDir: `assets/${app}`,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: ["chrome111", "firefox121", "safari17.5"],
      reportCompressedSize: false,
    },
    server: { proxy: Object.fromEntries(DOORS.map((path) => [path, SERVER])) },
  };
}
