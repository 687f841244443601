import { ChangePlanDocument, type PlanFieldsFragment, PlansDocument, type PlanResource } from "@claimstead/sdk";
import { Button, Progress, Text, Title } from "@mantine/core";
import { useState } from "react";
import { call } from "../../app/api";
import { usePlaces } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { organizationsMessages } from "../../messages/organizations";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { isRefusal, useAct, useQuery } from "../../shared/queries";
import { Status } from "../../shared/Status";
import { tellDone } from "../../shared/toasts";
import { Card } from "../parts/Card";
import type { Organization } from "./OrganizationDetail";
import classes from "./PlanCard.module.css";

const NEARLY = 0.9;

/** What the brand uses of its plan, and for owners of the root the plans that they may change to. */
export function PlanCard({ organization }: { organization: Organization }) {
  const { viewer } = usePlaces();
  const words = useMessages(organizationsMessages);
  const { plan, usage } = organization;
  if (plan === null || usage === null) return null;
  const uses: readonly (readonly [PlanResource, number, number])[] = [
    ["STATIC_TOKENS", usage.staticTokens, plan.staticTokenLimit],
    ["ORGANIZATIONS", usage.organizations, plan.organizationLimit],
    ["MEMBERS", usage.members, plan.memberLimit],
  ];
  const root = viewer.memberships.find(({ role, organization: { slug, parent } }) => role === "OWNER" && parent === null && slug === organization.brand.slug);
  return (
    <>
      <Card title={`${words.plan}: ${plan.name}`} hint={words.planOf(organization.brand.displayName)}>
        <div className={classes["uses"]}>
          {uses.map(([resource, used, limit]) => (
            <Use key={resource} label={words.resources[resource]} used={used} limit={limit} />
          ))}
        </div>
        <Text>{plan.selfSignUp ? words.selfSignUp : words.byInvitation}</Text>
      </Card>
      {root === undefined ? <Text mt="md" c="dimmed">{words.onlyOwners}</Text> : <Plans rootId={root.organization.id} present={plan} />}
    </>
  );
}

function Use({ label, used, limit }: { label: string; used: number; limit: number }) {
  const words = useMessages(organizationsMessages);
  const formats = useFormats();
  const isFull = used >= limit;
  const isNearlyFull = !isFull && used >= limit * NEARLY;
  return (
    <div>
      <div className={classes["use"]}>
        <strong>{label}</strong>
        <span>
          {words.use(formats.number(used), formats.number(limit))}{" "}
          {isFull ? <Status tone="danger">{words.full}</Status> : isNearlyFull ? <Status tone="warning">{words.nearlyFull}</Status> : null}
        </span>
      </div>
      <Progress value={limit === 0 ? 100 : Math.min(100, (100 * used) / limit)} aria-label={label} />
    </div>
  );
}

function Plans({ rootId, present }: { rootId: string; present: PlanFieldsFragment }) {
  const words = useMessages(organizationsMessages);
  const formats = useFormats();
  const plans = useQuery(PlansDocument, {}).data?.plans ?? [];
  const [chosen, setChosen] = useState<PlanFieldsFragment | null>(null);
  const change = useAct(async (plan: string) => (await call(ChangePlanDocument, { input: { organizationId: rootId, plan } })).changePlan);
  const over = isRefusal(change.problem) && Array.isArray(change.problem["over"]) ? (change.problem["over"] as { resource: PlanResource; used: number; limit: number }[]) : [];
  const close = () => {
    change.clear();
    setChosen(null);
  };
  const limits = (plan: PlanFieldsFragment) => [
    [words.resources.STATIC_TOKENS, plan.staticTokenLimit],
    [words.resources.ORGANIZATIONS, plan.organizationLimit],
    [words.resources.MEMBERS, plan.memberLimit],
  ] as const;
  return (
    <section style={{ marginBlockStart: "var(--space-4)" }}>
      {plans.length === 0 ? (
        <Text c="dimmed">{words.noPlans}</Text>
      ) : (
        <ul className={classes["plans"]}>
          {plans.map((plan) => {
            const isPresent = plan.name === present.name;
            return (
              <li key={plan.name} className={classes["plan"]} data-present={isPresent || undefined}>
                <Title order={3} size="h4">
                  {plan.name}
                </Title>
                <ul>
                  {limits(plan).map(([label, limit]) => (
                    <li key={label}>
                      {label}: {formats.number(limit)}
                    </li>
                  ))}
                  <li>{plan.selfSignUp ? words.selfSignUp : words.byInvitation}</li>
                </ul>
                {isPresent ? (
                  <div>
                    <Status>{words.present}</Status>
                  </div>
                ) : (
                  <Button variant="default" onClick={() => setChosen(plan)}>
                    {words.change(plan.name)}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <ConfirmDialog
        isOpen={chosen !== null}
        title={words.changeTitle(chosen?.name ?? "")}
        action={words.change(chosen?.name ?? "")}
        isBusy={change.isBusy}
        problem={change.problem}
        onClose={close}
        onConfirm={async () => {
          if (chosen === null || (await change.run(chosen.name)) === undefined) return;
          tellDone(words.changed(chosen.name));
          close();
        }}
      >
        <Text>{words.changeText}</Text>
        {over.length === 0 ? null : (
          <ul>
            {over.map(({ resource, used, limit }) => (
              <li key={resource}>
                {words.resources[resource]}: {words.use(formats.number(used), formats.number(limit))}
              </li>
            ))}
          </ul>
        )}
      </ConfirmDialog>
    </section>
  );
}
