import { isSuccess, RequestError, type Refusal, type Success, type TypedDocument, type VariableArguments } from "@claimstead/sdk";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { client } from "../client.ts";
import { useSession } from "./session.ts";

export interface Question<Result> {
  /** The newest answer; kept while it is asked again. */
  readonly data: Result | null;
  readonly failure: unknown;
  readonly isLoading: boolean;
  again(): void;
}

/** Ask a query when the page appears, and anew for other variables or another person. `null` asks nothing. */
export function useQuestion<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables | null,
): Question<Result> {
  const session = useSession();
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ key: string; data: Result | null; failure: unknown }>({ key: "", data: null, failure: null });
  const person = session.status === "signed-out" ? "" : session.userId;
  const asked = variables === null ? null : JSON.stringify([person, document.slice(0, 60), variables]);

  useEffect(() => {
    if (asked === null) return undefined;
    let isStale = false;
    const key = `${asked} ${round}`;
    const answered = (data: Result | null, failure: unknown) => {
      if (!isStale) setState((before) => ({ key, data: data ?? (before.key.startsWith(`${asked} `) ? before.data : null), failure }));
    };
    client.request(document, ...([variables] as unknown as VariableArguments<Variables>)).then(
      (data) => answered(data, null),
      (error: unknown) => answered(null, error),
    );
    return () => {
      isStale = true;
    };
    // `asked` holds the document and the variables.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [asked, round]);

  const isOfThis = asked !== null && state.key.startsWith(`${asked} `);
  return {
    data: isOfThis ? state.data : null,
    failure: isOfThis ? state.failure : null,
    isLoading: asked !== null && state.key !== `${asked} ${round}`,
    again: useCallback(() => setRound((before) => before + 1), []),
  };
}

interface Answered {
  readonly __typename: string;
}

export interface Act<Result extends Answered> {
  readonly isBusy: boolean;
  /** What the rules say against it. */
  readonly refusal: Refusal<Result> | null;
  /** Why there was no answer. */
  readonly failure: unknown;
  /** Once at a time: a second tap while the first is on its way does nothing. */
  run(send: () => Promise<Result>): Promise<Success<Result> | null>;
  forget(): void;
}

/** Send a mutation, and keep what came of it for the screen to tell. */
export function useAct<Result extends Answered>(): Act<Result> {
  const [state, setState] = useState<{ isBusy: boolean; refusal: Refusal<Result> | null; failure: unknown }>(IDLE);
  const isUnderWay = useRef(false);
  return {
    ...state,
    forget: useCallback(() => setState(IDLE), []),
    run: useCallback(async (send: () => Promise<Result>) => {
      if (isUnderWay.current) return null;
      isUnderWay.current = true;
      setState({ ...IDLE, isBusy: true });
      try {
        const result = await send();
        if (isSuccess(result)) {
          setState(IDLE);
          return result;
        }
        setState({ ...IDLE, refusal: result as Refusal<Result> });
      } catch (failure) {
        setState({ ...IDLE, failure });
      } finally {
        isUnderWay.current = false;
      }
      return null;
    }, []),
  };
}

const IDLE = { isBusy: false, refusal: null, failure: null };

/** How long to wait, where that is what stands in the way. */
export function waitOf(failure: unknown): number | null {
  return failure instanceof RequestError && failure.code === "THROTTLED" ? (failure.retryAfterSeconds ?? 60) : null;
}
