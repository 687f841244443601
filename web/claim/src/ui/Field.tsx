import type { FunctionComponent, LooseInputHTMLAttributes } from "preact";
import { useId, useState } from "preact/hooks";

import { useMessages } from "../messages/index.ts";
import { Icon } from "./Icon.tsx";

type InputProps = Omit<LooseInputHTMLAttributes<HTMLInputElement>, "onInput" | "value" | "label" | "role" | "list">;

/** The types of Preact tell inputs apart by a `type` that is written down; here it comes from outside. */
const Input = "input" as unknown as FunctionComponent<LooseInputHTMLAttributes<HTMLInputElement>>;

interface FieldProps extends InputProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string | undefined;
  /** What is wrong with the value; read out when it appears. */
  readonly fault?: string | null | undefined;
}

/** One value with its label, a hint, and what is wrong with it. */
export function Field({ label, value, onValue, hint, fault, ...input }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <Input
        {...input}
        id={id}
        value={value}
        aria-invalid={fault ? "true" : undefined}
        aria-describedby={describedBy(id, hint, fault)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <Below id={id} hint={hint} fault={fault} />
    </div>
  );
}

/** A password, which can be looked at while it is typed. */
export function PasswordField({ label, value, onValue, hint, fault, ...input }: FieldProps) {
  const words = useMessages();
  const id = useId();
  const [isShown, setIsShown] = useState(false);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="with-button">
        <Input
          {...input}
          id={id}
          type={isShown ? "text" : "password"}
          value={value}
          maxLength={200}
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={fault ? "true" : undefined}
          aria-describedby={describedBy(id, hint, fault)}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
        <button
          type="button"
          class="inside"
          aria-pressed={isShown}
          aria-label={words.form.showPassword}
          onClick={() => setIsShown(!isShown)}
        >
          <Icon name={isShown ? "eyeOff" : "eye"} />
        </button>
      </div>
      <Below id={id} hint={hint} fault={fault} />
    </div>
  );
}

function describedBy(id: string, hint: string | undefined, fault: string | null | undefined): string | undefined {
  const ids = [fault ? `${id}-fault` : "", hint === undefined ? "" : `${id}-hint`].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(" ");
}

function Below({ id, hint, fault }: { id: string; hint: string | undefined; fault: string | null | undefined }) {
  return (
    <>
      <p class="fault" id={`${id}-fault`} role="alert">
        {fault ?? ""}
      </p>
      {hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
}
