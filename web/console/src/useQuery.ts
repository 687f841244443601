import type { TypedDocument } from "@claimstead/sdk";
import { useCallback, useEffect, useRef, useState } from "react";

import { client } from "./client.ts";

export interface QueryState<Result> {
  /** The newest answer to these variables or, while another is awaited, to those before. */
  readonly data: Result | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
  /** Ask again, keeping what is shown meanwhile. */
  readonly reload: () => Promise<void>;
  /** Change what is shown without asking, after a mutation or an event has told. */
  readonly patch: (change: (data: Result) => Result) => void;
}

/** Asks when the page opens and whenever the variables change; `null` variables ask nothing yet. */
export function useQuery<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables | null,
): QueryState<Result> {
  const [data, setData] = useState<Result>();
  const [error, setError] = useState<unknown>();
  const [isLoading, setIsLoading] = useState(variables !== null);
  const newest = useRef(0);
  const asked = variables === null ? null : JSON.stringify(variables);

  const reload = useCallback(async () => {
    if (asked === null) return;
    const number = (newest.current += 1);
    setIsLoading(true);
    try {
      const request = client.request as (text: string, given: unknown) => Promise<Result>;
      const answer = await request(document, JSON.parse(asked));
      if (number !== newest.current) return;
      setData(answer);
      setError(undefined);
    } catch (failure) {
      if (number === newest.current) setError(failure);
    } finally {
      if (number === newest.current) setIsLoading(false);
    }
  }, [document, asked]);

  useEffect(() => {
    void reload();
    return () => {
      newest.current += 1;
    };
  }, [reload]);

  const patch = useCallback((change: (data: Result) => Result) => {
    setData((before) => (before === undefined ? before : change(before)));
  }, []);

  return { data, error, isLoading, reload, patch };
}
