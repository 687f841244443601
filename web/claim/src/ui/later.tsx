import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Loading } from "./Notice.tsx";

/** A part of the app that is fetched when it is first shown. Where it cannot be, rendering fails with the reason. */
export function later<Props extends object>(fetchPart: () => Promise<FunctionComponent<Props>>): FunctionComponent<Props> {
  let Part: FunctionComponent<Props> | null = null;
  return function Later(props) {
    const [failure, setFailure] = useState<unknown>(null);
    const [, setRound] = useState(0);
    useEffect(() => {
      if (Part !== null) return;
      fetchPart().then(
        (part) => {
          Part = part;
          setRound((round) => round + 1);
        },
        (reason: unknown) => setFailure(reason ?? new Error("A part of the app could not be fetched.")),
      );
    }, []);
    if (failure !== null) throw failure;
    return Part === null ? <Loading /> : <Part {...props} />;
  };
}
