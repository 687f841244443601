import { createClient, NetworkError as StreamBroke, type Client as StreamClient } from "graphql-sse";

import { NetworkError, RequestError, SessionOver, type GraphQLFault } from "./errors.ts";
import type { Session } from "./session.ts";
import type { Transport } from "./transport.ts";

/** The server says something every 15 seconds; a connection that is silent for longer is dead. */
const SILENCE_SECONDS = 40;
/** A page out of sight gives its connection back after this long: browsers allow six to a host over HTTP/1.1. */
const HIDDEN_SECONDS = 20;
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 30;

export interface Sink<Result> {
  next(result: Result): void;
  /**
   * A connection stands: at first, and after each break. What came in between
   * was not told, so ask again for whatever does not begin with the present state.
   */
  connected?(): void;
  /** The connection is gone and comes back by itself; what is shown may be old. */
  interrupted?(error: unknown): void;
  /** It will not come back: the session is over, or the request is wrong. */
  error?(error: unknown): void;
  /** The server has nothing more to tell. */
  complete?(): void;
}

export interface Line {
  readonly transport: Transport;
  readonly session: Session;
}

/** Follow one subscription, connecting anew for as long as nobody stops it. */
export function follow<Result>(line: Line, query: string, variables: unknown, sink: Sink<Result>): () => void {
  const stopping = new AbortController();
  void keepFollowing(line, query, variables, sink, stopping.signal);
  return () => stopping.abort();
}

async function keepFollowing<Result>(
  line: Line,
  query: string,
  variables: unknown,
  sink: Sink<Result>,
  stopped: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!stopped.aborted) {
    await untilVisible(stopped);
    try {
      const ending = await connectOnce<Result>(line, query, variables, stopped, {
        connected: () => sink.connected?.(),
        next(result) {
          failures = 0;
          sink.next(result);
        },
      });
      if (ending === "complete" && !stopped.aborted) {
        sink.complete?.();
        return;
      }
    } catch (error) {
      if (stopped.aborted) return;
      if (!isPassing(error, failures)) {
        sink.error?.(error);
        return;
      }
      sink.interrupted?.(error);
      failures += 1;
      await pause(Math.min(FIRST_PAUSE_SECONDS * 2 ** (failures - 1), LONGEST_PAUSE_SECONDS), stopped);
    }
  }
}

/** Whether another try may go better. A refused token is tried anew once, since the session then has a fresh one. */
function isPassing(error: unknown, failures: number): boolean {
  if (error instanceof NetworkError) return true;
  if (!(error instanceof RequestError)) return false;
  return error.code === "THROTTLED" || error.code === "UNAVAILABLE" || (error.code === "UNAUTHENTICATED" && failures === 0);
}

type Ending = "complete" | "left";
type Hearing<Result> = Required<Pick<Sink<Result>, "connected" | "next">>;

async function connectOnce<Result>(
  { transport, session }: Line,
  query: string,
  variables: unknown,
  stopped: AbortSignal,
  hearing: Hearing<Result>,
): Promise<Ending> {
  const token = await session.accessToken();
  if (token === null) throw new SessionOver();
  const silence = watchdog();
  const streams = createClient({
    url: transport.url,
    headers: { authorization: `Bearer ${token}` },
    credentials: "omit",
    retryAttempts: 0,
    fetchFn: silence.watched(transport.fetch),
    on: { connected: hearing.connected },
  });
  const hidden = whenHidden();
  const over = new AbortController();
  try {
    return await new Promise<Ending>((resolve, reject) => {
      const leave = () => resolve("left");
      const despair = () => reject(new NetworkError("The stream fell silent."));
      stopped.addEventListener("abort", leave, { signal: over.signal });
      hidden.signal.addEventListener("abort", leave, { signal: over.signal });
      silence.signal.addEventListener("abort", despair, { signal: over.signal });
      receive<Result>(streams, query, variables, hearing.next).then(() => resolve("complete"), reject);
    });
  } catch (error) {
    if (error instanceof RequestError && error.code === "UNAUTHENTICATED") await session.renew(token);
    throw error;
  } finally {
    over.abort();
    hidden.stop();
    silence.stop();
    streams.dispose();
  }
}

async function receive<Result>(
  streams: StreamClient,
  query: string,
  variables: unknown,
  next: (result: Result) => void,
): Promise<void> {
  try {
    const request = { query, variables: variables as Record<string, unknown> };
    for await (const result of streams.iterate<Result>(request)) {
      const [fault] = (result.errors ?? []) as readonly GraphQLFault[];
      if (fault !== undefined) throw RequestError.of(fault);
      if (result.data != null) next(result.data as Result);
    }
  } catch (error) {
    throw error instanceof StreamBroke ? new NetworkError("The stream broke.", { cause: error }) : error;
  }
}

/** Aborts its signal when a watched response brings nothing for too long. */
function watchdog() {
  const silent = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), SILENCE_SECONDS * 1000);
  };
  restart();
  return {
    signal: silent.signal,
    stop: () => clearTimeout(timer),
    watched:
      (send: typeof fetch): typeof fetch =>
      async (input, init) => {
        const response = await send(input, init);
        if (response.body === null) return response;
        const heard = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            restart();
            controller.enqueue(chunk);
          },
        });
        return new Response(response.body.pipeThrough(heard), response);
      },
  };
}

/** Aborts its signal when the page has been out of sight for a while; never where there is no page. */
function whenHidden() {
  const hidden = new AbortController();
  const page = globalThis.document as Document | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (page?.hidden) timer = setTimeout(() => hidden.abort(), HIDDEN_SECONDS * 1000);
  };
  look();
  page?.addEventListener("visibilitychange", look);
  return {
    signal: hidden.signal,
    stop() {
      clearTimeout(timer);
      page?.removeEventListener("visibilitychange", look);
    },
  };
}

async function untilVisible(stopped: AbortSignal): Promise<void> {
  const page = globalThis.document as Document | undefined;
  while (page?.hidden && !stopped.aborted) await happening([[page, "visibilitychange"], [stopped, "abort"]]);
}

/** Waits, but no longer than until the network is back or somebody stops it. */
async function pause(seconds: number, stopped: AbortSignal): Promise<void> {
  const lengthened = seconds * (1 + Math.random() / 2);
  const over = AbortSignal.timeout(Math.round(lengthened * 1000));
  await happening([[over, "abort"], [stopped, "abort"], [globalThis as unknown as EventTarget, "online"]]);
}

function happening(events: readonly (readonly [EventTarget, string])[]): Promise<void> {
  return new Promise((resolve) => {
    const heard = () => {
      for (const [target, name] of events) target.removeEventListener?.(name, heard);
      resolve();
    };
    for (const [target, name] of events) target.addEventListener?.(name, heard);
  });
}
