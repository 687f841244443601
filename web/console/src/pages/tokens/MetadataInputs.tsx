import type { MetadataFieldFieldsFragment } from "@claimstead/sdk";
import { NativeSelect, TextInput } from "@mantine/core";
import type { HTMLInputTypeAttribute } from "react";
import { useMessages } from "../../messages/catalogue";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import classes from "./CreateByNumber.module.css";

interface MetadataInputsProps {
  readonly fields: readonly MetadataFieldFieldsFragment[];
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong, by the field's name. */
  readonly faults: Readonly<Record<string, string>>;
  onChange(field: string, value: string): void;
}

const INPUT_TYPES: Partial<Record<MetadataFieldFieldsFragment["type"], HTMLInputTypeAttribute>> = { DATE: "date", EMAIL: "email", URL: "url" };
const INPUT_MODES = { INTEGER: "numeric", DECIMAL: "decimal" } as const;

/** A control for each metadata field, by its type. */
export function MetadataInputs({ fields, values, faults, onChange }: MetadataInputsProps) {
  const words = useMessages(tokenCreateMessages);
  return (
    <div className={classes["pair"]}>
      {fields.map((field) => {
        const common = { label: field.name, value: values[field.name] ?? "", error: faults[field.name] ?? null };
        const choices =
          field.type === "CHOICE"
            ? field.choices.map((choice) => [choice, choice] as const)
            : field.type === "BOOLEAN"
              ? ([["true", words.yes], ["false", words.no]] as const)
              : null;
        const standard = field.defaultValue === null ? null : (choices?.find(([value]) => value === field.defaultValue)?.[1] ?? field.defaultValue);
        const hint = standard === null ? words.types[field.type] : words.default(standard);
        if (choices !== null) {
          return (
            <NativeSelect key={field.id} {...common} onChange={(event) => onChange(field.name, event.currentTarget.value)}>
              <option value="">{standard === null ? words.leaveOpen : words.default(standard)}</option>
              {choices.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </NativeSelect>
          );
        }
        const mode = field.type === "INTEGER" || field.type === "DECIMAL" ? INPUT_MODES[field.type] : undefined;
        return (
          <TextInput
            key={field.id}
            {...common}
            placeholder={hint}
            type={INPUT_TYPES[field.type] ?? "text"}
            {...(mode === undefined ? {} : { inputMode: mode })}
            onChange={(event) => onChange(field.name, event.currentTarget.value)}
            maxLength={1000}
            autoComplete="off"
          />
        );
      })}
    </div>
  );
}
