// The scanner of the page: by the reader that is fetched, by the browser's own, by photo; and what else stands on boxes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { assertAccessible, comesTo, launch, open, PHONE } from "./browser.mjs";
import { qrCodeOf, writeFilm } from "./pictures.mjs";
import { startServer } from "./server.mjs";

let server;
let browser;
let token;
let code;
const folder = mkdtempSync(join(tmpdir(), "claimstead-film-"));

before(async () => {
  server = await startServer();
  [token] = await server.freeTokens(1);
  code = await qrCodeOf(server, token.id);
  const film = join(folder, "label.y4m");
  const drawing = await launch();
  await writeFilm(await drawing.newPage(), code, film);
  await drawing.close();
  // The camera is allowed without asking, so that the page opens it at once.
  browser = await launch([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${film}`,
  ]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const heading = (page, name) => page.getByRole("heading", { level: 1, name });

/** Counts how often the camera was asked for, and whether its tracks were stopped. */
function watchCamera() {
  globalThis.asked = 0;
  globalThis.tracks = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    globalThis.asked += 1;
    const stream = await ask(constraints);
    globalThis.tracks.push(...stream.getTracks());
    return stream;
  };
}

/** A reader of the browser's own, which sees what the test says. */
function nativeReader(sees) {
  globalThis.BarcodeDetector = class {
    static getSupportedFormats = async () => ["qr_code"];
    detect = async () => [{ rawValue: sees }];
  };
}

test("the camera finds the label by the reader that the page fetches from its own server", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.addInitScript(watchCamera);
  await page.goto(`${server.url}/claim`);
  await heading(page, "Set up your Climate Sensor").waitFor({ timeout: 20_000 });
  assert.ok(page.url().endsWith(`/C/${token.qrToken}`));
  assert.ok(fetched.some((url) => url.endsWith(".wasm")));
  assert.deepEqual(fetched.filter((url) => !url.startsWith(server.url) && !url.startsWith("blob:")), []);
  assert.equal(await page.evaluate(() => globalThis.asked), 1);
  await comesTo(page, () => globalThis.tracks.map((track) => track.readyState), ["ended"]);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a browser with a reader of its own fetches none", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.addInitScript(nativeReader, token.claimUrl);
  await page.goto(`${server.url}/claim`);
  await heading(page, "Set up your Climate Sensor").waitFor();
  assert.ok(!fetched.some((url) => url.endsWith(".wasm")));
  await page.context().close();
});

test("codes of other places and other things are told apart, and sent nowhere", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  const sent = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) sent.push(request.postData());
  });
  await page.addInitScript(nativeReader, `HTTPS://APP.OTHER.EXAMPLE/C/${token.qrToken}`);
  await page.goto(`${server.url}/claim`);
  await heading(page, "This code belongs elsewhere").waitFor();
  await assertAccessible(page);
  await page.getByRole("link", { name: "Open app.other.example" }).waitFor();
  assert.deepEqual(sent, []);

  await page.addInitScript(nativeReader, "https://shop.example/manual.pdf");
  await page.goto(`${server.url}/claim`);
  await page.getByText("That is not a device code.").waitFor();
  await page.getByText("Hold the code into the frame.").waitFor();
  await assertAccessible(page);
  assert.deepEqual(sent, []);
  await page.context().close();
});

test("the camera is given back when the page is hidden, and not asked for again by itself", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.addInitScript(watchCamera);
  await page.addInitScript(nativeReader, "");
  await page.goto(`${server.url}/claim`);
  await page.getByText("Hold the code into the frame.").waitFor();
  const show = (isHidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  await show(true);
  await page.getByText("The camera is off.").waitFor();
  await comesTo(page, () => globalThis.tracks.map((track) => track.readyState), ["ended"]);
  await show(false);
  await assertAccessible(page);
  assert.equal(await page.evaluate(() => globalThis.asked), 1);
  await page.context().close();
});

test("a camera that is refused leaves photo and typing", async () => {
  const page = await open(browser, server.url, { viewport: PHONE });
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException("Refused.", "NotAllowedError");
    };
  });
  await page.goto(`${server.url}/claim`);
  await page.getByText("The camera is not allowed for this page.").waitFor();
  await assertAccessible(page);
  const picture = Buffer.from(code.split(",")[1], "base64");
  await page.locator("input[type=file]").setInputFiles({ name: "nothing.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await page.getByText("The photo could not be read.").waitFor();
  await page.locator("input[type=file]").setInputFiles({ name: "label.png", mimeType: "image/png", buffer: picture });
  await heading(page, "Set up your Climate Sensor").waitFor();
  await page.context().close();
});
