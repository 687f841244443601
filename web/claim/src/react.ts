/**
 * As much of React as the router asks for, on Preact alone: the whole of
 * preact/compat would be a sixth of what a first visit loads.
 */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren, FunctionComponent, Ref } from "preact";

export { cloneElement, createContext, createElement, Fragment, isValidElement } from "preact";
export { useLayoutEffect as useInsertionEffect } from "preact/hooks";
export { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

/** A value from outside; renders anew when it has changed. */
export function useSyncExternalStore<Value>(subscribe: (changed: () => void) => () => void, read: () => Value): Value {
  const value = read();
  const [, setRound] = useState(0);
  const shown = useRef({ value, read });
  useLayoutEffect(() => {
    shown.current = { value, read };
  });
  useEffect(() => {
    const look = () => {
      if (!Object.is(shown.current.read(), shown.current.value)) setRound((round) => round + 1);
    };
    look();
    return subscribe(look);
  }, [subscribe]);
  return value;
}

type Rendering<Props, Element> = (props: Props, ref: Ref<Element> | null) => ComponentChildren;

export function forwardRef<Props extends { ref?: Ref<Element> }, Element>(render: Rendering<Omit<Props, "ref">, Element>): FunctionComponent<Props> {
  return ({ ref = null, ...props }) => render(props as Omit<Props, "ref">, ref);
}
