import { NetworkError, RequestError } from "@claimstead/sdk";
import type { errors, Explained, Facts } from "../messages/en/errors";
import { isRefusal } from "./queries";

/** Any problem in words: what happened and the one next step. */
export function explain(problem: unknown, words: typeof errors): Explained {
  if (isRefusal(problem)) {
    const known = (words.refusals as Record<string, (facts: Facts) => Explained>)[problem.__typename];
    return known === undefined ? words.unknown(problem.message) : known(problem as unknown as Facts);
  }
  if (problem instanceof NetworkError || problem instanceof TypeError) return words.codes.NETWORK;
  if (problem instanceof RequestError) {
    if (problem.code === "THROTTLED" && problem.retryAfterSeconds !== null) {
      return words.refusals.TooManyAttempts({ retryAfterSeconds: problem.retryAfterSeconds });
    }
    return words.codes[problem.code] ?? words.codes.INTERNAL;
  }
  if (problem instanceof Error && problem.name === "SessionOver") return words.codes.UNAUTHENTICATED;
  return words.codes.INTERNAL;
}

/** The field that a refusal speaks of, for the forms that show it there. */
export function faultsByField(problem: unknown): Record<string, string> {
  if (!isRefusal(problem)) return {};
  const faults = problem["faults"];
  if (Array.isArray(faults)) {
    return Object.fromEntries((faults as { field: string; reason: string }[]).map(({ field, reason }) => [field, reason]));
  }
  const { field, reason } = problem as { field?: unknown; reason?: unknown };
  return typeof field === "string" && typeof reason === "string" ? { [field]: reason } : {};
}
