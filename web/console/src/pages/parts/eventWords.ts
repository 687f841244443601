import type { EventFieldsFragment, EventKind } from "@claimstead/sdk";
import type { activity } from "../../messages/en/activity";

type Words = typeof activity;
type Facts = Readonly<Record<string, unknown>>;

/** The kinds that can stand in an organization's history, by what they are about. */
export const KINDS: Readonly<Record<keyof Words["groups"], readonly EventKind[]>> = {
  tokens: ["BATCH_REQUESTED", "BATCH_COMPLETED", "BATCH_FAILED", "TOKENS_EXPORTED", "EXPORT_DOWNLOADED", "AUTH_TOKEN_REVEALED", "QR_TOKEN_ROTATED", "TOKEN_DELETED", "CLONE_SUSPECTED", "CLONE_DISMISSED"],
  devices: ["FIRST_CONNECTED", "DEVICE_CLAIMED", "DEVICE_UNCLAIMED", "DEVICE_DISCLAIMED", "DEVICE_UPDATED", "DEVICE_IDENTIFIED", "DEVICE_MOVED", "DEVICE_CREATED", "DEVICE_PROVISIONED", "PROVISIONING_EXPIRED", "DEVICE_OWNER_CHANGED", "DEVICE_TRANSFER_OFFERED", "DEVICE_TRANSFER_CANCELLED", "DEVICE_TRANSFER_REFUSED", "DEVICE_TRANSFERRED"],
  people: ["INVITED", "INVITATION_RESENT", "INVITATION_REVOKED", "INVITATION_ACCEPTED", "ROLE_CHANGED", "MEMBER_REMOVED", "ACCOUNT_CREATED", "ACCOUNT_DELETED"],
  organizations: ["ORGANIZATION_CREATED", "ORGANIZATION_UPDATED", "ORGANIZATION_MOVED", "ORGANIZATION_ARCHIVED", "ORGANIZATION_SUSPENDED", "ORGANIZATION_RESUMED", "PLAN_CHANGED"],
  templates: ["TEMPLATE_CREATED", "TEMPLATE_UPDATED", "TEMPLATE_ARCHIVED"],
  brand: ["BRAND_UPDATED", "BRAND_LOGO_UPDATED", "BRAND_LOGO_REMOVED"],
};

const WARNINGS: ReadonlySet<EventKind> = new Set(["CLONE_SUSPECTED", "BATCH_FAILED", "TOKEN_DELETED", "AUTH_TOKEN_REVEALED", "SESSION_REVOKED", "ORGANIZATION_SUSPENDED"]);

/** Whether somebody should look at it. */
export function isWarning(kind: EventKind): boolean {
  return WARNINGS.has(kind);
}

/** What the facts of an event add to its kind: `500 tokens, for the contractor`. Empty when nothing. */
export function eventDetail({ kind, facts: given }: Pick<EventFieldsFragment, "kind" | "facts">, words: Words): string {
  const facts = (given ?? {}) as Facts;
  const { detail } = words;
  const parts: string[] = [];
  if ("tokens" in facts) parts.push(detail.tokens(facts));
  if (Number(facts["skipped"] ?? 0) > 0) parts.push(detail.skipped(facts));
  if (typeof facts["content"] === "string") parts.push(detail.content(facts));
  if (kind === "ROLE_CHANGED") parts.push(detail.fromTo(roleOf(facts["from"], words), roleOf(facts["to"], words)));
  else if (kind === "PLAN_CHANGED") parts.push(detail.fromTo(String(facts["from"]), String(facts["to"])));
  else if (typeof facts["role"] === "string") parts.push(detail.role(roleOf(facts["role"], words)));
  if (typeof facts["name"] === "string") parts.push(detail.name(facts["name"]));
  if (Array.isArray(facts["fields"])) parts.push(facts["fields"].join(", "));
  if ("claimHost" in facts) parts.push(detail.claimHost(facts));
  else if (Array.isArray(facts["changed"])) parts.push(facts["changed"].map((part) => words.brandParts[String(part)] ?? String(part)).join(", "));
  if (Number(facts["devicesKept"] ?? 0) > 0) parts.push(detail.devicesKept(facts));
  if (Number(facts["endedSessions"] ?? 0) > 0) parts.push(detail.endedSessions(facts));
  return parts.filter((part) => part !== "").join(", ");
}

function roleOf(role: unknown, words: Words): string {
  return words.roles[String(role)] ?? String(role);
}
