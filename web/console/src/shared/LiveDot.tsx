import { useMessages } from "../messages/catalogue";
import { sharedMessages } from "../messages/shared";
import classes from "./LiveDot.module.css";
import { RelativeTime } from "./time";

export interface PresenceFacts {
  readonly isOnline: boolean;
  readonly since: string | null;
  readonly lastSeenAt: string | null;
}

/** Whether a device is online: a word, a shape and a colour. `null` where there is no device yet. */
export function LiveDot({ presence, withTime = false }: { presence: PresenceFacts | null; withTime?: boolean }) {
  const words = useMessages(sharedMessages);
  if (presence === null) return <span className={classes["dot"]} data-state="none">{words.noDevice}</span>;
  if (presence.isOnline) {
    return (
      <span className={classes["dot"]} data-state="online">
        {words.online}
        {withTime && presence.since !== null ? <Time at={presence.since} /> : null}
      </span>
    );
  }
  const seen = presence.lastSeenAt ?? presence.since;
  return (
    <span className={classes["dot"]} data-state={seen === null ? "never" : "offline"}>
      {seen === null ? words.neverOnline : words.offline}
      {withTime && seen !== null ? <Time at={seen} /> : null}
    </span>
  );
}

function Time({ at }: { at: string }) {
  return (
    <span className={classes["time"]}>
      · <RelativeTime at={at} />
    </span>
  );
}
