import { CreateTokenBatchDocument, type MetadataFieldFieldsFragment, OrganizationDocument, type TemplateFieldsFragment } from "@claimstead/sdk";
import { Button, Group, NativeSelect, NumberInput, Stack, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../app/api";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { faultsByField } from "../../shared/explain";
import { Note } from "../../shared/Note";
import { useAct, useQuery } from "../../shared/queries";
import { BatchName } from "./BatchName";
import classes from "./CreateByNumber.module.css";
import { followBatch } from "./followBatch";
import { useIdempotencyKey } from "./idempotency";
import { MetadataInputs } from "./MetadataInputs";

const MOST_TOKENS = 1_000_000;

/** Mints a number of tokens, with metadata that all of them share. */
export function CreateByNumber({ templates }: { templates: readonly TemplateFieldsFragment[] }) {
  const words = useMessages(tokenCreateMessages);
  const formats = useFormats();
  const { id } = useHere();
  const [, navigate] = useLocation();
  const [templateId, setTemplateId] = useState(() => new URLSearchParams(window.location.search).get("template") ?? templates[0]?.id ?? "");
  const [count, setCount] = useState<number | string>(100);
  const [name, setName] = useState("");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [hasTried, setTried] = useState(false);
  const template = templates.find((each) => each.id === templateId) ?? templates[0];
  const fields = template?.metadataFields ?? [];
  const shared = fields.filter(({ isUnique }) => !isUnique);
  const unique = fields.filter(({ isUnique }) => isUnique);
  const demanded = unique.filter(({ isRequired }) => isRequired);
  const { data } = useQuery(OrganizationDocument, { id });
  const left = leftOf(data?.organization);
  const keyFor = useIdempotencyKey();

  const { run, isBusy, problem } = useAct(async () => {
    const metadata = shared.flatMap((field) => (values[field.name]?.trim() ? [{ name: field.name, value: values[field.name]!.trim() }] : []));
    const input = { organizationId: id, templateId: template?.id ?? "", count: Number(count), metadata, ...(name.trim() === "" ? {} : { name: name.trim() }) };
    return (await call(CreateTokenBatchDocument, { input: { ...input, idempotencyKey: keyFor(input) } })).createTokenBatch;
  });
  const isCountGood = Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MOST_TOKENS;
  const lacks = (field: MetadataFieldFieldsFragment) => field.isRequired && field.defaultValue === null && !values[field.name]?.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isCountGood || shared.some(lacks)) return;
    const created = await run();
    if (created === undefined) return;
    followBatch(created.tokenBatch);
    navigate(`/batches/${encodeURIComponent(created.tokenBatch.id)}`);
  };
  const faults = { ...faultsByField(problem), ...(hasTried ? Object.fromEntries(shared.filter(lacks).map((field) => [field.name, words.required])) : {}) };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className={classes["form"]}>
      <Stack gap="lg">
        <NativeSelect
          label={words.template}
          value={template?.id ?? ""}
          onChange={(event) => setTemplateId(event.currentTarget.value)}
          data={templates.map((each) => ({ value: each.id, label: each.name }))}
          {...(template?.description ? { description: template.description } : {})}
          inputWrapperOrder={["label", "input", "description", "error"]}
        />
        {demanded.length > 0 ? (
          <Note tone="warning">{words.requiredUnique(formats.list(demanded.map((field) => field.name)))}</Note>
        ) : (
          <>
            <div className={classes["pair"]}>
              <NumberInput
                label={words.count}
                {...(left === null ? {} : { description: words.countHint(formats.number(left)) })}
                inputWrapperOrder={["label", "input", "description", "error"]}
                value={count}
                onChange={setCount}
                min={1}
                max={MOST_TOKENS}
                allowDecimal={false}
                allowNegative={false}
                {...separators(formats.number(1_000))}
                error={isCountGood || !hasTried ? null : words.countWrong}
              />
              <BatchName label={`${words.name} (${words.optional})`} hint={words.nameHint} value={name} onChange={setName} />
            </div>
            {shared.length === 0 ? null : (
              <section aria-labelledby="shared-metadata">
                <Title order={2} size="h4" id="shared-metadata">
                  {words.metadata}
                </Title>
                <p className={classes["hint"]}>
                  {words.metadataHint} {unique.length === 0 ? null : words.unique(formats.list(unique.map((field) => field.name)))}
                </p>
                <MetadataInputs fields={shared} values={values} faults={faults} onChange={(field, value) => setValues({ ...values, [field]: value })} />
              </section>
            )}
            <ErrorPanel problem={problem} />
            <Group>
              <Button type="submit" size="md" loading={isBusy}>
                {words.submit(Number(count), formats.number(Number(count) || 0))}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}

/** As the language groups digits; no number has decimals here, but the two must differ. */
function separators(thousand: string): { thousandSeparator: string; decimalSeparator: string } {
  const thousandSeparator = thousand.replace(/\d/g, "");
  return { thousandSeparator, decimalSeparator: thousandSeparator === "." ? "," : "." };
}

function leftOf(organization: { plan: { staticTokenLimit: number } | null; usage: { staticTokens: number } | null } | null | undefined): number | null {
  if (organization?.plan == null || organization.usage === null) return null;
  return Math.max(0, organization.plan.staticTokenLimit - organization.usage.staticTokens);
}
