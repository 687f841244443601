import type { TokenDetailFragment } from "@claimstead/sdk";
import { Anchor } from "@mantine/core";
import { Link } from "wouter";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { placesMessages } from "../../messages/places";
import { tokensMessages } from "../../messages/tokens";
import { LiveDot } from "../../shared/LiveDot";
import { Status } from "../../shared/Status";
import { RelativeTime } from "../../shared/time";
import { Facts } from "../parts/Card";

/** What is known of a token and of the device that it became. */
export function TokenFacts({ token }: { token: TokenDetailFragment }) {
  const words = useMessages(tokensMessages);
  const places = useMessages(placesMessages);
  const formats = useFormats();
  const { drawer } = words;
  const { device } = token;
  const owner = device?.owner ?? null;
  return (
    <Facts
      of={[
        [words.status, <Status key="status" tone={token.status === "CLAIMED" ? "good" : "neutral"}>{words.statuses[token.status]}</Status>],
        [
          drawer.device,
          <span key="device">
            <LiveDot presence={device?.presence ?? null} withTime />
            {device === null ? null : (
              <>
                {" "}
                <Anchor component={Link} href={`/devices/${encodeURIComponent(device.id)}`} display="block">
                  {drawer.openDevice}
                </Anchor>
              </>
            )}
          </span>,
        ],
        [drawer.owner, owner !== null ? (owner.name ?? owner.email) : token.status === "CLAIMED" ? drawer.ownerHidden : drawer.noOwner],
        [drawer.place, device?.organization?.name],
        [words.columns.template, token.template.name],
        [words.columns.serial, token.serial],
        ...token.metadata.filter(({ value }) => value !== token.serial).map(({ name, type, value }) => {
          if (type === "BOOLEAN") return [name, value === "true" ? places.yes : places.no] as const;
          return [name, type === "DATE" ? formats.day(value) : value] as const;
        }),
        [drawer.firmware, device?.firmwareVersion],
        [
          words.batch,
          token.batch === null ? (
            words.origins[token.origin]
          ) : (
            <Anchor key="batch" component={Link} href={`/batches/${encodeURIComponent(token.batch.id)}`}>
              {token.batch.name}
            </Anchor>
          ),
        ],
        [drawer.issuer, token.issuer.name],
        [drawer.createdAt, <RelativeTime key="created" at={token.createdAt} />],
        [drawer.firstConnectedAt, token.firstConnectedAt === null ? null : <RelativeTime key="first" at={token.firstConnectedAt} />],
        [drawer.claimedAt, token.claimedAt === null ? null : <RelativeTime key="claimed" at={token.claimedAt} />],
      ]}
    />
  );
}
