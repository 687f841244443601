// A real server for the browser tests: `claimstead serve --demo` over a fresh data folder, with simulated devices.
// CLAIMSTEAD_E2E_URL names one that runs already; run.mjs starts one for each file.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("../../.venv/bin/claimstead", import.meta.url));
const STARTS_WITHIN_SECONDS = 90;
const STOPS_WITHIN_SECONDS = 20;

export const PASSWORD = "claimstead-demo";
export const OWNER = "owner@acme.example";

/** Where the server answers, what the demo brand's people do there, and how to end it. Its output is kept in `log()`. */
export async function startServer() {
  const given = process.env.CLAIMSTEAD_E2E_URL;
  if (given !== undefined) return { ...peopleAt(given), log: () => "", stop: async () => {} };
  const data = await mkdtemp(join(tmpdir(), "claimstead-e2e-"));
  const child = spawn(COMMAND, ["serve", "--demo", "--data", join(data, "data"), "--port", "0"], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, COLUMNS: "200" } });
  let output = "";
  const stop = async () => {
    const isOver = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null) {
      child.kill("SIGINT");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOPS_WITHIN_SECONDS * 1000);
      await isOver;
      clearTimeout(timer);
    }
    await rm(data, { recursive: true, force: true });
  };
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server did not start within ${STARTS_WITHIN_SECONDS} s:\n${output}`)), STARTS_WITHIN_SECONDS * 1000);
    const read = (chunk) => {
      output += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (url === undefined || !output.includes("simulated devices are online")) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${code}:\n${output}`));
    });
  });
  try {
    return { ...peopleAt(await ready), log: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The API as another client uses it, beside the browser. */
export async function api(url, query, variables = {}, token = null) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors !== undefined) throw new Error(errors[0].message);
  return data;
}

/** An access token of a demo account. */
export async function signedIn(url, email = OWNER, password = PASSWORD) {
  const { signIn } = await api(
    url,
    "mutation($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { session { accessToken } } ... on UserError { message } } }",
    { input: { brand: "acme", email, password } },
  );
  if (signIn.session === undefined) throw new Error(signIn.message);
  return signIn.session.accessToken;
}

/** What is done at a server beside the browser: by its demo brand's people, and by simulated devices. */
function peopleAt(url) {
  let owner;
  const asOwner = async (query, variables) => api(url, query, variables, await (owner ??= signedIn(url)));

  /** The root organization of the demo brand. */
  async function organization() {
    const { viewer } = await asOwner("{ viewer { memberships { organization { id } } } }");
    return viewer.memberships[0].organization.id;
  }

  return {
    url,
    api: (query, variables, token) => api(url, query, variables, token),
    signIn: (email, password) => signedIn(url, email, password),
    organization,
    asOwner,
    /** The link in the newest mail to an address, by the page that it leads to; waits until it is there. */
    async mailedLink(page, recipient) {
      const id = await organization();
      const query = "query($id: ID!) { organization(id: $id) { outbox(first: 50) { edges { node { recipient text createdAt } } } } }";
      for (let tries = 0; tries < 100; tries += 1) {
        const { organization: at } = await asOwner(query, { id });
        const links = at.outbox.edges
          .map(({ node }) => node)
          .filter((mail) => mail.recipient === recipient)
          .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
          .map(({ text }) => new RegExp(`http\\S+/${page}#\\S+`).exec(text ?? "")?.[0]);
        const link = links.find((found) => found !== undefined);
        if (link !== undefined) return link;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`No mail to ${recipient} leads to /${page}.`);
    },
    /** Proves the address of somebody, as the link in their mail would. */
    async verify(recipient) {
      const query = "mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { __typename } }";
      await api(url, query, { input: { token: await this.mailedLink("verify", recipient) } });
    },
    /** Static tokens that nobody has claimed and that never were online, with their codes. */
    async freeTokens(count) {
      const query =
        "query($id: ID!) { organization(id: $id) { staticTokens(first: 50, filter: {status: UNCLAIMED}) { edges { node { id qrToken claimUrl firstConnectedAt } } } } }";
      const { organization: at } = await asOwner(query, { id: await organization() });
      return at.staticTokens.edges.map(({ node }) => node).filter((token) => token.firstConnectedAt === null).slice(0, count);
    },
    /** Connects a simulated device that has the token. Returns how to take it off. */
    async connectDevice(tokenId) {
      const query = "mutation($input: RevealAuthTokenInput!) { revealAuthToken(input: $input) { ... on RevealAuthTokenSuccess { authToken } } }";
      const { revealAuthToken } = await asOwner(query, { input: { tokenId } });
      const device = spawn(COMMAND, ["devsim", "--tokens-file", "-", "--url", `${url.replace("http", "ws")}/device`], { stdio: ["pipe", "ignore", "ignore"] });
      device.stdin.end(`${revealAuthToken.authToken}\n`);
      return async () => {
        if (device.exitCode !== null) return;
        device.kill("SIGINT");
        await once(device, "exit");
      };
    },
  };
}
