import type { ComponentChildren } from "preact";

import { useMessages } from "../messages/index.ts";
import { Button } from "./Button.tsx";
import { Failure } from "./Notice.tsx";

interface FormProps {
  /** What sending it does. */
  readonly act: { readonly isBusy: boolean; readonly failure: unknown };
  readonly onSubmit: () => Promise<void>;
  /** The words of the button that sends it. */
  readonly action: string;
  readonly look?: "main" | "danger";
  /** The way out of a dialog, below that button. */
  readonly onCancel?: () => void;
  /** The words of the way out, where it is more than to cancel. */
  readonly cancel?: string;
  /** What else stands below. */
  readonly below?: ComponentChildren;
  /** Fields, and what the rules say against their values. */
  readonly children: ComponentChildren;
}

/** Fields with the button that sends them, and what went wrong on the way. */
export function Form({ act, onSubmit, action, look = "main", onCancel, cancel, below, children }: FormProps) {
  const words = useMessages();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
      <Failure failure={act.failure} />
      <Button type="submit" look={look} isBusy={act.isBusy}>
        {action}
      </Button>
      {onCancel === undefined ? null : (
        <Button look="quiet" onClick={onCancel}>
          {cancel ?? words.cancel}
        </Button>
      )}
      {below}
    </form>
  );
}
