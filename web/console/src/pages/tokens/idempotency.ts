import { useRef } from "react";

const BYTES = 16;

/** A key for an input: the same for the same one, so that repeating it after a lost answer does it once. */
export function useIdempotencyKey(): (input: unknown) => string {
  const last = useRef({ input: "", key: "" });
  return (input) => {
    const text = JSON.stringify(input);
    // Not randomUUID, which browsers keep from pages without HTTPS.
    if (last.current.input !== text) last.current = { input: text, key: Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) => byte.toString(16).padStart(2, "0")).join("") };
    return last.current.key;
  };
}
