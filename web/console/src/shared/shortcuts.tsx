import { Kbd, Modal } from "@mantine/core";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useMessages } from "../messages/catalogue";
import { sharedMessages } from "../messages/shared";
import { shellMessages } from "../messages/shell";
import classes from "./shortcuts.module.css";

interface Shortcut {
  readonly keys: string;
  readonly meaning: string;
}

const present = new Set<Shortcut>();
const listeners = new Set<() => void>();
let snapshot: readonly Shortcut[] = [];

function tell(): void {
  snapshot = [...present];
  for (const listener of listeners) listener();
}

/**
 * A key that does something on this page, and stands in the list that `?`
 * shows. Not while somebody types, and not behind a dialog.
 */
export function useShortcut(key: string, meaning: string, act: () => void, isActive = true): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!isActive) return;
    const listener = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return;
      event.preventDefault();
      latest.current();
    };
    const shortcut = { keys: key, meaning };
    present.add(shortcut);
    tell();
    document.addEventListener("keydown", listener);
    return () => {
      present.delete(shortcut);
      tell();
      document.removeEventListener("keydown", listener);
    };
  }, [key, meaning, isActive]);
}

/** Keys that a part handles by itself, for the list that `?` shows. */
export function useListedShortcut(keys: string, meaning: string): void {
  useEffect(() => {
    const shortcut = { keys, meaning };
    present.add(shortcut);
    tell();
    return () => {
      present.delete(shortcut);
      tell();
    };
  }, [keys, meaning]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

/** The list of shortcuts; `?` opens it anywhere. */
export function ShortcutHelp({ isOpen, setOpen }: { isOpen: boolean; setOpen: (open: boolean) => void }) {
  const words = useMessages(shellMessages);
  const shared = useMessages(sharedMessages);
  const shortcuts = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
  useShortcut("?", words.keys.help, () => setOpen(true));
  return (
    <Modal opened={isOpen} onClose={() => setOpen(false)} title={words.shortcuts} centered closeButtonProps={{ "aria-label": shared.close }}>
      <dl className={classes["list"]}>
        {shortcuts.map(({ keys, meaning }) => (
          <div key={keys + meaning}>
            <dt>
              <Kbd>{keys}</Kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className={classes["hint"]}>{words.shortcutsHint}</p>
    </Modal>
  );
}

