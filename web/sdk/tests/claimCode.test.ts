import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { groupWhileTyping, parseClaimCode, type ClaimCode } from "../src/index.ts";

interface Reading {
  readonly entry: string;
  readonly reading: ClaimCode | null;
}

/** Written by the server's own reader (tests/web/claim_codes.py). */
const readings = JSON.parse(readFileSync(new URL("../../tests/claim-codes.json", import.meta.url), "utf8")) as Reading[];

test("a claim code is read as the server reads it", () => {
  assert.ok(readings.length > 400);
  for (const { entry, reading } of readings) assert.deepEqual(parseClaimCode(entry), reading, JSON.stringify(entry));
});

test("a code is grouped while it is typed", () => {
  for (const [typed, shown] of [
    ["", ""],
    ["7k4", "7K4"],
    ["7k4m2", "7K4M-2"],
    ["7K4M-2QX9-", "7K4M-2QX9"],
    ["o il", "011"],
    ["0".repeat(25), "0000-0000-0000-0000-0000"],
  ] as const) {
    assert.equal(groupWhileTyping(typed), shown);
  }
});
