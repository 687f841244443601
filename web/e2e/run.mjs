// A server for each test file: `node run.mjs` runs all, `node run.mjs FILE …` some.
// A file that fails is tried once more, since a browser on a busy machine may miss a deadline; the run says so.
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startServer } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const asked = process.argv.slice(2);
const files = asked.length > 0 ? asked : (await readdir(here)).filter((name) => name.endsWith(".test.mjs")).sort();

async function passes(file) {
  const server = await startServer();
  try {
    const child = spawn(process.execPath, ["--test", file], { cwd: here, stdio: "inherit", env: { ...process.env, CLAIMSTEAD_E2E_URL: server.url } });
    return (await new Promise((resolve) => child.once("exit", resolve))) === 0;
  } finally {
    await server.stop();
  }
}

const failed = [];
for (const file of files) if (!(await passes(file))) failed.push(file);
if (failed.length > 0) console.log(`Tried twice: ${failed.join(", ")}`);
for (const file of failed) if (!(await passes(file))) process.exitCode = 1;
