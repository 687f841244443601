import type { TypedDocument } from "@claimstead/sdk";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { call, client } from "../app/api";

/**
 * What has been asked, by document and variables. A page that is opened again
 * shows what it knew at once and asks anew; an act calls `invalidate`, and
 * whatever is on the screen is asked again.
 */
interface Entry {
  readonly key: string;
  readonly ask: () => Promise<unknown>;
  data: unknown;
  error: unknown;
  isLoading: boolean;
  askedAt: number;
  readers: number;
  readonly listeners: Set<() => void>;
  snapshot: Snapshot;
}

interface Snapshot {
  readonly data: unknown;
  readonly error: unknown;
  readonly isLoading: boolean;
}

const MOST_ENTRIES = 200;
const FRESH_MILLISECONDS = 1_000;
const PAUSE_MILLISECONDS = 1_000;
const NOTHING: Snapshot = { data: undefined, error: undefined, isLoading: false };
const entries = new Map<string, Entry>();

export interface Query<Result> {
  /** Of the present variables; while these are asked for the first time, of the former ones. */
  readonly data: Result | undefined;
  /** Whether `data` belongs to former variables. */
  readonly isFormer: boolean;
  readonly error: unknown;
  readonly isLoading: boolean;
  refetch(): Promise<void>;
  /** Change what is shown, for what is known without asking, such as a status that was told live. */
  patch(change: (data: Result) => Result): void;
}

/** Ask, keep, and ask again. With `null` for variables nothing is asked yet. */
export function useQuery<Result, Variables>(document: TypedDocument<Result, Variables>, variables: Variables | null): Query<Result> {
  const key = variables === null ? null : `${document}${JSON.stringify(variables)}`;
  const entry = key === null ? null : entryOf(key, () => call(document as TypedDocument<Result, unknown>, variables));
  const subscribe = useCallback((listener: () => void) => (entry === null ? () => undefined : read(entry, listener)), [entry]);
  const { data, error, isLoading } = useSyncExternalStore(subscribe, () => entry?.snapshot ?? NOTHING);
  const [former, setFormer] = useState<Result | undefined>(undefined);
  if (data !== undefined && data !== former) setFormer(() => data as Result);
  const isFormer = data === undefined && error === undefined && former !== undefined;
  return {
    data: isFormer ? former : (data as Result | undefined),
    isFormer,
    error,
    isLoading: isLoading || (entry !== null && data === undefined && error === undefined),
    refetch: useCallback(() => (entry === null ? Promise.resolve() : load(entry)), [entry]),
    patch: useCallback(
      (change) => {
        if (entry !== null && entry.data !== undefined) put(entry, change(entry.data as Result));
      },
      [entry],
    ),
  };
}

/** Something has changed at the server: what is on the screen is asked again, the rest when it is next opened. */
export function invalidate(): void {
  for (const entry of entries.values()) {
    entry.askedAt = 0;
    if (entry.readers > 0) void load(entry);
  }
}

/**
 * Asking again when something is told live: after a pause, and once for all
 * that is told meanwhile. In the hours when a production line is tested things
 * happen many times a second.
 */
export function useAskAgain(ask: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, PAUSE_MILLISECONDS);
  }, []);
}

/** Forget everything: somebody else is going to look at the screen. */
export function forgetEverything(): void {
  entries.clear();
}

client.session.onChange((state) => {
  if (state.status === "signed-out") forgetEverything();
});

function entryOf(key: string, ask: () => Promise<unknown>): Entry {
  const known = entries.get(key);
  if (known !== undefined) return known;
  if (entries.size >= MOST_ENTRIES) {
    for (const [each, entry] of entries) {
      if (entry.readers === 0) entries.delete(each);
      if (entries.size < MOST_ENTRIES) break;
    }
  }
  const entry: Entry = {
    key,
    ask,
    data: undefined,
    error: undefined,
    isLoading: false,
    askedAt: 0,
    readers: 0,
    listeners: new Set(),
    snapshot: NOTHING,
  };
  entries.set(key, entry);
  return entry;
}

