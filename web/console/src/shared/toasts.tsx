import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { language } from "../messages/catalogue";
import { sharedMessages } from "../messages/shared";
import { Icon } from "./Icon";

/** What lasts longer than this is told about while it lasts. */
const PATIENCE_MILLISECONDS = 1_000;
const SHOWN_MILLISECONDS = 6_000;

const closeButtonProps = () => ({ "aria-label": sharedMessages[language()].dismiss });

/** Says briefly that something was done. */
export function tellDone(message: ReactNode, title?: string): void {
  notifications.show({ title, message, icon: <Icon name="check" />, autoClose: SHOWN_MILLISECONDS, closeButtonProps: closeButtonProps() });
}

export interface Progress {
  /** Replaces what is said, such as `340 of 500`. */
  update(message: ReactNode): void;
  /** It is done: shown for a while, then gone. With `stays`, until it is dismissed. */
  done(message: ReactNode, options?: { stays?: boolean; title?: string }): void;
  failed(message: ReactNode, options?: { title?: string }): void;
  /** Nothing more is known of it. */
  cancel(): void;
}

/** A toast that follows something long; it shows only when that lasts longer than a second. */
export function followProgress(title: string, message: ReactNode): Progress {
  let id: string | null = null;
  let latest = message;
  const timer = setTimeout(() => {
    id = notifications.show({ title, message: latest, loading: true, autoClose: false, withCloseButton: true, closeButtonProps: closeButtonProps() });
  }, PATIENCE_MILLISECONDS);
  const end = (text: ReactNode, icon: "check" | "warning", autoClose: number | false, ended = title) => {
    clearTimeout(timer);
    const shown = { title: ended, message: text, loading: false, icon: <Icon name={icon} />, autoClose, withCloseButton: true, closeButtonProps: closeButtonProps() };
    if (id === null) notifications.show(shown);
    else notifications.update({ id, ...shown });
  };
  return {
    update(text) {
      latest = text;
      if (id !== null) notifications.update({ id, title, message: text, loading: true, autoClose: false, closeButtonProps: closeButtonProps() });
    },
    done: (text, { stays = false, title: ended } = {}) => end(text, "check", stays ? false : SHOWN_MILLISECONDS, ended),
    failed: (text, { title: ended } = {}) => end(text, "warning", false, ended),
    cancel() {
      clearTimeout(timer);
      if (id !== null) notifications.hide(id);
    },
  };
}
