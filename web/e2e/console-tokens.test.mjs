// Static Tokens in the console, whole: list, drawer, create, import, export, disclaim, delete, keys, an ended session.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible, assertFits, comesTo, DESK, launch, open, PHONE, signIn } from "./browser.mjs";
import { api, signedIn, startServer } from "./server.mjs";

const EXAMPLE = fileURLToPath(new URL("../../docs/examples/devices.csv", import.meta.url));
const SEARCH = "Serial or code";

let server;
let browser;
let folder;

before(async () => {
  server = await startServer();
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "claimstead-csv-"));
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Follows one test with a page of its own, and demands that the page complained of nothing. */
function onPage(name, options, work) {
  test(name, async () => {
    const page = await open(browser, server.url, options);
    try {
      await work(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });
}

async function csv(name, ...lines) {
  const path = join(folder, name);
  await writeFile(path, lines.join("\n"));
  return path;
}

/** Waits until the batch that the console has just opened is there, and opens its tokens. */
async function toTokensOfBatch(page) {
  await page.getByRole("link", { name: "Show the tokens" }).or(page.locator('a[href^="/tokens?batch="]').first()).first().click();
  await page.getByRole("table", { name: "Static Tokens" }).waitFor();
}

async function importExample(page, path, { serial }) {
  await page.goto("/tokens/create/file");
  await page.getByLabel("Template").selectOption({ label: "Climate Sensor" });
  await page.locator('input[type="file"]').setInputFiles(path);
  await page.getByRole("heading", { name: "Is this what you expect?" }).waitFor();
  assert.ok(await page.getByText(serial).first().isVisible());
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("heading", { name: "What does each column mean?" }).waitFor();
}

/** A token of a batch of its own, with both its secrets, made as a factory's program would. */
async function freshToken(name) {
  const owner = await signedIn(server.url);
  const { viewer } = await api(server.url, "{ viewer { memberships { organization { id templates(first: 10) { edges { node { id name } } } } } } }", {}, owner);
  const { id: organizationId, templates } = viewer.memberships[0].organization;
  const templateId = templates.edges.find(({ node }) => node.name === "Climate Sensor").node.id;
  const create = "mutation($input: CreateTokenBatchInput!) { createTokenBatch(input: $input) { ... on CreateTokenBatchSuccess { tokenBatch { id } } ... on UserError { message } } }";
  const { createTokenBatch } = await api(server.url, create, { input: { organizationId, templateId, count: 1, name } }, owner);
  const batchId = createTokenBatch.tokenBatch.id;
  for (;;) {
    const { tokenBatch } = await api(server.url, "query($id: ID!) { tokenBatch(id: $id) { status staticTokens(first: 1) { edges { node { id qrTokenGrouped } } } } }", { id: batchId }, owner);
    const [edge] = tokenBatch.staticTokens.edges;
    if (tokenBatch.status === "COMPLETE" && edge !== undefined) {
      const reveal = "mutation($id: ID!) { revealAuthToken(input: {tokenId: $id}) { ... on RevealAuthTokenSuccess { authToken } } }";
      const { revealAuthToken } = await api(server.url, reveal, { id: edge.node.id }, owner);
      return { ...edge.node, batchId, authToken: revealAuthToken.authToken };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A page that is a device: it holds a connection for as long as it is open. */
async function connect(page, authToken) {
  // On the server's own origin: browsers keep other pages from connecting to this machine.
  await page.goto(`${server.url}/healthz`);
  const welcome = await page.evaluate(
    ([url, token]) =>
      new Promise((resolve, reject) => {
        globalThis.socket = new WebSocket(url);
        globalThis.socket.addEventListener("open", () => globalThis.socket.send(JSON.stringify({ t: "auth", token })));
        globalThis.socket.addEventListener("message", ({ data }) => resolve(JSON.parse(data).t));
        globalThis.socket.addEventListener("close", ({ code }) => reject(new Error(`closed with ${code}`)));
      }),
    [`${server.url.replace("http", "ws")}/device`, authToken],
  );
  assert.equal(welcome, "welcome");
}

async function openFirst(page, serial) {
  await signIn(page, `/tokens?search=${serial}`);
  await page.getByRole("button", { name: `Open ${serial}` }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("img", { name: /^QR code/ }).waitFor();
  return drawer;
}

describe("signing in", () => {
  onPage("refuses a wrong password in words, then lets in and out again", {}, async (page) => {
    await page.goto("/tokens?status=CLAIMED");
    await assertAccessible(page, "the sign-in page");
    await page.getByLabel("Email", { exact: true }).fill("owner@acme.example");
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("alert").getByText("Email or password is wrong.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill("claimstead-demo");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Static Tokens" }).waitFor();
    assert.match(page.url(), /\/tokens\?status=CLAIMED$/);
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem("claimstead.session")), null);
  });

  onPage("tells nobody whether an address has an account", {}, async (page) => {
    await page.goto("/");
    await page.getByRole("button", { name: "Forgot the password?" }).click();
    await page.getByLabel("Email", { exact: true }).fill("nobody@acme.example");
    await page.getByRole("button", { name: "Mail me a link" }).click();
    await page.getByText("If nobody@acme.example has an account, a link is on its way.").waitFor();
    await assertAccessible(page, "the page for a forgotten password");
  });

  onPage("speaks German to those who ask for it", { locale: "de-DE" }, async (page) => {
    await page.goto("/");
    await page.getByRole("heading", { name: "Anmelden" }).waitFor();
    await comesTo(page, () => document.documentElement.lang, "de");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
});

describe("creating", () => {
  onPage("mints a number of tokens as a batch", {}, async (page) => {
    await signIn(page, "/tokens/create");
    await page.getByLabel("Template").selectOption({ label: "Climate Sensor" });
    await page.getByLabel("How many").fill("12");
    await page.getByLabel("Name of the batch (optional)").fill("Twelve by hand");
    await page.getByLabel("Colour").selectOption("Black");
    await assertAccessible(page, "the page to create by number");
    await page.getByRole("button", { name: "Create 12 tokens" }).click();
    await page.getByRole("heading", { name: "Twelve by hand" }).waitFor();
    await toTokensOfBatch(page);
    await page.getByText("12 tokens", { exact: true }).waitFor();
  });

  onPage("says the plan's limit when more are asked for", {}, async (page) => {
    const token = await signedIn(server.url);
    const { viewer } = await api(server.url, "{ viewer { memberships { organization { id } } } }", {}, token);
    const organizationId = viewer.memberships[0].organization.id;
    const change = "mutation($input: ChangePlanInput!) { changePlan(input: $input) { __typename ... on UserError { message } } }";
    assert.equal((await api(server.url, change, { input: { organizationId, plan: "PRO" } }, token)).changePlan.__typename, "ChangePlanSuccess");
    try {
      await signIn(page, "/tokens/create");
      await page.getByLabel("Template").selectOption({ label: "Climate Sensor" });
      await page.getByLabel("How many").fill("1000000");
      await page.getByRole("button", { name: "Create 1,000,000 tokens" }).click();
      await page.getByRole("alert").getByText(/The plan PRO allows .* static tokens/).waitFor();
      assert.equal(await page.getByLabel("How many").inputValue(), "1,000,000");
    } finally {
      await api(server.url, change, { input: { organizationId, plan: "BUSINESS" } }, token);
    }
  });

  onPage("imports the example file as it is", {}, async (page) => {
    await signIn(page);
    await importExample(page, EXAMPLE, { serial: "CS-2026-0001" });
    assert.equal(await page.getByText("Matches exactly").count(), 5);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("4 rows are good").waitFor();
    await page.getByRole("button", { name: "Create 4 tokens" }).click();
    await page.getByRole("heading", { name: "devices" }).waitFor();
    await toTokensOfBatch(page);
    await page.getByText("CS-2026-0004").first().waitFor();
  });

  onPage("remaps columns, shows every fault, gives the faulty rows back, and skips them when told to", {}, async (page) => {
    const lines = (await readFile(EXAMPLE, "utf8")).trim().split(/\r?\n/).slice(1, 4).map((line) => line.replace("CS-2026-", "RM-").replace("84:F7:03:1A:00", "84:F7:03:1A:77"));
    const path = await csv("other-names.csv", "serial number,mac,Colour,Manufactured On,Device Name,remark", ...lines.map((line) => `${line},fine`), "RM-0009,84:F7:03,White,2026-11-04,Attic,short");
    await signIn(page);
    await importExample(page, path, { serial: "RM-0001" });
    const next = page.getByRole("button", { name: "Next" });
    assert.ok(await next.isDisabled());
    await page.getByText("Still without a meaning").waitFor();
    await assertAccessible(page, "the step that maps columns");
    await page.getByRole("button", { name: "Take “Serial Number”" }).click();
    await page.getByLabel("Meaning of mac").selectOption("MAC Address");
    await page.getByLabel("Meaning of remark").selectOption({ label: "Ignore this column" });
    await page.waitForFunction(() => ![...document.querySelectorAll("button")].find((each) => each.textContent === "Next")?.disabled);
    await next.click();
    await page.getByText("1 row has faults").waitFor();
    await page.getByRole("cell", { name: "“84:F7:03”" }).waitFor();
    await assertAccessible(page, "the step that shows faults");
    assert.ok(await page.getByRole("button", { name: "Create tokens" }).isDisabled());

    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download the faulty rows" }).click()]);
    const faulty = await readFile(await download.path(), "utf8");
    assert.match(faulty.split(/\r?\n/)[0], /remark,Error$/);
    assert.match(faulty, /RM-0009,84:F7:03,/);
    assert.equal(faulty.trim().split(/\r?\n/).length, 2);

    await page.getByLabel("Skip them: create the 3 good ones").check();
    await page.getByRole("button", { name: "Create 3 tokens" }).click();
    await page.getByRole("heading", { name: "other-names" }).waitFor();
    await toTokensOfBatch(page);
    await page.getByText("RM-0003").first().waitFor();
    assert.equal(await page.getByText("RM-0009").count(), 0);
  });

  onPage("says what is wrong with a file that is no CSV", {}, async (page) => {
    const path = await csv("header-only.csv", "Serial Number,MAC Address");
    await signIn(page, "/tokens/create/file");
    await page.locator('input[type="file"]').setInputFiles(path);
    await page.getByRole("alert").getByText("The file has a header, but no row.").waitFor();
  });
});

describe("the list", () => {
  onPage("filters in the address, and back again", {}, async (page) => {
    await signIn(page, "/tokens");
    await page.getByLabel(SEARCH).fill("CS-2026-000");
    await page.waitForURL(/search=CS-2026-000/);
    await page.getByText("4 tokens", { exact: true }).waitFor();
    await page.getByLabel("Status").selectOption("CLAIMED");
    await page.getByRole("heading", { name: "No token fits these filters" }).waitFor();
    await page.goBack();
    await page.getByText("4 tokens", { exact: true }).waitFor();
    await page.reload();
    assert.equal(await page.getByLabel(SEARCH).inputValue(), "CS-2026-000");
    await page.getByRole("button", { name: "Clear filters" }).last().click();
    await page.waitForURL((url) => url.search === "");
  });

  onPage("finds the token of a code that a customer reads out", {}, async (page) => {
    const { qrTokenGrouped } = await freshToken("One to find");
    await signIn(page, "/tokens");
    await page.getByLabel(SEARCH).fill(qrTokenGrouped.toLowerCase());
    await page.getByText("1 token", { exact: true }).waitFor();
    await page.getByRole("row").filter({ hasText: qrTokenGrouped }).waitFor();
    await page.getByLabel(SEARCH).fill("0000-0000-0000-0000-0000");
    await page.getByRole("heading", { name: "No token fits these filters" }).waitFor();
  });

  onPage("shows a device come, be claimed, and go, without loading anew", {}, async (page) => {
    const token = await freshToken("One to watch");
    await signIn(page, `/tokens?batch=${encodeURIComponent(token.batchId)}`);
    const row = page.getByRole("row").filter({ hasText: token.qrTokenGrouped });
    await row.getByText("No device yet").waitFor();

    const device = await (await browser.newContext({ bypassCSP: true })).newPage();
    await connect(device, token.authToken);
    await row.getByText("Online", { exact: true }).waitFor();

    const customer = await signedIn(server.url, "customer@mail.example");
    const claim = "mutation($code: String!) { claimDevice(input: {qrToken: $code, name: \"Kitchen\"}) { __typename } }";
    assert.equal((await api(server.url, claim, { code: token.qrTokenGrouped }, customer)).claimDevice.__typename, "ClaimDeviceSuccess");
    await row.getByText("Claimed", { exact: true }).waitFor();
    await assertAccessible(page, "the list of tokens");

    await device.context().close();
    await row.getByText("Offline").waitFor();
  });

  onPage("is worked by keys alone", {}, async (page) => {
    await signIn(page, "/tokens");
    const table = page.getByRole("table", { name: "Static Tokens" });
    await table.getByRole("row").nth(1).waitFor();
    await page.keyboard.press("/");
    await comesTo(page, () => document.activeElement?.getAttribute("placeholder"), "TS-000123 or 7K4M-2QX9-…");
    await table.getByRole("row").nth(1).focus();
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("heading", { name: "AuthToken" }).waitFor();
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Show these shortcuts").waitFor();
    await assertAccessible(page, "the list of shortcuts");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("c");
    await page.waitForURL(/\/tokens\/create$/);
  });

  onPage("fits phones, in the dark too", { viewport: PHONE, colorScheme: "dark" }, async (page) => {
    await signIn(page, "/tokens");
    await page.getByRole("table", { name: "Static Tokens" }).getByRole("row").nth(1).waitFor();
    await assertFits(page, "the list of tokens");
    await assertAccessible(page, "the list of tokens on a phone in the dark");
    await page.setViewportSize({ width: 360, height: 740 });
    await assertFits(page, "the list of tokens at 360 px");
    await page.goto("/tokens/create");
    await page.getByLabel("How many").waitFor();
    await assertFits(page, "the page to create by number at 360 px");
  });
});

describe("one token", () => {
  onPage("shows and downloads its QR code", {}, async (page) => {
    const drawer = await openFirst(page, "CS-2026-0001");
    assert.match(page.url(), /token=/);
    await assertAccessible(page, "the drawer of a token");
    for (const [format, begin] of [["PNG", "\x89PNG"], ["SVG", "<"], ["Label PDF", "%PDF"], ["Label ZPL", "^XA"]]) {
      const [download] = await Promise.all([page.waitForEvent("download"), drawer.getByRole("button", { name: format, exact: true }).click()]);
      assert.ok((await readFile(await download.path())).toString("latin1").startsWith(begin), format);
    }
  });

  onPage("reveals its AuthToken, and tells who did", {}, async (page) => {
    const drawer = await openFirst(page, "CS-2026-0002");
    await drawer.getByRole("button", { name: "Reveal" }).click();
    await drawer.getByText(/^csd_[0-9A-Za-z]{36}$/).waitFor();
    await drawer.getByText("AuthToken revealed").or(drawer.getByText(/revealed/i)).first().waitFor();
    await drawer.getByRole("button", { name: "Hide" }).click();
    assert.equal(await drawer.getByText(/^csd_/).count(), 0);
    assert.ok(!page.url().includes("csd_"));
  });

  onPage("gets a new QR code", {}, async (page) => {
    const drawer = await openFirst(page, "CS-2026-0003");
    const former = await drawer.getByRole("img", { name: /^QR code/ }).getAttribute("alt");
    await drawer.getByRole("button", { name: "New QR code…" }).click();
    await page.getByRole("button", { name: "Give a new QR code" }).click();
    await page.waitForFunction((old) => document.querySelector('img[alt^="QR code"]')?.getAttribute("alt") !== old, former);
    await page.getByText("The token has a new QR code. Print a new label.").waitFor();
  });
});

describe("acts on many", () => {
  onPage("exports for the print shop, and the link works once", {}, async (page) => {
    await signIn(page, "/tokens?search=CS-2026-000");
    await page.getByText("4 tokens", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByRole("radio", { name: /^Print shop/ }).click();
    await page.getByLabel("Finished labels").selectOption("AVERY_L7160");
    await assertAccessible(page, "the export dialog");
    await page.getByRole("button", { name: "Make the link" }).click();
    await page.getByText("4 tokens are ready").waitFor();
    const link = page.getByRole("link", { name: "Download" });
    const url = await link.getAttribute("href");
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const zip = (await readFile(await download.path())).toString("latin1");
    assert.ok(zip.startsWith("PK"));
    assert.ok(zip.includes("labels/sheets-00001.pdf"));
    assert.ok(!zip.includes("csd_"));
    await page.getByText("The download has begun.").waitFor();
    assert.equal((await fetch(url)).status, 404);
    assert.ok(!page.url().includes("exports"));
  });

  onPage("disclaims what customers own, after saying so", {}, async (page) => {
    await signIn(page, "/tokens?status=CLAIMED");
    await page.getByRole("table", { name: "Static Tokens" }).getByRole("row").nth(1).waitFor();
    await page.getByRole("checkbox", { name: /^Select / }).nth(1).check();
    await page.getByRole("region", { name: "Selected tokens" }).getByRole("button", { name: "Disclaim" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("One customer loses their device at once").waitFor();
    await assertAccessible(page, "the dialog that disclaims");
    await dialog.getByRole("button", { name: "Disclaim" }).click();
    await page.getByText("1 device has no owner any more.").waitFor();
  });

  onPage("deletes only after the number was typed", {}, async (page) => {
    await signIn(page, "/tokens?search=CS-2026-000");
    await page.getByText("4 tokens", { exact: true }).waitFor();
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await page.getByRole("region", { name: "Selected tokens" }).getByRole("button", { name: "Delete…" }).click();
    const dialog = page.getByRole("dialog");
    const act = dialog.getByRole("button", { name: "Delete 4 tokens" });
    await dialog.getByText("can never connect again").waitFor();
    await assertAccessible(page, "the dialog that deletes");
    assert.ok(await act.isDisabled());
    await dialog.getByLabel("Type 4 to confirm").fill("3");
    assert.ok(await act.isDisabled());
    await dialog.getByLabel("Type 4 to confirm").fill("4");
    await act.click();
    await page.getByText("4 tokens were deleted.").waitFor();
    await page.getByRole("heading", { name: "No token fits these filters" }).waitFor();
  });

  onPage("hides what an operator may not do", {}, async (page) => {
    await signIn(page, "/tokens", "operator@acme.example");
    await page.getByRole("checkbox", { name: /^Select / }).nth(1).check();
    const bar = page.getByRole("region", { name: "Selected tokens" });
    assert.ok(await bar.getByRole("button", { name: "Export" }).isVisible());
    assert.equal(await bar.getByRole("button", { name: "Disclaim" }).count(), 0);
    assert.equal(await bar.getByRole("button", { name: "Delete…" }).count(), 0);
    assert.equal(await page.getByRole("link", { name: "Create tokens" }).count(), 0);
  });
});

describe("a session that ends in the middle", () => {
  onPage("asks to sign in over the page, and then does what was asked", {}, async (page) => {
    await signIn(page, "/tokens/create", "admin@acme.example");
    await page.getByLabel("Template").selectOption({ label: "Climate Sensor" });
    await page.getByLabel("How many").fill("3");
    await page.getByLabel("Name of the batch (optional)").fill("Typed before the end");
    await page.waitForTimeout(500);
    page.faults.length = 0;

    const elsewhere = await signedIn(server.url, "admin@acme.example");
    await api(server.url, "mutation { signOut(input: {everywhere: true}) { __typename } }", {}, elsewhere);
    await page.getByRole("button", { name: "Create 3 tokens" }).click();

    const dialog = page.getByRole("dialog", { name: "Sign in to go on" });
    await dialog.waitFor();
    await assertAccessible(page, "the dialog over a page whose session ended");
    assert.equal(await dialog.getByLabel("Email", { exact: true }).inputValue(), "admin@acme.example");
    await dialog.getByLabel("Password", { exact: true }).fill("claimstead-demo");
    await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Typed before the end" }).waitFor();
  });
});

describe("a slow link", () => {
  onPage("shows where things will be, and nothing jumps", { viewport: DESK }, async (page) => {
    await signIn(page, "/tokens");
    const session = await page.context().newCDPSession(page);
    await session.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 20_000 });
    await page.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.reload();
    await page.getByRole("table", { name: "Static Tokens" }).getByRole("row").nth(1).waitFor();
    await page.getByText("tokens on the plan").waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: /Open / }).first().waitFor({ timeout: 30_000 });
    assert.ok((await page.evaluate(() => globalThis.shift)) < 0.1);
  });
});

describe("with more than a hundred templates and batches", () => {
  before(async () => {
    const organizationId = await server.organization();
    const { organization } = await server.asOwner("query($id: ID!) { organization(id: $id) { templates(first: 100) { edges { node { id name } } } } }", { id: organizationId });
    const templateId = organization.templates.edges.find(({ node }) => node.name === "Smart Plug").node.id;
    const template = "mutation($input: CreateTemplateInput!) { createTemplate(input: $input) { __typename } }";
    const batch = "mutation($input: CreateTokenBatchInput!) { createTokenBatch(input: $input) { __typename } }";
    for (let number = 1; number <= 100; number += 1) {
      await server.asOwner(template, { input: { organizationId, name: `Kind ${number}` } });
      await server.asOwner(batch, { input: { organizationId, templateId, count: 1, name: `Small run ${number}` } });
    }
  });

  onPage("the list is narrowed by one that is found by typing, and names it when it is opened anew", {}, async (page) => {
    await signIn(page, "/tokens");
    const filter = page.getByRole("combobox", { name: "Template" });
    await filter.fill("climate");
    await page.getByRole("option", { name: "Climate Sensor" }).waitFor();
    await assertAccessible(page, "the open filter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/template=/);
    await page.getByRole("table", { name: "Static Tokens" }).getByRole("row").nth(1).waitFor();
    await page.reload();
    await page.waitForFunction(() => document.querySelector('[role="combobox"]')?.value === "Climate Sensor");
    await assertAccessible(page, "the list of one template");
    await page.getByRole("button", { name: "Template: All templates" }).click();
    await page.waitForURL((url) => !url.search.includes("template="));
    await filter.fill("no such thing");
    await page.getByText("Nothing fits").waitFor();
  });

  onPage("the list is narrowed by one from the end of the choices", { viewport: PHONE }, async (page) => {
    await signIn(page, "/tokens");
    const filter = page.getByRole("combobox", { name: "Batch" });
    await filter.click();
    await page.getByRole("option", { name: "Small run 100" }).waitFor();
    assert.equal(await page.getByRole("listbox").getByRole("option").count(), 100);
    await page.keyboard.press("ArrowUp");
    await page.waitForFunction(() => document.querySelectorAll('[role="listbox"] [role="option"]').length > 100);
    await page.getByRole("listbox").getByRole("option").last().click();
    await page.waitForURL(/batch=/);
    await page.getByRole("table", { name: "Static Tokens" }).waitFor();
    await assertFits(page, "the filtered list on a phone");
  });

  onPage("a device is made by hand with any of them", {}, async (page) => {
    await signIn(page, "/devices");
    await page.getByRole("button", { name: "Add by hand" }).click();
    await page.getByRole("dialog").getByLabel("Template").selectOption({ label: "Smart Plug" });
    await page.getByRole("button", { name: "Create the device" }).click();
    await page.getByRole("dialog", { name: "Copy the AuthToken now" }).waitFor();
  });
});
