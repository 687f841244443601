// The main job, whole, by people with nothing but a browser: from a CSV in the console to a device that is online on a customer's phone, and back.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch, open, PHONE, signIn } from "./browser.mjs";
import { startServer } from "./server.mjs";

const EXAMPLE = fileURLToPath(new URL("../../docs/examples/devices.csv", import.meta.url));
const PYTHON = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));

let server;
let browser;
let folder;

before(async () => {
  server = await startServer();
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), "claimstead-main-job-"));
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const heading = (page, name) => page.getByRole("heading", { level: 1, name });

/** Makes a token of each row of the example file, and ends at the list of them. */
async function createFromFile(desk) {
  await desk.getByRole("link", { name: "Static Tokens" }).click();
  await desk.getByRole("link", { name: "Create tokens" }).click();
  await desk.getByRole("link", { name: "From a file" }).click();
  await desk.getByLabel("Template").selectOption({ label: "Climate Sensor" });
  await desk.locator('input[type="file"]').setInputFiles(EXAMPLE);
  await desk.getByRole("heading", { name: "Is this what you expect?" }).waitFor();
  await desk.getByRole("button", { name: "Next" }).click();
  await desk.getByRole("heading", { name: "What does each column mean?" }).waitFor();
  await desk.getByRole("button", { name: "Next" }).click();
  await desk.getByText("4 rows are good").waitFor();
  await desk.getByRole("button", { name: "Create 4 tokens" }).click();
  await desk.getByRole("heading", { name: "devices" }).waitFor();
  await desk.getByRole("link", { name: "Show the tokens" }).or(desk.locator('a[href^="/tokens?batch="]')).first().click();
  await desk.getByText("4 tokens", { exact: true }).waitFor();
}

/** Exports the list for the print shop. Returns the rows of its table by the names of their columns. */
async function exportForPrintShop(desk) {
  await desk.getByRole("button", { name: "Export", exact: true }).click();
  await desk.getByRole("radio", { name: /^Print shop/ }).click();
  await desk.getByRole("button", { name: "Make the link" }).click();
  await desk.getByText("4 tokens are ready", { exact: true }).waitFor();
  const [download] = await Promise.all([desk.waitForEvent("download"), desk.getByRole("link", { name: "Download" }).click()]);
  await promisify(execFile)(PYTHON, ["-m", "zipfile", "-e", await download.path(), folder]);
  await desk.keyboard.press("Escape");
  const [names, ...rows] = (await readFile(join(folder, "tokens.csv"), "utf8")).replace("\ufeff", "").trim().split(/\r?\n/).map((line) => line.split(","));
  return rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at]])));
}

/** A new customer with a phone: from the label's link to the question whether to add the device, the address confirmed on the way. */
async function signUpAndConfirm(page, link, email) {
  await page.goto(link);
  await heading(page, "Set up your Climate Sensor").waitFor();
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("a lamp in the window");
  await page.getByRole("button", { name: "Continue" }).click();
  await heading(page, "Add this device?").waitFor();

  const mail = await page.context().newPage();
  await mail.goto(await server.mailedLink("verify", email));
  await heading(mail, "Address confirmed").waitFor();
  await mail.close();
}

test("tokens from a CSV, exported, one claimed by a new customer, seen online live by both, disclaimed", async () => {
  const desk = await open(browser, server.url);
  await signIn(desk);
  await createFromFile(desk);
  const exported = await exportForPrintShop(desk);
  assert.deepEqual(exported.map((row) => row["Serial Number"]).sort(), ["CS-2026-0001", "CS-2026-0002", "CS-2026-0003", "CS-2026-0004"]);
  const label = exported.find((row) => row["Serial Number"] === "CS-2026-0002");
  const row = desk.getByRole("row").filter({ hasText: "CS-2026-0002" });
  await row.getByText("Unclaimed").waitFor();

  const page = await open(browser, server.url, { viewport: PHONE });
  await signUpAndConfirm(page, label["Claim URL"], "grace@home.example");
  await page.getByLabel("Name").fill("Study");
  await page.getByRole("button", { name: "Add device" }).click();
  await heading(page, "Added to your account").waitFor();
  await page.getByText("Waiting for Study…").waitFor();
  await row.getByText("Claimed", { exact: true }).waitFor();
  await row.getByText("Never online").waitFor();

  const { staticTokenByQrToken: token } = await server.asOwner("query($code: String!) { staticTokenByQrToken(qrToken: $code) { id } }", { code: label["QR Token"] });
  const takeOff = await server.connectDevice(token.id);
  try {
    await page.getByText("Online", { exact: true }).waitFor();
    await row.getByText("Online", { exact: true }).waitFor();
    await page.getByRole("link", { name: "To my devices" }).click();
    const mine = page.getByRole("link", { name: /Study/ });
    await mine.filter({ hasText: "Online" }).waitFor();

    await row.getByRole("checkbox").check();
    await desk.getByRole("region", { name: "Selected tokens" }).getByRole("button", { name: "Disclaim" }).click();
    await desk.getByRole("dialog").getByRole("button", { name: "Disclaim" }).click();
    await desk.getByText("1 device has no owner any more.").waitFor();
    await row.getByText("Unclaimed").waitFor();
    // A device that is no longer theirs falls silent; the list shows it when it is opened anew.
    await page.reload();
    await page.getByText("No devices yet.").waitFor();
    assert.equal(await mine.count(), 0);
    // The label works again, for the next owner.
    await page.goto(label["Claim URL"]);
    await heading(page, "Add this device?").waitFor();
  } finally {
    await takeOff();
  }
  assert.deepEqual(desk.faults, []);
  assert.deepEqual(page.faults, []);
  await Promise.all([desk.context().close(), page.context().close()]);
});
