// The browser tests: `node run.mjs`, or with the names of files. One server for all files; what fails is tried once more, each
// file with a server of its own, because a browser under load is late now and then. Who fails twice fails the run.
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startServer } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const asked = process.argv.slice(2);
const files = asked.length > 0 ? asked : (await readdir(here)).filter((name) => name.endsWith(".test.mjs")).sort();

/** Which of the files fail, one after the other against the same server. */
async function failing(names) {
  const server = await startServer();
  const failed = [];
  try {
    for (const name of names) {
      const child = spawn(process.execPath, ["--test", "--test-reporter=spec", name], { cwd: here, stdio: "inherit", env: { ...process.env, CLAIMSTEAD_E2E_URL: server.url } });
      const code = await new Promise((resolve) => child.once("exit", resolve));
      if (code !== 0) failed.push(name);
    }
  } finally {
    await server.stop();
  }
  return failed;
}

const again = await failing(files);
const failedTwice = [];
for (const name of again) failedTwice.push(...(await failing([name])));
if (again.length > 0) console.log(`tried twice: ${again.join(", ")}`);
if (failedTwice.length > 0) console.log(`failed twice: ${failedTwice.join(", ")}`);
process.exitCode = failedTwice.length > 0 ? 1 : 0;
