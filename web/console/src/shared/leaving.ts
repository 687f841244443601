/** Asks whether the page may be left; `leave` then takes the step that was asked about. */
type Ask = (leave: () => void) => void;

/** The number of the present entry of the browser's history, and its address. */
let at = 0;
let href = "";
let ask: Ask | null = null;
/** The steps that are being taken back, to be asked about. */
let steps = 0;
let isLeaving = false;

/**
 * Gives each of the console's entries in the browser's history a number, so
 * that a step back or forward, which cannot be prevented, can be taken back by
 * as much. A reload keeps the numbers.
 */
export function numberEntries(): void {
  at = numberOf(history.state) ?? 0;
  mark();
  // The router tells of its own steps by these two.
  window.addEventListener("pushState", () => {
    at += 1;
    mark();
  });
  window.addEventListener("replaceState", mark);
  // Before the router hears of it.
  window.addEventListener("popstate", onStep, true);
}

/** Have somebody asked before the back or forward button leaves the page. Returns how to stop. */
export function guardSteps(guard: Ask): () => void {
  ask = guard;
  return () => {
    if (ask === guard) ask = null;
  };
}

function onStep(event: PopStateEvent): void {
  const to = numberOf(event.state);
  if (to === undefined) {
    // A link to a place on the page made an entry, unless one is there already.
    if (window.location.href !== href) at += 1;
    mark();
  } else if (to === at) {
    if (steps !== 0) askAbout(steps);
  } else if (ask === null || isLeaving || new URL(href).pathname === window.location.pathname) {
    isLeaving = false;
    at = to;
    href = window.location.href;
  } else {
    event.stopImmediatePropagation();
    steps = to - at;
    history.go(-steps);
  }
}

function askAbout(taken: number): void {
  steps = 0;
  ask?.(() => {
    isLeaving = true;
    history.go(taken);
  });
}

function mark(): void {
  href = window.location.href;
  if (numberOf(history.state) !== at) history.replaceState({ ...history.state, at }, "");
}

function numberOf(state: unknown): number | undefined {
  const number = (state as { at?: unknown } | null)?.at;
  return typeof number === "number" ? number : undefined;
}
