import type { EventFilter, EventKind } from "@claimstead/sdk";
import { KINDS } from "../parts/eventWords";

/** As they stand in the address; these are what is not written there. Kinds are joined by commas, times are days. */
export const DEFAULTS = { kinds: "", actor: "", since: "", until: "", token: "", device: "", batch: "", below: "yes" };
export type ActivityFilters = typeof DEFAULTS;

const KNOWN: ReadonlySet<string> = new Set(Object.values(KINDS).flat());
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function kindsOf(filters: ActivityFilters): EventKind[] {
  return filters.kinds.split(",").filter((kind): kind is EventKind => KNOWN.has(kind));
}

/** The first moment of a day in the reader's time zone, `days` later; null where there is none. */
export function beginOf(day: string, days = 0): string | null {
  if (!DAY.test(day)) return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const moment = new Date(year, month - 1, date + days);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

export function eventFilter(filters: ActivityFilters): EventFilter {
  const kinds = kindsOf(filters);
  return {
    kinds: kinds.length === 0 ? null : kinds,
    actorId: filters.actor || null,
    since: beginOf(filters.since),
    // The last day counts as a whole.
    until: beginOf(filters.until, 1),
    staticTokenId: filters.token || null,
    deviceId: filters.device || null,
    tokenBatchId: filters.batch || null,
    includeBelow: filters.below === "yes",
  };
}

/** The address of the same events as a CSV file. */
export function csvPath(organizationId: string, filters: ActivityFilters): string {
  const wanted = eventFilter(filters);
  const query = new URLSearchParams();
  for (const kind of wanted.kinds ?? []) query.append("kind", kind);
  for (const [name, value] of [
    ["actor", wanted.actorId],
    ["since", wanted.since],
    ["until", wanted.until],
    ["token", wanted.staticTokenId],
    ["device", wanted.deviceId],
    ["batch", wanted.tokenBatchId],
  ] as const) {
    if (typeof value === "string") query.set(name, value);
  }
  if (wanted.includeBelow === true) query.set("below", "true");
  return `/organizations/${encodeURIComponent(organizationId)}/events.csv?${query}`;
}

export function isFiltered(filters: ActivityFilters): boolean {
  return (Object.keys(DEFAULTS) as (keyof ActivityFilters)[]).some((name) => filters[name] !== DEFAULTS[name]);
}
