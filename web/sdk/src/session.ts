import { NetworkError, SessionOver } from "./errors.ts";
import { RefreshSessionDocument, type RefreshSessionMutation, type SessionFieldsFragment } from "./generated/operations.ts";
import { memoryStorage, type Storage } from "./storage.ts";
import { send, type Transport } from "./transport.ts";

/** Refresh this long before the end, so that no request is on its way when the token expires. */
const SPARE_SECONDS = 60;

export type SessionState =
  | { readonly status: "signed-in"; readonly userId: string }
  | { readonly status: "signed-out" }
  /** It was signed in and ended without the person's doing: ask to sign in again, over what is on the screen. */
  | { readonly status: "expired"; readonly userId: string };

/**
 * Who is signed in, on every tab of the origin.
 *
 * The access token lives in memory only. The refresh token is stored, and is
 * used once: whoever exchanges it holds a lock that all tabs share, and takes
 * the one that is stored at that moment.
 */
export interface Session {
  readonly state: SessionState;
  /** A token that is good for a minute at least; null when signed out. Raises NetworkError, RequestError, SessionOver. */
  accessToken(): Promise<string | null>;
  /** A token was refused: get another. Raises as `accessToken` does. */
  renew(refused: string): Promise<string | null>;
  /** Begin with what signing in, signing up or accepting an invitation has given. */
  begin(tokens: SessionFieldsFragment): void;
  /** Forget it here and in all tabs. Signing out at the server is `SignOutDocument`, before this. */
  end(): void;
  /** Calls back at each change of `state`. Returns how to stop. */
  onChange(listener: (state: SessionState) => void): () => void;
}

interface Stored {
  readonly refreshToken: string;
  readonly userId: string;
}

interface Access {
  readonly token: string;
  readonly userId: string;
  /** By the steady clock, and by the calendar. */
  readonly goodUntil: readonly [steady: number, calendar: number];
}

export interface SessionOptions {
  readonly transport: Transport;
  readonly storage?: Storage;
  /** Names what is stored; another name is another session on the same origin. */
  readonly key?: string;
}

export function createSession({ transport, storage = memoryStorage(), key = "claimstead.session" }: SessionOptions): Session {
  const listeners = new Set<(state: SessionState) => void>();
  let access: Access | null = null;
  let refreshing: Promise<string | null> | null = null;
  let state: SessionState = stateOf(stored());

  storage.watch?.(key, () => {
    const now = stored();
    if (now?.userId !== access?.userId) access = null;
    change(stateOf(now));
  });

  function stored(): Stored | null {
    const text = storage.read(key);
    if (text === null) return null;
    try {
      const { refreshToken, userId } = JSON.parse(text) as Partial<Stored>;
      return typeof refreshToken === "string" && typeof userId === "string" ? { refreshToken, userId } : null;
    } catch {
      return null;
    }
  }

  function change(next: SessionState): void {
    const isSame = next.status === state.status && userOf(next) === userOf(state);
    state = next;
    if (!isSame) for (const listener of [...listeners]) listener(state);
  }

  function begin(tokens: SessionFieldsFragment): void {
    access = accessOf(tokens);
    storage.write(key, JSON.stringify({ refreshToken: tokens.refreshToken, userId: access.userId } satisfies Stored));
    change({ status: "signed-in", userId: access.userId });
  }

  function end(next: SessionState = { status: "signed-out" }): void {
    access = null;
    storage.remove(key);
    change(next);
  }

  async function refresh(): Promise<string | null> {
    const before = stored();
    if (before === null) {
      access = null;
      change(state.status === "expired" ? state : { status: "signed-out" });
      return null;
    }
    const input = { refreshToken: before.refreshToken };
    const data = (await send(transport, RefreshSessionDocument, { input }, null)) as RefreshSessionMutation;
    const result = data.refreshSession;
    const now = stored();
    if (now?.refreshToken !== before.refreshToken) {
      // While the answer was on its way somebody signed out, or in as somebody else: their word is the newer one.
      return now === null ? null : refresh();
    }
    if (result.__typename === "RefreshSessionSuccess") {
      begin(result.session);
      return result.session.accessToken;
    }
    if (result.__typename === "SessionExpired") {
      end({ status: "expired", userId: before.userId });
      throw new SessionOver();
    }
    throw new NetworkError("The server answered what this client does not know.");
  }

  function refreshOnce(): Promise<string | null> {
    refreshing ??= alone(key, refresh).finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  return {
    get state() {
      return state;
    },
    async accessToken() {
      if (access !== null && isGood(access)) return access.token;
      return refreshOnce();
    },
    async renew(refused) {
      if (access?.token === refused) access = null;
      return this.accessToken();
    },
    begin,
    end: () => end(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function stateOf(kept: Stored | null): SessionState {
  return kept === null ? { status: "signed-out" } : { status: "signed-in", userId: kept.userId };
}

function userOf(state: SessionState): string | null {
  return state.status === "signed-out" ? null : state.userId;
}

function accessOf(tokens: SessionFieldsFragment): Access {
  const { sub, iat, exp } = claimsOf(tokens.accessToken);
  const milliseconds = (exp - iat - SPARE_SECONDS) * 1000;
  return {
    token: tokens.accessToken,
    userId: sub,
    goodUntil: [performance.now() + milliseconds, Date.now() + milliseconds],
  };
}

/** Neither clock counts alone: the steady one stands still while the machine sleeps, and somebody may set the other back. */
function isGood({ goodUntil: [steady, calendar] }: Access): boolean {
  return performance.now() < steady && Date.now() < calendar;
}

function claimsOf(jwt: string): { sub: string; iat: number; exp: number } {
  const payload = (jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(payload)) as { sub: string; iat: number; exp: number };
}

/** Does the work while no other tab does the same; at once where the platform has no locks. */
function alone<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  return locks === undefined ? work() : locks.request(name, work);
}
