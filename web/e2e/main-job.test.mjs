// The main job with nothing but browsers: tokens from a file, an export, a label's link, a claim, online, disclaimed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, open, openPage, signIn } from "./browser.mjs";
import { startServer } from "./server.mjs";

const EXAMPLE = fileURLToPath(new URL("../../docs/examples/devices.csv", import.meta.url));
const SERIAL = "CS-2026-0002";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function createFromFile(console) {
  await console.goto("/tokens/create/file");
  await console.getByLabel("Template").selectOption({ label: "Climate Sensor" });
  await console.locator('input[type="file"]').setInputFiles(EXAMPLE);
  await console.getByRole("heading", { name: "Is this what you expect?" }).waitFor();
  await console.getByRole("button", { name: "Next" }).click();
  await console.getByRole("heading", { name: "What does each column mean?" }).waitFor();
  await console.getByRole("button", { name: "Next" }).click();
  await console.getByRole("button", { name: "Create 4 tokens" }).click();
  await console.getByRole("heading", { name: "devices" }).waitFor();
}

async function exportForBoth(console) {
  await console.goto(`/tokens?search=${SERIAL.slice(0, -1)}`);
  await console.getByText("4 tokens", { exact: true }).waitFor();
  await console.getByRole("button", { name: "Export", exact: true }).click();
  await console.getByRole("radio", { name: /^Print shop/ }).click();
  await console.getByRole("button", { name: "Make the link" }).click();
  const [download] = await Promise.all([console.waitForEvent("download"), console.getByRole("link", { name: "Download" }).click()]);
  assert.equal(await download.failure(), null);
}

/** What is flashed, and what is printed, as the manufacturer's programs read them. */
async function tokenOf(serial) {
  const query =
    "query($id: ID!, $serial: String!) { organization(id: $id) { staticTokens(first: 1, filter: {serialStartsWith: $serial}) { edges { node { id claimUrl } } } } }";
  const { organization } = await server.asOwner(query, { id: await server.organization(), serial });
  return organization.staticTokens.edges[0].node;
}

test("from a CSV file to a device that is online, and disclaimed, in two browsers", async () => {
  const manufacturer = await open(browser, server.url);
  await signIn(manufacturer);
  await createFromFile(manufacturer);
  await exportForBoth(manufacturer);
  const token = await tokenOf(SERIAL);

  const { page: phone, complaints } = await openPage(browser);
  await phone.goto(token.claimUrl);
  await phone.getByRole("heading", { name: "Set up your Climate Sensor" }).waitFor();
  await phone.getByRole("link", { name: "Create an account" }).click();
  await phone.getByLabel("Email").fill("grace@home.example");
  await phone.getByLabel("Password", { exact: true }).fill("a lamp in the window");
  await phone.getByRole("button", { name: "Continue" }).click();
  await phone.getByRole("heading", { name: "Add this device?" }).waitFor();
  await phone.getByLabel("Name").fill("Study");
  await phone.getByRole("button", { name: "Add device" }).click();
  await phone.getByText("Waiting for Study…").waitFor();

  const takeOff = await server.connectDevice(token.id);
  await phone.getByText("Online", { exact: true }).waitFor({ timeout: 20_000 });
  await manufacturer.goto(`/tokens?search=${SERIAL}`);
  const row = manufacturer.getByRole("row").filter({ hasText: SERIAL });
  await row.getByText("Claimed").waitFor();
  await row.getByText("Online").waitFor();

  await phone.goto(await server.mailedLink("verify", "grace@home.example"));
  await phone.getByRole("heading", { name: "Address confirmed" }).waitFor();
  await phone.goto(`${server.url}/claim/devices`);
  await phone.getByRole("link", { name: /Study/ }).filter({ hasText: "Online" }).waitFor();

  await manufacturer.getByRole("checkbox", { name: /^Select / }).nth(1).check();
  await manufacturer.getByRole("region", { name: "Selected tokens" }).getByRole("button", { name: "Disclaim" }).click();
  await manufacturer.getByRole("dialog").getByRole("button", { name: "Disclaim" }).click();
  await manufacturer.getByText("1 device has no owner any more.").waitFor();
  await row.getByText("Unclaimed").waitFor();

  await phone.reload();
  await phone.getByRole("heading", { name: "My devices" }).waitFor();
  await phone.waitForFunction(() => !document.body.textContent.includes("Study"));
  await takeOff();
  assert.deepEqual([...manufacturer.faults, ...complaints], []);
});
