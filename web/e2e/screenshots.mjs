// Takes the pictures of README and docs from the demo data: `make screenshots`.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch, open, PHONE, signIn } from "./browser.mjs";
import { startServer } from "./server.mjs";

const PICTURES = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const EXAMPLE = fileURLToPath(new URL("../../docs/examples/devices.csv", import.meta.url));
/** Small enough to load at once with the page that shows it. */
const DESK_PICTURE = { width: 1280, height: 700 };

const server = await startServer();
const browser = await launch();

/** Waits until nothing is on its way, then takes what is on the screen. */
async function take(page, name) {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .mantine-Skeleton-root') === null);
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${PICTURES}${name}.png`, animations: "disabled" });
}

async function importing(page) {
  await page.goto("/tokens/create/file");
  await page.getByLabel("Template").selectOption({ label: "Climate Sensor" });
  await page.locator('input[type="file"]').setInputFiles(EXAMPLE);
  await page.getByRole("heading", { name: "Is this what you expect?" }).waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("heading", { name: "What does each column mean?" }).waitFor();
  await take(page, "console-create-from-file");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Create 4 tokens" }).click();
  await page.getByRole("heading", { name: "devices" }).waitFor();
}

/** Brings life into the imported tokens: one is claimed and online, one claimed, one online. Returns how to end it. */
async function live() {
  const query = 'query($id: ID!) { organization(id: $id) { staticTokens(first: 4, filter: {serialStartsWith: "CS-2026-"}) { edges { node { id serial qrToken } } } } }';
  const { organization } = await server.asOwner(query, { id: await server.organization() });
  const tokens = new Map(organization.staticTokens.edges.map(({ node }) => [node.serial, node]));
  const customer = await server.signIn("customer@mail.example");
  const claim = "mutation($input: ClaimDeviceInput!) { claimDevice(input: $input) { __typename } }";
  for (const [serial, name] of [["CS-2026-0004", "Kitchen"], ["CS-2026-0002", "Hall"]]) await server.api(claim, { input: { qrToken: tokens.get(serial).qrToken, name } }, customer);
  const endings = [];
  for (const serial of ["CS-2026-0004", "CS-2026-0003"]) endings.push(await server.connectDevice(tokens.get(serial).id));
  return async () => {
    for (const takeOff of endings) await takeOff();
  };
}

async function console_() {
  const page = await open(browser, server.url, { viewport: DESK_PICTURE });
  await signIn(page);
  await importing(page);
  const takeOff = await live();
  await page.goto("/tokens");
  for (const serial of ["CS-2026-0004", "CS-2026-0003"]) await page.getByRole("row").filter({ hasText: serial }).getByText("Online").waitFor();
  await take(page, "console-tokens");
  await page.getByRole("button", { name: "Open CS-2026-0001" }).click();
  await page.getByRole("dialog").getByRole("img", { name: /^QR code/ }).waitFor();
  await take(page, "console-token");
  for (const place of ["devices", "brand", "activity"]) {
    await page.goto(`/${place}`);
    await page.locator("#page-title").waitFor();
    await take(page, `console-${place}`);
  }
  const dark = await open(browser, server.url, { viewport: DESK_PICTURE, colorScheme: "dark" });
  await signIn(dark, "/devices");
  await take(dark, "console-devices-dark");
  await takeOff();
}

async function phone() {
  const [token] = await server.freeTokens(1);
  const page = await open(browser, server.url, { viewport: PHONE, deviceScaleFactor: 1.5 });
  await page.goto(`${server.url}/C/${token.qrToken}`);
  await page.getByRole("heading", { name: "Set up your Climate Sensor" }).waitFor();
  await take(page, "phone-landing");
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Email").fill("ada@home.example");
  await page.getByLabel("Password", { exact: true }).fill("a lamp in the window");
  await take(page, "phone-account");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Add this device?" }).waitFor();
  await page.getByLabel("Name").fill("Kitchen");
  await take(page, "phone-confirm");
  await page.getByRole("button", { name: "Add device" }).click();
  await page.getByText("Waiting for Kitchen…").waitFor();
  await take(page, "phone-waiting");
  const takeOff = await server.connectDevice(token.id);
  await page.getByText("Online", { exact: true }).waitFor({ timeout: 20_000 });
  await take(page, "phone-online");
  await page.goto(`${server.url}/claim/devices`);
  await page.getByRole("link", { name: /Kitchen/ }).filter({ hasText: "Online" }).waitFor();
  await take(page, "phone-devices");
  await page.goto(`${server.url}/claim`);
  await take(page, "phone-add");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${server.url}/claim/devices`);
  await page.getByRole("link", { name: /Kitchen/ }).waitFor();
  await take(page, "phone-devices-dark");
  await takeOff();
}

try {
  await mkdir(PICTURES, { recursive: true });
  await console_();
  await phone();
} finally {
  await browser.close();
  await server.stop();
}
