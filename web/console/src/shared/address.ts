import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

/**
 * Filters that stand in the address, so that a link, a reload and the back
 * button show the same list. `defaults` names them; a default is not written.
 * Setting one begins at the first page again. The defaults are a constant of
 * the page.
 */
export function useUrlFilters<Filters extends Record<string, string>>(
  defaults: Filters,
): [Filters, (change: Partial<Filters>, options?: { replace?: boolean }) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const filters = useMemo(() => {
    const asked = new URLSearchParams(search);
    return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, asked.get(name) ?? value])) as Filters;
  }, [search, defaults]);
  const set = useCallback(
    (change: Partial<Filters>, options: { replace?: boolean } = {}) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined || value === defaults[name]) next.delete(name);
        else next.set(name, value as string);
      }
      next.delete("after");
      next.delete("before");
      navigate(addressOf(path, next), { replace: options.replace ?? false });
    },
    [path, navigate, defaults],
  );
  return [filters, set];
}

export interface PageArguments {
  readonly first?: number;
  readonly after?: string;
  readonly last?: number;
  readonly before?: string;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface Paging {
  /** For the query. */
  readonly page: PageArguments;
  readonly isFirst: boolean;
  toNext(info: PageInfo): void;
  toPrevious(info: PageInfo): void;
}

/** The present page of a list by cursor, in the address too. */
export function usePaging(size = 25): Paging {
  const search = useSearch();
  const [path, navigate] = useLocation();
  return useMemo(() => {
    const asked = new URLSearchParams(search);
    const after = asked.get("after");
    const before = asked.get("before");
    const go = (name: "after" | "before", cursor: string | null) => {
      const next = new URLSearchParams(window.location.search);
      next.delete("after");
      next.delete("before");
      if (cursor !== null) next.set(name, cursor);
      navigate(addressOf(path, next));
    };
    const page: PageArguments = before !== null ? { last: size, before } : after !== null ? { first: size, after } : { first: size };
    return {
      page,
      isFirst: after === null && before === null,
      toNext: (info: PageInfo) => go("after", info.endCursor),
      toPrevious: (info: PageInfo) => go("before", info.startCursor),
    };
  }, [search, path, navigate, size]);
}

/** The same page with another value in the address; null takes it away. For drawers and dialogs that a link can open. */
export function useUrlValue(name: string): [string | null, (value: string | null) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const set = useCallback(
    (value: string | null) => {
      const next = new URLSearchParams(window.location.search);
      if (value === null) next.delete(name);
      else next.set(name, value);
      navigate(addressOf(path, next));
    },
    [name, path, navigate],
  );
  return [new URLSearchParams(search).get(name), set];
}

function addressOf(path: string, search: URLSearchParams): string {
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}
