import type { TypedDocument, VariableArguments } from "./document.ts";
import { NetworkError, RequestError, SessionOver } from "./errors.ts";
import type { Line, Sink } from "./live.ts";
import { createSession, type Session } from "./session.ts";
import type { Storage } from "./storage.ts";
import { send, type Transport } from "./transport.ts";

export interface ClientOptions {
  /** Of the GraphQL endpoint; `/graphql` on the page's own origin. */
  readonly url: string;
  /** Where the refresh token is kept; memory when left out. */
  readonly storage?: Storage;
  readonly fetch?: typeof fetch;
  readonly timeoutSeconds?: number;
}

export interface Client {
  readonly session: Session;
  /** The endpoint's address. */
  readonly url: string;
  /**
   * One query or mutation, as whoever is signed in. A token that has become
   * too old meanwhile is renewed, and the request repeated.
   * Raises RequestError, NetworkError, SessionOver.
   */
  request<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...variables: VariableArguments<Variables>
  ): Promise<Result>;
  /** Follow a subscription until it ends or is stopped, over any number of connections. Returns how to stop. */
  subscribe<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    sink: Sink<Result>,
  ): () => void;
  /** `fetch` as whoever is signed in, for what is not GraphQL: uploads, logos, CSV files. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export function createClient({ url, storage, fetch: given, timeoutSeconds = 30 }: ClientOptions): Client {
  const transport: Transport = { url, fetch: given ?? ((input, init) => globalThis.fetch(input, init)), timeoutSeconds };
  const session = createSession(storage === undefined ? { transport } : { transport, storage });

  async function request(document: string, variables: unknown): Promise<unknown> {
    const token = await session.accessToken();
    try {
      return await send(transport, document, variables, token);
    } catch (error) {
      if (token === null || !(error instanceof RequestError) || error.code !== "UNAUTHENTICATED") throw error;
      const renewed = await session.renew(token);
      if (renewed === null) throw new SessionOver();
      return await send(transport, document, variables, renewed);
    }
  }

  return {
    session,
    url,
    request: <Result>(document: string, ...[variables]: readonly unknown[]) =>
      request(document, variables ?? {}) as Promise<Result>,
    subscribe: (document, variables, sink) => followLater({ transport, session }, document, variables, sink),
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      const token = await session.accessToken();
      if (token !== null) headers.set("authorization", `Bearer ${token}`);
      return transport.fetch(path, { credentials: "omit", ...init, headers });
    },
  };
}

const FETCHED_AGAIN_SECONDS = 3;

/** What event streams need is a part of its own, which an app fetches with the first subscription. */
function followLater<Result>(line: Line, document: string, variables: unknown, sink: Sink<Result>): () => void {
  let isStopped = false;
  let stop = () => {
    isStopped = true;
  };
  const begin = async () => {
    try {
      const { follow } = await import("./live.ts");
      if (!isStopped) stop = follow(line, document, variables, sink);
    } catch (error) {
      if (isStopped) return;
      sink.interrupted?.(new NetworkError("The event streams' part of the app could not be fetched.", { cause: error }));
      setTimeout(() => void begin(), FETCHED_AGAIN_SECONDS * 1000);
    }
  };
  void begin();
  return () => stop();
}
