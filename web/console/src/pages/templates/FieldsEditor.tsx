import { ActionIcon, Button, Checkbox, NativeSelect, TagsInput, TextInput } from "@mantine/core";
import type { MetadataFieldType } from "@claimstead/sdk";
import { useRef } from "react";
import { useMessages } from "../../messages/catalogue";
import { templatesMessages } from "../../messages/templates";
import { Icon } from "../../shared/Icon";
import classes from "./FieldsEditor.module.css";
import { DEVICE_NAME, type FieldForm, newField, TYPES } from "./templateForm";

interface FieldsEditorProps {
  readonly fields: readonly FieldForm[];
  readonly faults: Readonly<Record<string, string>>;
  readonly isReadOnly: boolean;
  readonly onChange: (fields: readonly FieldForm[]) => void;
}

/** The metadata fields of a template in their order. What tokens hold values of keeps its type. */
export function FieldsEditor({ fields, faults, isReadOnly, onChange }: FieldsEditorProps) {
  const words = useMessages(templatesMessages);
  const list = useRef<HTMLUListElement>(null);
  const change = (key: string, part: Partial<FieldForm>) => onChange(fields.map((field) => (field.key === key ? { ...field, ...part } : field)));
  const move = (at: number, by: -1 | 1) => {
    const next = [...fields];
    const [field] = next.splice(at, 1);
    if (field !== undefined) next.splice(at + by, 0, field);
    onChange(next);
  };
  const add = () => {
    onChange([...fields, newField()]);
    // The new field is drawn after this.
    requestAnimationFrame(() => list.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus());
  };
  return (
    <>
      <ul ref={list} className={classes["list"]}>
        {fields.map((field, at) => {
          const name = field.name || words.newField;
          const isBuiltIn = field.name === DEVICE_NAME && field.isStored;
          const isFixed = field.isStored || isReadOnly;
          return (
            <li key={field.key} className={classes["field"]}>
              <div className={classes["grid"]}>
                <TextInput
                  label={isBuiltIn ? `${words.fieldName} (${words.builtIn})` : words.fieldName}
                  value={field.name}
                  maxLength={100}
                  readOnly={isFixed}
                  error={faults[`fields.${field.key}.name`]}
                  onChange={(event) => change(field.key, { name: event.currentTarget.value })}
                />
                <NativeSelect
                  label={words.fieldType}
                  value={field.type}
                  disabled={isFixed}
                  data={TYPES.map((value) => ({ value, label: words.types[value] }))}
                  onChange={(event) => change(field.key, { type: event.currentTarget.value as MetadataFieldType, defaultValue: "" })}
                />
                {field.isUnique ? null : (
                  <DefaultValue
                    field={field}
                    isReadOnly={isReadOnly}
                    onChange={(defaultValue) => change(field.key, { defaultValue })}
                  />
                )}
              </div>
              {field.type === "CHOICE" ? (
                <TagsInput
                  mt="sm"
                  label={words.choices}
                  description={words.choicesHint}
                  value={field.choices}
                  readOnly={isReadOnly}
                  error={faults[`fields.${field.key}.choices`]}
                  onChange={(choices) => change(field.key, { choices, defaultValue: choices.includes(field.defaultValue) ? field.defaultValue : "" })}
                />
              ) : null}
              <div className={classes["flags"]}>
                <div className={classes["checks"]}>
                  <Checkbox
                    label={words.required}
                    checked={field.isRequired}
                    disabled={isReadOnly}
                    onChange={(event) => change(field.key, { isRequired: event.currentTarget.checked })}
                  />
                  {isBuiltIn ? null : (
                    <Checkbox
                      label={words.unique}
                      checked={field.isUnique}
                      disabled={isFixed}
                      onChange={(event) => change(field.key, { isUnique: event.currentTarget.checked, defaultValue: "" })}
                    />
                  )}
                </div>
                {isReadOnly ? null : (
                  <div className={classes["buttons"]}>
                    <ActionIcon
                      className={classes["up"] ?? ""}
                      variant="subtle"
                      size="lg"
                      aria-label={words.moveUp(name)}
                      disabled={at === 0}
                      onClick={() => move(at, -1)}
                    >
                      <Icon name="down" />
                    </ActionIcon>
                    <ActionIcon variant="subtle" size="lg" aria-label={words.moveDown(name)} disabled={at === fields.length - 1} onClick={() => move(at, 1)}>
                      <Icon name="down" />
                    </ActionIcon>
                    {isBuiltIn ? null : (
                      <ActionIcon
                        variant="subtle"
                        size="lg"
                        color="red"
                        aria-label={words.removeField(name)}
                        onClick={() => onChange(fields.filter(({ key }) => key !== field.key))}
                      >
                        <Icon name="trash" />
                      </ActionIcon>
                    )}
                  </div>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {isReadOnly ? null : (
        <Button mt="sm" variant="default" leftSection={<Icon name="plus" />} onClick={add}>
          {words.addField}
        </Button>
      )}
    </>
  );
}

/** In the form of its type, so that little can be mistyped. */
function DefaultValue({ field, isReadOnly, onChange }: { field: FieldForm; isReadOnly: boolean; onChange: (value: string) => void }) {
  const words = useMessages(templatesMessages);
  const shared = { label: words.defaultValue, disabled: isReadOnly };
  if (field.type === "BOOLEAN" || field.type === "CHOICE") {
    const choices =
      field.type === "BOOLEAN"
        ? [{ value: "true", label: words.yes }, { value: "false", label: words.no }]
        : field.choices.map((value) => ({ value, label: value }));
    return (
      <NativeSelect
        {...shared}
        value={field.defaultValue}
        data={[{ value: "", label: "–" }, ...choices]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      type={field.type === "DATE" ? "date" : "text"}
      maxLength={1000}
      value={field.defaultValue}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
