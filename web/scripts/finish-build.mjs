// After both apps are built: the size of what a first visit loads against its budget, and the compressed copies of
// every file that is worth one, which the server sends as they are. Pages are written anew for each answer.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out = fileURLToPath(new URL("../../app/web/", import.meta.url));
const BUDGETS = { console: 220, claim: 30 };
const COMPRESSED = new Set([".js", ".css", ".svg", ".wasm", ".json", ".webmanifest"]);
const WORTH_IT = 0.95;

for (const [app, budget] of Object.entries(BUDGETS)) {
  const html = readFileSync(join(out, app, "index.html"), "utf8");
  const scripts = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path);
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(out, app, path)), { level: 9 }).length, 0);
  const kibibytes = bytes / 1024;
  console.log(`${app}: ${kibibytes.toFixed(1)} of ${budget} KiB of JavaScript at first, gzipped`);
  if (scripts.length === 0) throw new Error(`${app}/index.html loads no script.`);
  if (kibibytes > budget) {
    throw new Error(`${app} loads ${kibibytes.toFixed(1)} KiB of JavaScript at first; at most ${budget} are allowed.`);
  }
}

for (const path of readdirSync(out, { recursive: true }).map((name) => join(out, name))) {
  if (!statSync(path).isFile() || !COMPRESSED.has(extname(path))) continue;
  const content = readFileSync(path);
  const variants = {
    ".br": brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }),
    ".gz": gzipSync(content, { level: 9 }),
  };
  for (const [extension, compressed] of Object.entries(variants)) {
    if (compressed.length < content.length * WORTH_IT) writeFileSync(path + extension, compressed);
    else rmSync(path + extension, { force: true });
  }
}
