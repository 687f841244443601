/**
 * What outlives a page but not the tab: the code that is being added, a token
 * from a mail. In session storage, so that signing up loses neither; in
 * memory where the browser forbids it.
 */

const PREFIX = "claimstead.claim.";
const memory = new Map<string, string>();

function read(name: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

function write(name: string, value: string | null): void {
  if (value === null) memory.delete(name);
  else memory.set(name, value);
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, value);
  } catch {
    // Memory has it.
  }
}

/** What is waiting to be finished once somebody is signed in. */
export interface Errand {
  /** Where it goes on. */
  readonly path: string;
  /** The product, for a claim; what the person is reminded of meanwhile. */
  readonly product: string | null;
}

export const errand = {
  read(): Errand | null {
    const text = read("errand");
    return text === null ? null : (JSON.parse(text) as Errand);
  },
  keep: (kept: Errand) => write("errand", JSON.stringify(kept)),
  done: () => write("errand", null),
};

export type MailPage = "verify" | "reset" | "invitation" | "transfer";

/** The token behind the `#` of a mailed link, which is taken out of the address bar at once. */
export const mailed = {
  take(page: MailPage): string | null {
    const token = location.hash.slice(1);
    if (token === "") return read(page);
    history.replaceState(history.state, "", location.pathname);
    write(page, token);
    return token;
  },
  done: (page: MailPage) => write(page, null),
};

export const kept = { read, write };
