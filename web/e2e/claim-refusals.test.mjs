// What can be refused, each with its screen and one next step.
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

async function signedIn(email = "customer@mail.example", options = {}) {
  const page = await open(browser, server.url, { viewport: PHONE, ...options });
  await page.goto(`${server.url}/claim/sign-in`);
  await page.getByLabel(/Email|E-Mail/).fill(email);
  await page.getByLabel(/^(Password|Passwort)$/).fill(PASSWORD);
  await page.locator("button[type=submit]").click();
  await page.getByRole("heading", { level: 1, name: /My devices|Meine Geräte/ }).waitFor();
  return page;
}

/** The answer of one operation is another: for refusals that a demo brand cannot be brought to. */
async function answerInstead(page, operation, data) {
  await page.route("**/graphql", async (route) => {
    const isMeant = route.request().postDataJSON()?.query.includes(`${operation}(`);
    await (isMeant ? route.fulfill({ json: { data: { [operation]: data } } }) : route.fallback());
  });
}

test("a code with a typo is noticed before anything is sent, and corrected on the spot", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE });
  const sent = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) sent.push(request.postData());
  });
  const swapped = token.qrToken.slice(0, 4) + token.qrToken[5] + token.qrToken[4] + token.qrToken.slice(6);
  const typo = swapped === token.qrToken ? `${token.qrToken.slice(0, 19)}${token.qrToken.endsWith("0") ? "1" : "0"}` : swapped;
  await page.goto(`${server.url}/C/${typo}`);
  await heading(page, "This code has a typo").waitFor();
  await page.getByText("There is a typo in this code.").waitFor();
  await assertAccessible(page);
  assert.deepEqual(sent, []);
  await page.getByLabel("Code on the label").fill(token.qrToken);
  await page.getByRole("button", { name: "Continue" }).click();
  await heading(page, "Set up your Climate Sensor").waitFor();
  await page.context().close();
});

test("a typed code is grouped while it is typed, in any case, with O and I put right", async () => {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(`${server.url}/claim`);
  await assertAccessible(page);
  const field = page.getByLabel("Code on the label");
  await field.pressSequentially(token.qrToken.toLowerCase().replaceAll("0", "o").replaceAll("1", "i").slice(0, 19));
  assert.match(await field.inputValue(), /^(\w{4}-){4}\w{3}$/);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("1 character is still missing.").waitFor();
  await field.press("End");
  await field.pressSequentially(token.qrToken.at(-1) === "0" ? "2" : "0");
  await page.getByText("There is a typo in this code.").waitFor();
  await assertAccessible(page);
  await field.press("Backspace");
  await field.pressSequentially(token.qrToken.at(-1));
  await field.press("Enter");
  await heading(page, "Set up your Climate Sensor").waitFor();
  await page.context().close();
});

test("an unknown code is nobody's device", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(`${server.url}/C/00000000000000000000`);
  await heading(page, "We do not know this code").waitFor();
  await assertAccessible(page);
  await page.getByRole("link", { name: "Scan or type another code" }).click();
  await heading(page, "Add a device").waitFor();
  await page.context().close();
});

test("somebody else's device stays theirs", async () => {
  const [token] = await server.freeTokens(1);
  const rival = await server.signIn("member@bluebird.example");
  await server.api("mutation($input: ClaimDeviceInput!) { claimDevice(input: $input) { __typename } }", { input: { qrToken: token.qrToken } }, rival);
  const page = await signedIn();
  await page.goto(`${server.url}/C/${token.qrToken}`);
  await page.getByRole("button", { name: "Add device" }).click();
  await heading(page, "This device has an owner").waitFor();
  await assertAccessible(page);
  await page.getByRole("link", { name: "To my devices" }).click();
  await heading(page, "My devices").waitFor();
  await page.context().close();
});

test("a brand without self sign-up points to an invitation", async () => {
  const organizationId = await server.organization();
  const change = "mutation($input: ChangePlanInput!) { changePlan(input: $input) { __typename ... on UserError { message } } }";
  const [token] = await server.freeTokens(1);
  const { changePlan } = await server.asOwner(change, { input: { organizationId, plan: "PRO" } });
  assert.equal(changePlan.__typename, "ChangePlanSuccess", changePlan.message);
  try {
    const page = await open(browser, server.url, { viewport: PHONE });
    await page.goto(`${server.url}/C/${token.qrToken}`);
    await page.getByText("Acme invites its customers by email.").waitFor();
    assert.equal(await page.getByRole("link", { name: "Create an account" }).count(), 0);
    await assertAccessible(page);
    await page.goto(`${server.url}/claim/sign-up`);
    await heading(page, "You need an invitation").waitFor();
    await assertAccessible(page);
    await page.context().close();
  } finally {
    await server.asOwner(change, { input: { organizationId, plan: "BUSINESS" } });
  }
});

test("an address that has an account is sent to sign in", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.goto(`${server.url}/claim/sign-up`);
  await page.getByLabel("Email").fill("customer@mail.example");
  await page.getByLabel("Password", { exact: true }).fill("a lamp in the window");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("This address has an account already.").waitFor();
  await assertAccessible(page);
  await page.getByRole("link", { name: "Sign in instead" }).click();
  await heading(page, "Sign in").waitFor();
  await page.context().close();
});

const RARE = [
  ["InvitationRequired", {}, "You need an invitation"],
  ["PlanLimitReached", { resource: "STATIC_TOKENS", plan: "FREE", limit: 1, used: 1, requested: 1 }, "Not possible at the moment"],
  ["QrTokenInvalid", {}, "We do not know this code"],
  ["QrTokenMistyped", {}, "This code has a typo"],
  ["TooManyAttempts", { retryAfterSeconds: 300 }, "Too many tries"],
  ["SomethingNew", {}, "This did not work"],
];

for (const [refusal, facts, title] of RARE) {
  test(`claimDevice refused with ${refusal} has a screen of its own`, async () => {
    const [token] = await server.freeTokens(1);
    const page = await signedIn();
    await answerInstead(page, "claimDevice", { __typename: refusal, message: "Said by the server.", ...facts });
    await page.goto(`${server.url}/C/${token.qrToken}`);
    await page.getByRole("button", { name: "Add device" }).click();
    await heading(page, title).waitFor();
    if (refusal === "TooManyAttempts") await page.getByText("Wait about 5 minutes.").waitFor();
    if (refusal === "SomethingNew") await page.getByText("Said by the server.").waitFor();
    await assertAccessible(page);
    await page.context().close();
  });
}

test("too many wrong codes are slowed, and the waiting time is told", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  const guess = "query($qrToken: String!) { claimPreview(qrToken: $qrToken) { productName } }";
  for (let tries = 0; tries < 20; tries += 1) await server.api(guess, { qrToken: "00000000000000000000" }).catch(() => undefined);
  await page.goto(`${server.url}/C/00000000000000000000`);
  await page.getByText(/Wait (about )?\d+/).waitFor();
  await assertAccessible(page);
  await page.context().close();
});

test("it speaks German to whoever asks for it", async () => {
  const page = await signedIn("customer@mail.example", { locale: "de-AT" });
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await page.goto(`${server.url}/claim/account`);
  await page.getByText("Wo Sie angemeldet sind").waitFor();
  await assertAccessible(page);
  await page.context().close();
});
