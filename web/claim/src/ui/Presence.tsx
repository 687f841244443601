import { relativeTime, type DeviceLiveFragment, type Liveness } from "@claimstead/sdk";
import { useEffect, useState } from "preact/hooks";

import { useLocale, useMessages } from "../messages/index.ts";

interface PresenceProps {
  readonly presence: DeviceLiveFragment["presence"];
  readonly liveness?: Liveness;
}

/** Online or not, as a word, a form and a colour; how long, as far as it is known. */
export function Presence({ presence, liveness = "live" }: PresenceProps) {
  const words = useMessages().presence;
  const locale = useLocale();
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
            {isNow(moment) ? words.now : presence.isOnline ? words.since(onTheClock(locale, moment)) : words.seen(relativeTime(locale, moment))}
          </span>
        )}
        {liveness === "offline" ? <span class="since"> · {words.old}</span> : null}
      </span>
    </span>
  );
}

const isNow = (moment: string): boolean => Date.now() - new Date(moment).getTime() < 60_000;

/** The time of today, else the day: short, and true for as long as it is shown. */
function onTheClock(locale: string, moment: string): string {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString(locale, { timeStyle: "short" }) : date.toLocaleDateString(locale, { dateStyle: "medium" });
}

function useTick(seconds: number): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
}
