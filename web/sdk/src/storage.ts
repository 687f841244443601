/** Where the refresh token outlives a page: a few texts by name. */
export interface Storage {
  read(key: string): string | null;
  write(key: string, value: string): void;
  remove(key: string): void;
  /** Tells of what other tabs have written. Returns how to stop listening. */
  watch?(key: string, changed: () => void): () => void;
}

/** Nothing outlives the page: for tests, and for browsers that keep nothing. */
export function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    read: (key) => kept.get(key) ?? null,
    write: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
}

/** The browser's `localStorage`, one for all tabs of the origin; memory where the browser forbids it. */
export function browserStorage(): Storage {
  let local: globalThis.Storage;
  try {
    local = globalThis.localStorage;
    local.setItem("claimstead.probe", "1");
    local.removeItem("claimstead.probe");
  } catch {
    return memoryStorage();
  }
  return {
    read: (key) => local.getItem(key),
    write: (key, value) => local.setItem(key, value),
    remove: (key) => local.removeItem(key),
    watch(key, changed) {
      const listener = (event: StorageEvent) => {
        if (event.key === key || event.key === null) changed();
      };
      addEventListener("storage", listener);
      return () => removeEventListener("storage", listener);
    },
  };
}
