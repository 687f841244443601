import { TextInput } from "@mantine/core";

interface BatchNameProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  onChange(name: string): void;
}

/** What a new batch is called. */
export function BatchName({ label, hint, value, onChange }: BatchNameProps) {
  return (
    <TextInput
      label={label}
      description={hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={200}
      autoComplete="off"
      maw="32rem"
    />
  );
}
