import type { TemplateFieldsFragment } from "@claimstead/sdk";
import { Button, Checkbox, Group, NumberInput, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { templatesMessages } from "../../messages/templates";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { faultsByField } from "../../shared/explain";
import { isRefusal } from "../../shared/queries";
import { Card } from "../parts/Card";
import { Unsaved } from "../parts/Unsaved";
import { FieldsEditor } from "./FieldsEditor";
import { Picture } from "./Picture";
import { faultsOf, formOf, GRACE, HEARTBEAT, type TemplateForm } from "./templateForm";

interface TemplateFormCardProps {
  readonly template: TemplateFieldsFragment | null;
  readonly isReadOnly: boolean;
  readonly does: string;
  readonly isBusy: boolean;
  readonly problem: unknown;
  /** Whether it was saved. */
  readonly onSave: (form: TemplateForm) => Promise<boolean>;
}

/** Everything that can be set of a template. Faults stand at their fields; what was typed stays until it is saved. */
export function TemplateFormCard({ template, isReadOnly, does, isBusy, problem, onSave }: TemplateFormCardProps) {
  const words = useMessages(templatesMessages);
  const formats = useFormats();
  const [saved, setSaved] = useState(() => formOf(template));
  const [form, setForm] = useState(saved);
  const [isChecked, setChecked] = useState(false);
  const [brokenPicture, setBrokenPicture] = useState<string | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const own = isChecked ? faultsOf(form, words, formats.number) : {};
  const faults = { ...serverFaults(problem, form), ...own };
  const isDirty = form !== saved && JSON.stringify(form) !== JSON.stringify(saved);
  const change = (part: Partial<TemplateForm>) => setForm((former) => ({ ...former, ...part }));
  const silence = 2 * Number(form.heartbeatSeconds) + 5;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(faultsOf(form, words, formats.number)).length > 0) {
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    if (await onSave(form)) {
      // What is stored keeps its type from now on.
      const stored = { ...form, fields: form.fields.map((field) => ({ ...field, isStored: true })) };
      setSaved(stored);
      setForm(stored);
      setChecked(false);
    }
  };

  return (
    <form ref={element} onSubmit={(event) => void submit(event)} noValidate>
      <Unsaved isDirty={isDirty && !isBusy} />
      <Stack gap="md">
        <Card title={words.product}>
          <Stack gap="sm">
            <TextInput
              label={words.productName}
              description={words.productNameHint}
              required
              maxLength={120}
              readOnly={isReadOnly}
              value={form.name}
              error={faults["name"]}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <Textarea
              label={words.description}
              autosize
              minRows={2}
              maxLength={2000}
              readOnly={isReadOnly}
              value={form.description}
              error={faults["description"]}
              onChange={(event) => change({ description: event.currentTarget.value })}
            />
            <TextInput
              label={words.picture}
              description={words.pictureHint}
              type="url"
              inputMode="url"
              maxLength={500}
              readOnly={isReadOnly}
              value={form.pictureUrl}
              error={faults["pictureUrl"] ?? (brokenPicture !== null && brokenPicture === form.pictureUrl ? words.pictureFails : undefined)}
              onChange={(event) => change({ pictureUrl: event.currentTarget.value })}
            />
            {form.pictureUrl.startsWith("https://") ? (
              <Picture
                url={form.pictureUrl}
                name={form.name}
                alt={words.pictureAlt(form.name)}
                onFault={setBrokenPicture}
              />
            ) : null}
          </Stack>
        </Card>
        <Card title={words.fields} hint={`${words.fieldsHint} ${words.fieldsRules}`}>
          <FieldsEditor fields={form.fields} faults={faults} isReadOnly={isReadOnly} onChange={(fields) => change({ fields })} />
        </Card>
        <Card title={words.connection}>
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <NumberInput
                label={words.heartbeat}
                description={words.heartbeatHint(formats.number(Number.isFinite(silence) ? silence : 65))}
                suffix={` ${words.seconds}`}
                allowDecimal={false}
                allowNegative={false}
                min={HEARTBEAT.least}
                max={HEARTBEAT.most}
                clampBehavior="none"
                readOnly={isReadOnly}
                value={form.heartbeatSeconds}
                error={faults["heartbeatSeconds"]}
                onChange={(heartbeatSeconds) => change({ heartbeatSeconds })}
              />
              <NumberInput
                label={words.grace}
                description={words.graceHint}
                suffix={` ${words.seconds}`}
                allowDecimal={false}
                allowNegative={false}
                min={GRACE.least}
                max={GRACE.most}
                clampBehavior="none"
                readOnly={isReadOnly}
                value={form.offlineGraceSeconds}
                error={faults["offlineGraceSeconds"]}
                onChange={(offlineGraceSeconds) => change({ offlineGraceSeconds })}
              />
            </SimpleGrid>
            <Checkbox
              label={words.provisioning}
              description={words.provisioningHint}
              disabled={isReadOnly}
              checked={form.allowsProvisioning}
              onChange={(event) => change({ allowsProvisioning: event.currentTarget.checked })}
            />
          </Stack>
        </Card>
        <ErrorPanel problem={problem} />
        {isReadOnly ? null : (
          <Group>
            <Button type="submit" loading={isBusy} disabled={template !== null && !isDirty}>
              {does}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

const SETTINGS: Readonly<Record<string, string>> = { heartbeat: "heartbeatSeconds", "offline grace": "offlineGraceSeconds", picture: "pictureUrl", name: "name", description: "description" };

/** Where in the form a refusal of the server's belongs. */
function serverFaults(problem: unknown, form: TemplateForm): Record<string, string> {
  if (!isRefusal(problem)) return {};
  const { setting, reason } = problem as { setting?: unknown; reason?: unknown };
  const faults = typeof setting === "string" ? { [setting]: String(reason) } : faultsByField(problem);
  const placed: Record<string, string> = {};
  for (const [name, text] of Object.entries(faults)) {
    const key = form.fields.find((field) => field.name.trim() === name)?.key;
    const place = problem.__typename === "MetadataFieldInvalid" && key !== undefined ? `fields.${key}.name` : SETTINGS[name];
    if (place !== undefined) placed[place] = text;
  }
  return placed;
}
