import { NetworkError, RequestError, SessionOver } from "@claimstead/sdk";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { useMessages } from "../messages/index.ts";
import { waitOf } from "../state/asking.ts";
import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

interface NoticeProps {
  readonly kind: "good" | "warning" | "danger" | "plain";
  readonly children: ComponentChildren;
}

/** Something to know, read out when it appears: at once when it went wrong, else after what is being said. */
export function Notice({ kind, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === "danger" || kind === "warning" ? "alert" : "status"}>
      {kind === "plain" ? null : <Icon name={kind === "good" ? "check" : "warning"} />}
      <div>{children}</div>
    </div>
  );
}

/** Why there was no answer, and the one thing to do about it. */
export function Failure({ failure, onAgain }: { readonly failure: unknown; readonly onAgain?: () => void }) {
  const words = useMessages();
  if (failure === null || failure === undefined) return null;
  const wait = waitOf(failure);
  if (wait !== null) return <Wait seconds={wait} {...(onAgain === undefined ? {} : { onAgain })} />;
  return (
    <Notice kind="warning">
      <p>{wordsOf(words, failure)}</p>
      {onAgain === undefined ? null : (
        <Button look="second" onClick={onAgain}>
          {words.again}
        </Button>
      )}
    </Notice>
  );
}

function wordsOf(words: ReturnType<typeof useMessages>, failure: unknown): string {
  if (failure instanceof NetworkError) return navigator.onLine ? words.failure.noAnswer : words.failure.offline;
  if (failure instanceof SessionOver) return words.failure.sessionOver;
  if (failure instanceof RequestError) {
    if (failure.code === "UNAUTHENTICATED") return words.failure.sessionOver;
    if (failure.code === "FORBIDDEN") return words.failure.forbidden;
    if (failure.code === "UNAVAILABLE") return words.failure.unavailable;
  }
  return words.failure.internal;
}

/** Too many tries: how long to wait, counted down, and then the way on. */
export function Wait({ seconds, onAgain }: { readonly seconds: number; readonly onAgain?: () => void }) {
  const words = useMessages();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const end = performance.now() + seconds * 1000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000))), 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return (
    <Notice kind="warning">
      <p>{left > 0 ? words.wait.tooMany : words.wait.over}</p>
      {/* Counting aloud every second would drown everything else. */}
      <p aria-live="off" role="timer">
        {left > 0 ? words.wait.left(left) : null}
      </p>
      {left === 0 && onAgain !== undefined ? (
        <Button look="second" onClick={onAgain}>
          {words.again}
        </Button>
      ) : null}
    </Notice>
  );
}

/** Something is on its way. Silent for a moment, since most of it is quick. */
export function Loading() {
  const words = useMessages();
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <span>{words.loading}</span>
    </div>
  );
}
