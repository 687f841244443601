import { MyDevicesDocument, type DeviceRowFragment } from "@claimstead/sdk";
import { useEffect, useState } from "preact/hooks";
import { Link } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useQuestion } from "../state/asking.ts";
import { errand } from "../state/kept.ts";
import { useLive, type Live } from "../state/live.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Failure, Loading } from "../ui/Notice.tsx";
import { Picture } from "../ui/Picture.tsx";
import { Presence } from "../ui/Presence.tsx";
import { Screen } from "../ui/Screen.tsx";
import { ConfirmAddress } from "./ConfirmAddress.tsx";
import { Offers } from "./Offers.tsx";
import { SignedIn } from "./SignedIn.tsx";

const AT_ONCE = 50;
/** So many may be followed in one subscription. */
const MOST_LIVE = 100;

/** My devices, and whether each is online at this moment. */
export function Devices() {
  const words = useMessages().devices;
  return (
    <SignedIn title={words.title}>
      <Page />
    </SignedIn>
  );
}

function Page() {
  const words = useMessages().devices;
  const { data, failure, again } = useQuestion(MyDevicesDocument, { first: AT_ONCE, after: null, filter: { status: "CLAIMED" } });
  const [more, setMore] = useState<{ rows: readonly DeviceRowFragment[]; cursor: string | null; failure: unknown; isBusy: boolean }>(NOTHING_MORE);
  useEffect(() => {
    setMore(NOTHING_MORE);
    const kept = errand.read();
    if (kept !== null && kept.path.startsWith("/claim/devices")) errand.done();
  }, [data]);

  const list = data?.viewer?.devices;
  const rows = [...(list?.edges.map(({ node }) => node) ?? []), ...more.rows];
  const live = useLive(rows.slice(0, MOST_LIVE).map(({ id }) => id));
  const cursor = more.rows.length > 0 ? more.cursor : list?.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;

  const showMore = async () => {
    setMore((before) => ({ ...before, failure: null, isBusy: true }));
    try {
      const answer = await client.request(MyDevicesDocument, { first: AT_ONCE, after: cursor, filter: { status: "CLAIMED" } });
      const next = answer.viewer?.devices;
      setMore((before) => ({
        rows: [...before.rows, ...(next?.edges.map(({ node }) => node) ?? [])],
        cursor: next?.pageInfo.hasNextPage ? next.pageInfo.endCursor : null,
        failure: null,
        isBusy: false,
      }));
    } catch (problem) {
      setMore((before) => ({ ...before, failure: problem, isBusy: false }));
    }
  };

  return (
    <Screen title={words.title} isWide>
      <Offers onChange={again} />
      <Failure failure={failure} onAgain={again} />
      {list === undefined && failure === null ? <Loading /> : null}
      {list !== undefined && rows.length === 0 ? <None /> : null}
      {rows.length === 0 ? null : <List rows={rows} live={live} />}
      <Failure failure={more.failure} />
      {cursor === null ? null : (
        <Button look="second" isBusy={more.isBusy} onClick={() => void showMore()}>
          {words.more}
        </Button>
      )}
      <ConfirmAddress />
    </Screen>
  );
}

const NOTHING_MORE = { rows: [], cursor: null, failure: null, isBusy: false };

function List({ rows, live }: { readonly rows: readonly DeviceRowFragment[]; readonly live: Live }) {
  return (
    <ul class="devices">
      {rows.map((row) => {
        const now = live.devices[row.id] ?? row;
        return (
          <li key={row.id}>
            <Link href={`/claim/devices/${encodeURIComponent(row.id)}`} class="card device">
              <Picture url={row.template.pictureUrl} isSmall />
              <span class="device-words">
                <span class="device-name">{now.name}</span>
                <span class="quiet">
                  {row.template.name}
                  {row.organization === null || row.organization.isPersonal ? "" : ` · ${row.organization.name}`}
                </span>
                <Presence presence={now.presence} liveness={live.liveness} />
              </span>
              <Icon name="forward" size={20} />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function None() {
  const words = useMessages().devices;
  return (
    <div class="none-yet">
      <Icon name="box" size={64} />
      <p>{words.none}</p>
      <Link href="/claim" class="button main">
        {words.add}
      </Link>
    </div>
  );
}