/** Keep a reader told, and ask unless it was asked just now. Returns how to stop. */
function read(entry: Entry, listener: () => void): () => void {
  entry.listeners.add(listener);
  entry.readers += 1;
  if (Date.now() - entry.askedAt > FRESH_MILLISECONDS && !entry.isLoading) void load(entry);
  return () => {
    entry.listeners.delete(listener);
    entry.readers -= 1;
  };
}

function put(entry: Entry, data: unknown): void {
  entry.data = data;
  tell(entry);
}

async function load(entry: Entry): Promise<void> {
  const asked = (entry.askedAt = Date.now());
  entry.isLoading = true;
  tell(entry);
  try {
    const data = await entry.ask();
    if (entry.askedAt !== asked) return;
    entry.data = data;
    entry.error = undefined;
  } catch (error) {
    if (entry.askedAt !== asked) return;
    entry.error = error;
  }
  entry.isLoading = false;
  tell(entry);
}

function tell(entry: Entry): void {
  entry.snapshot = { data: entry.data, error: entry.error, isLoading: entry.isLoading };
  for (const listener of [...entry.listeners]) listener();
}

/** A refusal as it came, to be put into words by `ErrorPanel`. */
export interface Refusal {
  readonly __typename: string;
  readonly message: string;
  readonly [fact: string]: unknown;
}

export interface Act<Input extends readonly unknown[], Result> {
  /** The answer; undefined when it was refused or failed, which `problem` then tells. */
  run(...input: Input): Promise<Result | undefined>;
  readonly isBusy: boolean;
  /** An error, or a refusal. */
  readonly problem: unknown;
  clear(): void;
}

/**
 * One act of the person, such as a mutation: `work` gives its success or its
 * refusal. A success makes everything on the screen be asked again, unless the
 * act `changesNothing`, such as a download.
 */
export function useAct<Input extends readonly unknown[], Result>(work: (...input: Input) => Promise<Result>, { changesNothing = false } = {}): Act<Input, Succeeded<Result>> {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(undefined);
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  const run = useCallback(async (...input: Input) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const result = await latest.current(...input);
      if (isRefusal(result)) {
        setProblem(result);
        return undefined;
      }
      if (!changesNothing) invalidate();
      return result as Succeeded<Result>;
    } catch (error) {
      setProblem(error);
      return undefined;
    } finally {
      setBusy(false);
    }
  }, [changesNothing]);
  return { run, isBusy, problem, clear: useCallback(() => setProblem(undefined), []) };
}

/** What is left of a result when its refusals are taken away. */
export type Succeeded<Result> = Result extends { readonly __typename: infer Name }
  ? Name extends `${string}Success`
    ? Result
    : never
  : Result;

export function isRefusal(result: unknown): result is Refusal {
  if (typeof result !== "object" || result === null) return false;
  const name = (result as { __typename?: unknown }).__typename;
  return typeof name === "string" && !name.endsWith("Success");
}

/**
 * Follow a subscription while the component is on the screen. With `null`
 * nothing is followed. `missed` is called when it goes on after a break, for
 * what does not begin with the present state.
 */
export function useSubscription<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables | null,
  next: (result: Result) => void,
  missed?: () => void,
): { readonly isInterrupted: boolean } {
  const [isInterrupted, setInterrupted] = useState(false);
  const latest = useRef({ next, missed });
  useEffect(() => {
    latest.current = { next, missed };
  });
  const text = variables === null ? null : JSON.stringify(variables);
  useEffect(() => {
    if (text === null) return;
    let isBroken = false;
    return client.subscribe(document, JSON.parse(text) as Variables, {
      next: (result) => latest.current.next(result),
      connected() {
        setInterrupted(false);
        if (isBroken) latest.current.missed?.();
        isBroken = false;
      },
      interrupted() {
        isBroken = true;
        setInterrupted(true);
      },
      error: () => setInterrupted(true),
    });
  }, [document, text]);
  return { isInterrupted };
}
