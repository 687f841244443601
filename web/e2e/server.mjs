// A real server with a fresh database and the demo brand, for one file of tests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMMAND = process.env.CLAIMSTEAD ?? join(ROOT, ".venv/bin/claimstead");
const START_SECONDS = 90;

/** Of every person of the demo brand. */
export const PASSWORD = "claimstead-demo";

/**
 * Starts `claimstead serve --demo` on a free port. Its `api` asks GraphQL as whoever the token says; `signIn` gives one.
 */
export async function startServer(options = []) {
  const data = mkdtempSync(join(tmpdir(), "claimstead-e2e-"));
  const server = spawn(COMMAND, ["serve", "--demo", "--data", data, "--port", "0", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const url = await addressOf(server);

  async function api(query, variables = {}, token = null) {
    const headers = { "content-type": "application/json", ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data: answer, errors } = await response.json();
    if (errors !== undefined) throw new Error(errors[0].message);
    return answer;
  }

  async function signIn(email, password = PASSWORD) {
    const input = { brand: "acme", email, password };
    const query = "mutation($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { session { accessToken } } } }";
    return (await api(query, { input })).signIn.session.accessToken;
  }

  const ownersToken = signIn("owner@acme.example");

  return {
    url,
    api,
    signIn,
    /** The root organization of the demo brand. */
    async organization() {
      const { viewer } = await api("{ viewer { memberships { organization { id } } } }", {}, await ownersToken);
      return viewer.memberships[0].organization.id;
    },
    /** Asks as the demo brand's owner. */
    asOwner: async (query, variables) => api(query, variables, await ownersToken),
    /** The link in the newest mail to an address, by the page that it leads to; waits until it is there. */
    async mailedLink(page, recipient) {
      const id = await this.organization();
      const query = "query($id: ID!) { organization(id: $id) { outbox(first: 50) { edges { node { recipient text createdAt } } } } }";
      for (let tries = 0; tries < 50; tries += 1) {
        const { organization } = await this.asOwner(query, { id });
        const texts = organization.outbox.edges
          .map(({ node }) => node)
          .filter((mail) => mail.recipient === recipient)
          .toSorted((one, other) => other.createdAt.localeCompare(one.createdAt))
          .map(({ text }) => new RegExp(`http\\S+/${page}#\\S+`).exec(text ?? "")?.[0]);
        const link = texts.find((found) => found !== undefined);
        if (link !== undefined) return link;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`No mail to ${recipient} leads to /${page}.`);
    },
    /** Proves the address of somebody, as the link in their mail would. */
    async verify(recipient) {
      const query = "mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { __typename } }";
      await api(query, { input: { token: await this.mailedLink("verify", recipient) } });
    },
    /** Static tokens that nobody has claimed and that never were online, with their codes. */
    async freeTokens(count) {
      const query = "query($id: ID!) { organization(id: $id) { staticTokens(first: 50, filter: {status: UNCLAIMED}) { edges { node { id qrToken claimUrl firstConnectedAt } } } } }";
      const { organization } = await this.asOwner(query, { id: await this.organization() });
      return organization.staticTokens.edges.map(({ node }) => node).filter((token) => token.firstConnectedAt === null).slice(0, count);
    },
    /** Connects a simulated device that has the token. Returns how to take it off. */
    async connectDevice(tokenId) {
      const query = "mutation($input: RevealAuthTokenInput!) { revealAuthToken(input: $input) { ... on RevealAuthTokenSuccess { authToken } } }";
      const { revealAuthToken } = await this.asOwner(query, { input: { tokenId } });
      const device = spawn(COMMAND, ["devsim", "--tokens-file", "-", "--url", `${url.replace("http", "ws")}/device`], { stdio: ["pipe", "ignore", "ignore"] });
      device.stdin.end(`${revealAuthToken.authToken}\n`);
      return () => ended(device);
    },
    async stop() {
      await ended(server);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function ended(child) {
  if (child.exitCode !== null) return;
  child.kill("SIGINT");
  await once(child, "exit");
}

function addressOf(server) {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk) => {
      said += chunk;
      const address = /running at (http:\/\/\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("exit", () => reject(new Error(`The server did not start.\n${said}`)));
    setTimeout(() => reject(new Error(`The server did not start within ${START_SECONDS} seconds.\n${said}`)), START_SECONDS * 1000).unref();
  });
}
