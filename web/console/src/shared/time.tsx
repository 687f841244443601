import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useFormats } from "../messages/formats";

const TICK_MILLISECONDS = 15_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all relative times on the page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MILLISECONDS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** `2 hours ago`, with the exact moment on hovering, and for machines. */
export function RelativeTime({ at }: { at: string }) {
  const formats = useFormats();
  const present = useNow();
  return (
    <Tooltip label={formats.moment(at)}>
      <time dateTime={at}>{formats.relative(at, present)}</time>
    </Tooltip>
  );
}
