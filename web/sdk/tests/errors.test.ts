import assert from "node:assert/strict";
import { test } from "node:test";

import { isSuccess, RequestError, type ClaimDeviceMutation } from "../src/index.ts";

test("a result that ends in Success was done, anything else was refused", () => {
  const done: ClaimDeviceMutation["claimDevice"] = JSON.parse('{"__typename": "ClaimDeviceSuccess", "device": {"id": "1"}}');
  const refused: ClaimDeviceMutation["claimDevice"] = JSON.parse('{"__typename": "QrTokenInvalid", "message": "No."}');

  assert.equal(isSuccess(done) && done.device.id, "1");
  assert.equal(isSuccess(refused) ? "" : refused.message, "No.");
});

test("a code that is not known counts as a fault of the server's", () => {
  assert.equal(RequestError.of({ message: "?", extensions: { code: "NEW" } }).code, "INTERNAL");
  assert.equal(RequestError.of({ message: "?" }).code, "INTERNAL");
});
