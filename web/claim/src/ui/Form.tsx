import type { ComponentChildren } from "preact";

import { Button } from "./Button.tsx";
import { Failure } from "./Notice.tsx";

interface FormProps {
  /** What sending it does. */
  readonly act: { readonly isBusy: boolean; readonly failure: unknown };
  readonly onSubmit: () => Promise<void>;
  /** The words of the button that sends it. */
  readonly action: string;
  readonly look?: "main" | "danger";
  /** What stands below that button, such as the way out. */
  readonly below?: ComponentChildren;
  /** Fields, and what the rules say against their values. */
  readonly children: ComponentChildren;
}

/** Fields with the button that sends them, and what went wrong on the way. */
export function Form({ act, onSubmit, action, look = "main", below, children }: FormProps) {
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
      {below}
    </form>
  );
}
