/** What tests/web/test_sdk.py has made for these tests: a running server, a brand, a customer, and a device of theirs. */
import { createClient, isSuccess, memoryStorage, SignInDocument, type Client, type Storage } from "../../src/index.ts";

interface World {
  readonly url: string;
  readonly brand: string;
  readonly email: string;
  readonly password: string;
  readonly deviceId: string;
  readonly unclaimed: string;
}

export const world = JSON.parse(process.env["CLAIMSTEAD_TEST_WORLD"] ?? "null") as World;

/** `fetch` that remembers which operations went over it, and which `Accept` they came with. */
export function remembering(): { fetch: typeof fetch; sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    fetch(input, init) {
      const { query } = JSON.parse(String(init?.body)) as { query: string };
      sent.push(/^(?:query|mutation|subscription) (\w+)/.exec(query)?.[1] ?? "?");
      return fetch(input, init);
    },
  };
}

export function aTab(storage: Storage = memoryStorage(), given: typeof fetch = fetch): Client {
  return createClient({ url: world.url, storage, fetch: given });
}

export async function signIn(client: Client): Promise<void> {
  const input = { brand: world.brand, email: world.email, password: world.password };
  const { signIn: answer } = await client.request(SignInDocument, { input });
  if (!isSuccess(answer)) throw new Error(answer.message);
  client.session.begin(answer.session);
}

/** Storage that several tabs share, each of which hears what the others write. */
export function sharedStorage(): () => Storage {
  const kept = new Map<string, string>();
  const tabs = new Set<(key: string) => void>();
  return () => {
    const watching = new Map<string, () => void>();
    const hear = (key: string) => watching.get(key)?.();
    tabs.add(hear);
    const told = (key: string) => tabs.forEach((tab) => tab !== hear && queueMicrotask(() => tab(key)));
    return {
      read: (key) => kept.get(key) ?? null,
      write: (key, value) => {
        kept.set(key, value);
        told(key);
      },
      remove: (key) => {
        kept.delete(key);
        told(key);
      },
      watch: (key, changed) => {
        watching.set(key, changed);
        return () => watching.delete(key);
      },
    };
  };
}

/** The first value that makes `wanted` true of those that `collect` is called with. */
export function until<Value>(seconds = 10): { collect: (value: Value) => void; seen: (wanted: (value: Value) => boolean) => Promise<Value> } {
  const values: Value[] = [];
  let look: (() => void) | undefined;
  return {
    collect(value) {
      values.push(value);
      look?.();
    },
    seen: (wanted) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`Did not come: saw ${JSON.stringify(values)}`)), seconds * 1000);
        look = () => {
          const found = values.find(wanted);
          if (found === undefined) return;
          clearTimeout(timer);
          resolve(found);
        };
        look();
      }),
  };
}
