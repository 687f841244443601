import type { CreateTemplateInput, MetadataFieldInput, MetadataFieldType, TemplateFieldsFragment } from "@claimstead/sdk";
import type { templates } from "../../messages/en/templates";

type Words = typeof templates;

/** The field that every template has; its type cannot be changed. */
export const DEVICE_NAME = "Device Name";
export const TYPES: readonly MetadataFieldType[] = ["TEXT", "INTEGER", "DECIMAL", "BOOLEAN", "DATE", "MAC_ADDRESS", "EMAIL", "URL", "CHOICE"];
export const HEARTBEAT = { least: 5, most: 3600, usual: 30 };
export const GRACE = { least: 0, most: 3600, usual: 0 };

/** A metadata field in the form; `key` stays while names change. */
export interface FieldForm {
  readonly key: string;
  readonly name: string;
  readonly type: MetadataFieldType;
  readonly isRequired: boolean;
  readonly isUnique: boolean;
  readonly defaultValue: string;
  readonly choices: string[];
  /** Tokens may hold values of it. */
  readonly isStored: boolean;
}

export interface TemplateForm {
  readonly name: string;
  readonly description: string;
  readonly pictureUrl: string;
  readonly heartbeatSeconds: number | string;
  readonly offlineGraceSeconds: number | string;
  readonly allowsProvisioning: boolean;
  readonly fields: readonly FieldForm[];
}

let made = 0;

export function newField(): FieldForm {
  made += 1;
  return { key: `new-${made}`, name: "", type: "TEXT", isRequired: false, isUnique: false, defaultValue: "", choices: [], isStored: false };
}

/** The form as a template is, or empty for a new one. */
export function formOf(template: TemplateFieldsFragment | null): TemplateForm {
  return {
    name: template?.name ?? "",
    description: template?.description ?? "",
    pictureUrl: template?.pictureUrl ?? "",
    heartbeatSeconds: template?.heartbeatSeconds ?? HEARTBEAT.usual,
    offlineGraceSeconds: template?.offlineGraceSeconds ?? GRACE.usual,
    allowsProvisioning: template?.allowsProvisioning ?? false,
    fields: (template?.metadataFields ?? []).map((field) => ({
      key: field.id,
      name: field.name,
      type: field.type,
      isRequired: field.isRequired,
      isUnique: field.isUnique,
      defaultValue: field.defaultValue ?? "",
      choices: [...field.choices],
      isStored: true,
    })),
  };
}

/** What the server is sent; of a new template also what is at its usual value. */
export function inputOf(form: TemplateForm): Omit<CreateTemplateInput, "organizationId"> {
  return {
    name: form.name.trim(),
    description: form.description,
    pictureUrl: form.pictureUrl.trim(),
    heartbeatSeconds: Number(form.heartbeatSeconds),
    offlineGraceSeconds: Number(form.offlineGraceSeconds),
    allowsProvisioning: form.allowsProvisioning,
    metadataFields: form.fields.map(fieldInput),
  };
}

function fieldInput(field: FieldForm): MetadataFieldInput {
  return {
    name: field.name.trim(),
    type: field.type,
    isRequired: field.isRequired,
    isUnique: field.isUnique,
    defaultValue: field.isUnique ? "" : field.defaultValue,
    choices: field.type === "CHOICE" ? field.choices : [],
  };
}

/** What can be said before the server is asked, by the field of the form: `name`, `fields.<key>.name` and so on. */
export function faultsOf(form: TemplateForm, words: Words, number: (value: number) => string): Record<string, string> {
  const faults: Record<string, string> = {};
  if (form.name.trim() === "") faults["name"] = words.needName;
  for (const [name, { least, most }] of [
    ["heartbeatSeconds", HEARTBEAT],
    ["offlineGraceSeconds", GRACE],
  ] as const) {
    const value = Number(form[name]);
    if (form[name] === "" || !Number.isInteger(value) || value < least || value > most) faults[name] = words.outOfRange(number(least), number(most));
  }
  const seen = new Set<string>();
  for (const field of form.fields) {
    const name = field.name.trim();
    if (name === "") faults[`fields.${field.key}.name`] = words.needFieldName;
    else if (seen.has(name)) faults[`fields.${field.key}.name`] = words.fieldTwice;
    seen.add(name);
    if (field.type === "CHOICE" && field.choices.length === 0) faults[`fields.${field.key}.choices`] = words.needChoices;
  }
  return faults;
}
