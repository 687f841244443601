import type { DeviceFilter, StaticTokenFilter, TokenStatus } from "@claimstead/sdk";

/** As they stand in the address; these are what is not written there. */
export const DEFAULTS = { serial: "", template: "", status: "", presence: "", below: "yes" };
export type DeviceFilters = typeof DEFAULTS;

const STATUSES: readonly string[] = ["CLAIMED", "UNCLAIMED"] satisfies TokenStatus[];

export function statusOf(filters: DeviceFilters): TokenStatus | null {
  return STATUSES.includes(filters.status) ? (filters.status as TokenStatus) : null;
}

export function deviceFilter(filters: DeviceFilters): DeviceFilter {
  return {
    status: statusOf(filters),
    templateId: filters.template === "" ? null : filters.template,
    isOnline: filters.presence === "" ? null : filters.presence === "online",
    includeBelow: filters.below === "yes",
  };
}

/** With a serial the devices are found through their static tokens, which know nothing of presence. */
export function serialFilter(filters: DeviceFilters): StaticTokenFilter {
  const { status, templateId, includeBelow } = deviceFilter(filters);
  return { serialStartsWith: filters.serial, status: status ?? null, templateId: templateId ?? null, includeBelow: includeBelow ?? false };
}

export function isFiltered(filters: DeviceFilters): boolean {
  return (Object.keys(DEFAULTS) as (keyof DeviceFilters)[]).some((name) => filters[name] !== DEFAULTS[name]);
}
