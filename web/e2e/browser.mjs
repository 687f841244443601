// Debian's Chromium, and what every test asks of a page: no error in its console, no finding of axe-core.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";
import { OWNER, PASSWORD } from "./server.mjs";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

export function launch(args = []) {
  return chromium.launch({ executablePath: EXECUTABLE, args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), ...args] });
}

/** A fresh browser profile and its page; `page.faults` collects what the page complains of, policy violations too. */
export async function open(browser, url, { viewport = DESK, colorScheme = "light", locale = "en-GB", ...options } = {}) {
  const context = await browser.newContext({ baseURL: url, viewport, colorScheme, locale, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") page.faults.push(message.text());
  });
  page.on("pageerror", (error) => page.faults.push(String(error)));
  return page;
}

export async function signIn(page, path = "/", email = OWNER) {
  await page.goto(path);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator("#page-title").waitFor();
}

/** Fails with each finding of axe-core, by WCAG 2.2 AA. */
export async function assertAccessible(page, what = page.url()) {
  // What is on its way in or out is not to be judged half transparent.
  await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== "running" || each.effect?.getComputedTiming().iterations === Infinity));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const told = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}\n  ${failureSummary}`));
  assert.deepEqual(told, [], `axe-core finds faults on ${what}`);
}

/** Waits until `read`, run in the page, gives `expected`: effects run a moment after what is drawn. */
export async function comesTo(page, read, expected, message) {
  const deadline = Date.now() + 5_000;
  let found = await page.evaluate(read);
  while (!isDeepStrictEqual(found, expected) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = await page.evaluate(read);
  }
  assert.deepEqual(found, expected, message);
}

/** Nothing reaches beyond the right edge of the screen. */
export async function assertFits(page, what) {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(inner <= outer, `${what} is ${inner - outer} px too wide`);
}
