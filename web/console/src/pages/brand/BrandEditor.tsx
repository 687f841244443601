import { type BrandFieldsFragment, UpdateBrandDocument } from "@claimstead/sdk";
import { Anchor, Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { Link } from "wouter";
import { call } from "../../app/api";
import { brandMessages } from "../../messages/brand";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Note } from "../../shared/Note";
import { isRefusal, useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { Card, Columns, Facts } from "../parts/Card";
import { Unsaved } from "../parts/Unsaved";
import { AndroidApps, Links } from "./BrandLists";
import { type BrandForm, changesOf, coloursOf, formOf } from "./brandForm";
import { ClaimPreview } from "./ClaimPreview";
import { Colours } from "./Colours";
import { Logo } from "./Logo";

const LONGEST_SMALL_HOST = 16;

/** Everything that can be set of a brand, beside what customers will see of it. */
export function BrandEditor({ rootId, brand }: { rootId: string; brand: BrandFieldsFragment }) {
  const words = useMessages(brandMessages);
  const formats = useFormats();
  const [saved, setSaved] = useState<BrandForm>(() => formOf(brand));
  const [form, setForm] = useState(saved);
  const [isHostConfirmed, setHostConfirmed] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const changes = changesOf(form, saved);
  const isDirty = Object.keys(changes).length > 0;
  const change = (part: Partial<BrandForm>) => setForm((former) => ({ ...former, ...part }));
  const update = useAct(async () => (await call(UpdateBrandDocument, { input: { organizationId: rootId, ...changes, confirmClaimHost: isHostConfirmed } })).updateBrand);
  const faults = faultsOf(update.problem);
  const printed = isRefusal(update.problem) && update.problem.__typename === "ClaimHostPrinted" ? update.problem : null;
  const colours = coloursOf(form);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (colours === null || !colours.isReadable) return element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    const updated = await update.run();
    if (updated === undefined) return undefined;
    const now = formOf(updated.brand);
    setSaved(now);
    setForm(now);
    setHostConfirmed(false);
    tellDone(words.saved);
    return undefined;
  };
  const address = (name: "supportUrl" | "privacyUrl" | "termsUrl") => (
    <TextInput
      label={words[name]}
      description={words.addressHint}
      type="url"
      inputMode="url"
      maxLength={500}
      value={form[name]}
      error={faults[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <Columns
      main={
        <form ref={element} onSubmit={(event) => void submit(event)} noValidate>
          <Unsaved isDirty={isDirty && !update.isBusy} />
          <Stack gap="md">
            <Card title={words.looks}>
              <Stack gap="sm">
                <TextInput
                  label={words.displayName}
                  description={words.displayNameHint}
                  required
                  maxLength={120}
                  value={form.displayName}
                  error={faults["displayName"]}
                  onChange={(event) => change({ displayName: event.currentTarget.value })}
                />
                <Colours form={form} onChange={change} />
              </Stack>
            </Card>
            <Card title={words.links}>
              <Stack gap="sm">
                {address("supportUrl")}
                {address("privacyUrl")}
                {address("termsUrl")}
                <Links links={form.links} fault={faults["links"]} onChange={(links) => change({ links })} />
              </Stack>
            </Card>
            <Card title={words.claiming}>
              <Stack gap="sm">
                <TextInput
                  label={words.claimHost}
                  description={words.claimHostHint}
                  autoCapitalize="none"
                  spellCheck={false}
                  maxLength={255}
                  value={form.claimHost}
                  error={faults["claimHost"]}
                  onChange={(event) => change({ claimHost: event.currentTarget.value })}
                />
                {form.claimHost.trim().length > LONGEST_SMALL_HOST ? (
                  <Text size="sm">{words.claimHostLong(formats.number(form.claimHost.trim().length))}</Text>
                ) : null}
                {printed === null ? null : (
                  <Note tone="warning">
                    <strong>{words.claimHostConfirmTitle}</strong>
                    <p>{words.claimHostConfirmText(String(printed["claimHost"]), formats.number(Number(printed["staticTokens"])))}</p>
                    <Checkbox label={words.claimHostConfirm} checked={isHostConfirmed} onChange={(event) => setHostConfirmed(event.currentTarget.checked)} />
                  </Note>
                )}
                <Facts
                  of={[
                    [words.payload, <code key="payload">{payloadOf(form.claimHost.trim())}</code>],
                    [words.slug, <code key="slug">{brand.slug}</code>],
                    [
                      words.selfSignUp,
                      <span key="signUp">
                        {brand.selfSignUp ? words.selfSignUpYes : words.selfSignUpNo} {words.selfSignUpHint}{" "}
                        <Anchor component={Link} href={`/organizations/${encodeURIComponent(rootId)}?tab=plan`}>
                          {words.toPlan}
                        </Anchor>
                      </span>,
                    ],
                  ]}
                />
              </Stack>
            </Card>
            <Card title={words.apps} hint={words.appsHint}>
              <Stack gap="sm">
                <Textarea
                  label={words.appleApps}
                  description={words.appleAppHint}
                  autosize
                  minRows={2}
                  spellCheck={false}
                  value={form.appleApps}
                  error={faults["appleApps"]}
                  onChange={(event) => change({ appleApps: event.currentTarget.value })}
                />
                <AndroidApps apps={form.androidApps} onChange={(androidApps) => change({ androidApps })} />
              </Stack>
            </Card>
            <ErrorPanel problem={update.problem} />
            <Group>
              <Button type="submit" loading={update.isBusy} disabled={!isDirty}>
                {words.save}
              </Button>
            </Group>
          </Stack>
        </form>
      }
      side={
        <>
          <Card title={words.preview} hint={words.previewLead}>
            <ClaimPreview form={form} logoUrl={brand.logoUrl} />
          </Card>
          <Logo brand={brand} />
        </>
      }
    />
  );
}

/** The link in a code: upper case, which makes the code smaller; without TLS on this machine only. */
function payloadOf(host: string): string {
  const scheme = host === window.location.host ? window.location.protocol : "https:";
  return `${scheme}//${host}/C/…`.toUpperCase();
}

/** How the API calls the addresses, and where they stand in the form. */
const ADDRESSES: readonly (readonly [RegExp, string])[] = [
  [/support/i, "supportUrl"],
  [/privacy/i, "privacyUrl"],
  [/terms/i, "termsUrl"],
  [/link/i, "links"],
  [/name/i, "displayName"],
];

/** Where in the form a refusal belongs. */
function faultsOf(problem: unknown): Record<string, string> {
  if (!isRefusal(problem)) return {};
  if (problem.__typename.startsWith("ClaimHost") && problem.__typename !== "ClaimHostPrinted") return { claimHost: problem.message };
  if (problem.__typename === "AppUnusable" && String(problem["app"]).match(/^[A-Z0-9]{10}\./)) return { appleApps: problem.message };
  const { field, reason } = problem as { field?: unknown; reason?: unknown };
  if (typeof field !== "string") return {};
  const place = ADDRESSES.find(([pattern]) => pattern.test(field))?.[1];
  return place === undefined ? {} : { [place]: String(reason) };
}
