// One server for all test files of a run: `node run.mjs`, or with the names of files.
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startServer } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const asked = process.argv.slice(2);
const files = asked.length > 0 ? asked : (await readdir(here)).filter((name) => name.endsWith(".test.mjs")).sort();

const server = await startServer();
const child = spawn(process.execPath, ["--test", "--test-concurrency=1", ...files], { cwd: here, stdio: "inherit", env: { ...process.env, CLAIMSTEAD_E2E_URL: server.url } });
process.exitCode = await new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
await server.stop();
