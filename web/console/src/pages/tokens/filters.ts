import type { StaticTokenFilter, TokenStatus } from "@claimstead/sdk";
import { useMemo } from "react";
import { useUrlFilters } from "../../shared/address";

const NOTHING = { serial: "", template: "", status: "", batch: "", clones: "" };

export type TokenFilters = typeof NOTHING;

export interface FilteredBy {
  readonly filters: TokenFilters;
  set(change: Partial<TokenFilters>, options?: { replace?: boolean }): void;
  clear(): void;
  readonly isFiltered: boolean;
  /** For the API; undefined when nothing is filtered. */
  readonly wanted: StaticTokenFilter | undefined;
}

/** Which tokens the list shows, from the address. */
export function useTokenFilters(): FilteredBy {
  const [filters, set] = useUrlFilters(NOTHING);
  return useMemo(() => {
    const wanted: StaticTokenFilter = {};
    if (filters.serial !== "") wanted.serialStartsWith = filters.serial;
    if (filters.template !== "") wanted.templateId = filters.template;
    if (filters.batch !== "") wanted.batchId = filters.batch;
    if (filters.status === "CLAIMED" || filters.status === "UNCLAIMED") wanted.status = filters.status satisfies TokenStatus;
    if (filters.clones !== "") wanted.isCloneSuspected = true;
    const isFiltered = Object.keys(wanted).length > 0;
    return { filters, set, clear: () => set(NOTHING), isFiltered, wanted: isFiltered ? wanted : undefined };
  }, [filters, set]);
}
