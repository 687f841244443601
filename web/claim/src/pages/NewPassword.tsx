import { useState } from "preact/hooks";

import { useMessages } from "../messages/index.ts";
import { PasswordField } from "../ui/Field.tsx";

/** What the server asks for at least; it knows common passwords besides. */
const LEAST = 10;

interface NewPassword {
  readonly value: string;
  readonly isShort: boolean;
  onValue(value: string): void;
  /** Whether it is long enough to be sent; one that is not is said to be short from then on. */
  isReady(): boolean;
}

/** A password that is being chosen. */
export function useNewPassword(): NewPassword {
  const [value, onValue] = useState("");
  const [isShort, setIsShort] = useState(false);
  const isReady = () => {
    setIsShort(value.length < LEAST);
    return value.length >= LEAST;
  };
  return { value, isShort, onValue, isReady };
}

interface NewPasswordFieldProps {
  readonly label: string;
  readonly chosen: NewPassword;
  /** Whether the server has refused it. */
  readonly isUnusable: boolean;
  readonly name?: string;
}

export function NewPasswordField({ label, chosen, isUnusable, name }: NewPasswordFieldProps) {
  const words = useMessages().form;
  const fault = () => {
    if (chosen.isShort) return words.passwordShort(LEAST);
    return isUnusable ? words.passwordUnusable(LEAST) : null;
  };
  return (
    <PasswordField
      label={label}
      name={name}
      autocomplete="new-password"
      required
      value={chosen.value}
      onValue={chosen.onValue}
      hint={words.passwordHint(LEAST)}
      fault={fault()}
    />
  );
}
