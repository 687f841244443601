import assert from "node:assert/strict";
import { test } from "node:test";

import { localeOf } from "../src/index.ts";

const day = (locale: string) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date("2026-11-26T12:00:00Z"));

test("dates are written as where the reader lives, in the language that is spoken", () => {
  assert.equal(localeOf("en", ["de-AT", "en-GB", "en-US", "en"]), "en-GB");
  assert.equal(localeOf("de", ["en-GB", "de-AT"]), "de-AT");
  assert.equal(day(localeOf("en", ["en-GB"])), "26 Nov 2026");
  assert.equal(day(localeOf("en", ["en-US"])), "Nov 26, 2026");
});

test("where no place of the reader's speaks the language, the language alone decides", () => {
  assert.equal(localeOf("de", ["en-GB", "en"]), "de");
  assert.equal(localeOf("en", []), "en");
});

test("what is no locale is passed over", () => {
  assert.equal(localeOf("en", ["en-US@posix", "en-GB"]), "en-GB");
  assert.equal(localeOf("en", ["en-US@posix"]), "en");
});
