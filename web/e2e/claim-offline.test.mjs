// Bad networks, and sessions that end in the middle.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertAccessible, launch, open, PHONE } from "./browser.mjs";
import { PASSWORD, startServer } from "./server.mjs";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const heading = (page, name) => page.getByRole("heading", { level: 1, name });

async function signIn(page, email = "customer@mail.example") {
  await page.goto(`${server.url}/claim/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await heading(page, "My devices").waitFor();
}

test("it opens without a network, at the link of a label as well, and goes on when there is one", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(`${server.url}/claim`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.goto(`${server.url}/C/${token.qrToken}`);
  await page.getByText("You are offline. Trying again is safe once you have a connection.").waitFor();
  await page.locator("html").and(page.locator("[lang=en]")).waitFor();
  await assertAccessible(page);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await heading(page, "Set up your Climate Sensor").waitFor();

  // What the API answers is kept nowhere.
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map((request) => new URL(request.url).pathname);
  });
  assert.ok(kept.includes("/claim"));
  assert.deepEqual(kept.filter((path) => !/^\/(claim|brand\.(json|css)|assets\/claim\/[^/]+|brands\/.+)$/.test(path)), []);
  // Each request without a network is noted by the browser.
  assert.deepEqual(page.faults.filter((fault) => !fault.includes("ERR_INTERNET_DISCONNECTED")), []);
  await page.context().close();
});

test("a claim whose answer is lost is repeated without harm", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE });
  await signIn(page);
  await page.goto(`${server.url}/C/${token.qrToken}`);
  await page.getByLabel("Name").fill("Cellar");
  let isLost = false;
  await page.route("**/graphql", async (route) => {
    if (isLost || !route.request().postDataJSON().query.includes("claimDevice(")) return route.fallback();
    isLost = true;
    await route.fetch();
    return route.abort();
  });
  await page.getByRole("button", { name: "Add device" }).click();
  await page.getByText("The server did not answer. Trying again is safe.").waitFor();
  await assertAccessible(page);
  assert.equal(await page.getByLabel("Name").inputValue(), "Cellar");
  await page.getByRole("button", { name: "Try again" }).click();
  await heading(page, "Added to your account").waitFor();
  await page.getByText("Waiting for Cellar…").waitFor();
  await page.context().close();
});

test("a session that ends in the middle asks to sign in again, over what was written", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE });
  await signIn(page);
  await page.goto(`${server.url}/C/${token.qrToken}`);
  await page.getByLabel("Name").fill("Attic");
  const elsewhere = await server.signIn("customer@mail.example");
  await server.api("mutation { signOut(input: {everywhere: true}) { __typename } }", {}, elsewhere);
  await page.getByRole("button", { name: "Add device" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.waitFor();
  await assertAccessible(page);
  await dialog.getByLabel("Email").fill("customer@mail.example");
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await dialog.waitFor({ state: "detached" });
  assert.equal(await page.getByLabel("Name").inputValue(), "Attic");
  await page.getByRole("button", { name: /Add device|Try again/ }).click();
  await heading(page, "Added to your account").waitFor();
  await page.context().close();
});

test("a first visit over a slow link loads little, and shows the product", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE, serviceWorkers: "block" });
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  // Lighthouse's slow 4G.
  await wire.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750 });
  let scripts = 0;
  const types = new Map();
  wire.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (types.get(requestId) === "Script") scripts += encodedDataLength;
  });
  const begin = Date.now();
  await page.goto(`${server.url}/C/${token.qrToken}`);
  await heading(page, "Set up your Climate Sensor").waitFor();
  assert.ok(Date.now() - begin < 5000, `It took ${Date.now() - begin} ms.`);
  assert.ok(scripts < 34 * 1024, `${scripts} bytes of scripts, their headers included.`);
  await page.context().close();
});

test("signing out on one tab signs out the others", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  await signIn(page);
  const other = await page.context().newPage();
  await other.goto(`${server.url}/claim/account`);
  await other.getByRole("button", { name: "Sign out", exact: true }).click();
  await heading(other, "Add a device").waitFor();
  await page.getByText("Sign in to see this page.").waitFor();
  await page.context().close();
});
