import { relativeTime, type DeviceLiveFragment, type Liveness } from "@claimstead/sdk";
import { useEffect, useState } from "preact/hooks";

import { useLanguage, useMessages } from "../messages/index.ts";

interface PresenceProps {
  readonly presence: DeviceLiveFragment["presence"];
  readonly liveness?: Liveness;
}

/** Online or not, as a word, a form and a colour; how long, as far as it is known. */
export function Presence({ presence, liveness = "live" }: PresenceProps) {
  const words = useMessages().presence;
  const language = useLanguage();
  useTick(30);
  const moment = presence.isOnline ? presence.since : (presence.lastSeenAt ?? presence.since);
  const word = presence.isOnline ? words.online : moment === null ? words.never : words.offline;
  return (
    <span class={presence.isOnline ? "presence online" : "presence"}>
      <span class="dot" aria-hidden="true" />
      <span>
        <strong>{word}</strong>
        {moment === null ? null : (
          <span class="since">
            {" · "}
            {presence.isOnline ? words.since(ago(language, moment, words.now)) : words.seen(ago(language, moment, words.now))}
          </span>
        )}
        {liveness === "offline" ? <span class="since"> · {words.old}</span> : null}
      </span>
    </span>
  );
}

function ago(language: string, moment: string, now: string): string {
  return Date.now() - new Date(moment).getTime() < 60_000 ? now : relativeTime(language, moment);
}

function useTick(seconds: number): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
}
