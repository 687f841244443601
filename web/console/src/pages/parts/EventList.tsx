import type { EventFieldsFragment } from "@claimstead/sdk";
import { Link } from "wouter";
import { useHere } from "../../app/organization";
import { activityMessages } from "../../messages/activity";
import { useMessages } from "../../messages/catalogue";
import type { activity } from "../../messages/en/activity";
import { RelativeTime } from "../../shared/time";
import classes from "./EventList.module.css";
import { eventDetail, isWarning } from "./eventWords";
import { may } from "./rights";

/** By whom, and where; where a customer has the device, only that. */
function whoAndWhere({ actor, organization, deviceId }: EventFieldsFragment, words: typeof activity): string {
  const who = actor === null ? null : (actor.name ?? actor.email);
  if (organization === null && deviceId !== null) return who === null ? words.customers : words.customersBy(who);
  return [who === null ? "" : words.by(who), organization === null ? "" : words.in(organization.name)].join(" ").trim();
}

interface EventListProps {
  readonly events: readonly EventFieldsFragment[];
  readonly about?: "token" | "device" | "batch";
  readonly showPlace?: boolean;
}

/** Acts, newest first: what, on what, by whom, where and when. `about` leaves out the link to the page one is on. */
export function EventList({ events, about, showPlace = false }: EventListProps) {
  const words = useMessages(activityMessages);
  const isStaff = may(useHere().role, "OPERATOR");
  return (
    <ol className={classes["list"]}>
      {events.map((event) => {
        const detail = eventDetail(event, words);
        return (
          <li key={event.id} className={classes["event"]}>
            <span className={`${classes["dot"]} ${isWarning(event.kind) ? classes["warning"] : ""}`} aria-hidden="true" />
            <div>
              <div className={classes["line"]}>
                <span className={classes["what"]}>
                  {words.kind[event.kind] ?? event.kind}
                  {detail === "" ? null : <span className={classes["detail"]}> · {detail}</span>}
                </span>
                <span className={classes["quiet"]}>
                  <RelativeTime at={event.at} />
                </span>
              </div>
              <div className={`${classes["line"]} ${classes["quiet"]}`}>
                <span>{whoAndWhere(showPlace ? event : { ...event, organization: null, deviceId: null }, words)}</span>
                <span className={classes["links"]}>
                  {isStaff && about !== "token" && event.staticTokenId !== null && event.kind !== "TOKEN_DELETED" ? (
                    <Link href={`/tokens?token=${encodeURIComponent(event.staticTokenId)}`}>{words.token}</Link>
                  ) : null}
                  {about !== "device" && event.deviceId !== null && event.kind !== "TOKEN_DELETED" ? (
                    <Link href={`/devices/${encodeURIComponent(event.deviceId)}`}>{words.device}</Link>
                  ) : null}
                  {about !== "batch" && event.tokenBatchId !== null ? (
                    <Link href={`/batches/${encodeURIComponent(event.tokenBatchId)}`}>{words.batch}</Link>
                  ) : null}
                </span>
              </div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
