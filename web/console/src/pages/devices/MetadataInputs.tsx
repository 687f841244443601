import type { MetadataFieldFieldsFragment } from "@claimstead/sdk";
import { NativeSelect, Stack, TextInput } from "@mantine/core";
import type { HTMLInputTypeAttribute } from "react";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";

type Field = Pick<MetadataFieldFieldsFragment, "id" | "name" | "type" | "isRequired" | "defaultValue" | "choices">;

const INPUTS: Partial<Record<Field["type"], HTMLInputTypeAttribute>> = { DATE: "date", EMAIL: "email", URL: "url" };
const KEYBOARDS: Partial<Record<Field["type"], "numeric" | "decimal">> = { DECIMAL: "decimal" };

interface MetadataInputsProps {
  readonly fields: readonly Field[];
  readonly values: Readonly<Record<string, string>>;
  /** What the server does not take, by the field's name. */
  readonly faults: Readonly<Record<string, string>>;
  /** Whether a required field must be filled in, as for a new device. */
  readonly isWhole?: boolean;
  readonly onChange: (name: string, value: string) => void;
}

/** A value for each metadata field, in the form of its type. */
export function MetadataInputs({ fields, values, faults, isWhole = false, onChange }: MetadataInputsProps) {
  const words = useMessages(placesMessages);
  return (
    <Stack gap="sm">
      {fields.map((field) => {
        const common = { label: field.name, value: values[field.name] ?? "", error: faults[field.name], required: isWhole && field.isRequired && field.defaultValue === null };
        const placeholder = field.defaultValue ?? "";
        if (field.type === "BOOLEAN" || field.type === "CHOICE") {
          const choices =
            field.type === "CHOICE"
              ? field.choices.map((value) => ({ value, label: value }))
              : [{ value: "true", label: words.yes }, { value: "false", label: words.no }];
          const unchosen = placeholder === "" ? "–" : `(${choices.find(({ value }) => value === placeholder)?.label ?? placeholder})`;
          return (
            <NativeSelect
              key={field.id}
              {...common}
              data={[{ value: "", label: unchosen }, ...choices]}
              onChange={(event) => onChange(field.name, event.currentTarget.value)}
            />
          );
        }
        return (
          <TextInput
            key={field.id}
            {...common}
            type={INPUTS[field.type] ?? "text"}
            {...(KEYBOARDS[field.type] === undefined ? {} : { inputMode: KEYBOARDS[field.type] })}
            placeholder={placeholder}
            maxLength={1000}
            autoComplete="off"
            onChange={(event) => onChange(field.name, event.currentTarget.value)}
          />
        );
      })}
    </Stack>
  );
}
