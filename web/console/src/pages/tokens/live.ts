import { type DeviceLiveFragment, type EventKind, OrganizationEventsDocument, type OrganizationEventsSubscription, type TokenDetailFragment, type TokenRowFragment, type TokenStatus } from "@claimstead/sdk";
import { useMemo } from "react";
import { useHere } from "../../app/organization";
import { type LivePresence, useLivePresence } from "../../shared/presence";
import { invalidate, useAskAgain, useSubscription } from "../../shared/queries";

/** What gives a token a device, an owner, or takes them away, without its presence changing. */
const CONCERNED: ReadonlySet<EventKind> = new Set(["FIRST_CONNECTED", "DEVICE_CLAIMED", "DEVICE_UNCLAIMED", "DEVICE_DISCLAIMED", "DEVICE_TRANSFERRED", "TOKEN_DELETED", "CLONE_SUSPECTED", "CLONE_DISMISSED"]);

interface LiveTokens extends LivePresence {
  /** The rows of the page as they are now. */
  readonly rows: readonly TokenRowFragment[];
}

/** The tokens of the page and the open one, live: presence by one subscription, and asked again when something happens to them. */
export function useLiveTokens(edges: readonly { node: TokenRowFragment }[] | undefined, open: TokenDetailFragment | null): LiveTokens {
  const { id } = useHere();
  const shown = useMemo(() => [...(edges ?? []).map(({ node }) => node), ...(open === null ? [] : [open])], [edges, open]);
  const presence = useLivePresence([...new Set(shown.flatMap(({ device }) => (device === null ? [] : [device.id])))]);
  const ask = useAskAgain(invalidate);
  const ids = useMemo(() => new Set(shown.map((token) => token.id)), [shown]);
  const note = ({ organizationEvents: event }: OrganizationEventsSubscription) => {
    if (CONCERNED.has(event.kind) && event.staticTokenId !== null && ids.has(event.staticTokenId)) ask();
  };
  useSubscription(OrganizationEventsDocument, ids.size === 0 ? null : { organizationId: id }, note, ask);
  const rows = useMemo(() => (edges ?? []).map(({ node }) => withPresence(node, presence.changed)), [edges, presence.changed]);
  return { ...presence, rows };
}

interface Live {
  readonly status: TokenStatus;
  readonly device: DeviceLiveFragment | null;
}

/** The token with what was told of its device since. */
export function withPresence<Token extends Live>(token: Token, changed: ReadonlyMap<string, DeviceLiveFragment>): Token {
  const told = token.device === null ? undefined : changed.get(token.device.id);
  return told === undefined ? token : { ...token, status: told.status, device: { ...token.device, ...told } };
}
