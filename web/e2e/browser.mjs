// The distribution's own Chromium, and what every screen is held to.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const PHONE = { width: 390, height: 844 };

/** A browser; `args` are Chromium's own switches. */
export function launch(args = []) {
  return chromium.launch({ executablePath: EXECUTABLE, args: ["--no-sandbox", ...args] });
}

/** A page that nobody has been to before, in English on a phone unless said otherwise. What the browser complains about is kept in `complaints`. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: "en-GB", ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  return { context, page, complaints };
}

/** WCAG 2.2 A and AA by axe-core: no findings. */
export async function isAccessible(page) {
  // Not as a script element, which the page's own policy rightly forbids.
  await page.evaluate(AXE);
  const findings = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await window.axe.run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
  assert.deepEqual(findings, [], `at ${page.url()}`);
}
