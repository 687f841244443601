import { parseClaimCode, type StaticTokenFilter, type TokenStatus } from "@claimstead/sdk";
import { useMemo } from "react";
import { useUrlFilters } from "../../shared/address";

const NOTHING = { search: "", template: "", status: "", batch: "", clones: "" };

export type TokenFilters = typeof NOTHING;

export interface FilteredBy {
  readonly filters: TokenFilters;
  set(change: Partial<TokenFilters>, options?: { replace?: boolean }): void;
  clear(): void;
  readonly isFiltered: boolean;
  /** For the API; undefined when nothing is filtered. */
  readonly wanted: StaticTokenFilter | undefined;
  /** The QR token that is looked for, when a whole one was typed or scanned; then it alone decides. */
  readonly code: string | null;
}

/** Which tokens the list shows, from the address. */
export function useTokenFilters(): FilteredBy {
  const [filters, set] = useUrlFilters(NOTHING);
  return useMemo(() => {
    const wanted: StaticTokenFilter = {};
    const parsed = parseClaimCode(filters.search);
    // Twenty characters with check characters that fit are hardly a serial; a code from elsewhere might be one.
    const code = parsed === null || parsed.isForeign ? null : parsed.text;
    if (filters.search !== "" && code === null) wanted.serialStartsWith = filters.search;
    if (filters.template !== "") wanted.templateId = filters.template;
    if (filters.batch !== "") wanted.batchId = filters.batch;
    if (filters.status === "CLAIMED" || filters.status === "UNCLAIMED") wanted.status = filters.status satisfies TokenStatus;
    if (filters.clones !== "") wanted.isCloneSuspected = true;
    const hasWanted = Object.keys(wanted).length > 0;
    return { filters, set, clear: () => set(NOTHING), isFiltered: hasWanted || code !== null, wanted: hasWanted ? wanted : undefined, code };
  }, [filters, set]);
}
