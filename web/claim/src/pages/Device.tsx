import { DeviceDocument, ViewerDocument, type DeviceDetailFragment } from "@claimstead/sdk";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter";

import { useMessages } from "../messages/index.ts";
import { useQuestion } from "../state/asking.ts";
import { useLive } from "../state/live.ts";
import type { Viewer } from "../state/session.ts";
import { Button } from "../ui/Button.tsx";
import { Identify } from "../ui/Identify.tsx";
import { Failure, Loading, Notice } from "../ui/Notice.tsx";
import { Picture } from "../ui/Picture.tsx";
import { Presence } from "../ui/Presence.tsx";
import { Screen } from "../ui/Screen.tsx";
import { GiveAway } from "./GiveAway.tsx";
import { OpenOffer } from "./OpenOffer.tsx";
import { Remove } from "./Remove.tsx";
import { Rename } from "./Rename.tsx";
import { SignedIn } from "./SignedIn.tsx";

type Doing = "rename" | "give" | "remove";
const BUILT_IN_NAME = "Device Name";

/** One device of mine: whether it is online, what it is, and what can be done with it. */
export function DevicePage({ id }: { readonly id: string }) {
  const words = useMessages().devices;
  return (
    <SignedIn title={words.title}>
      <Page id={id} />
    </SignedIn>
  );
}

function Page({ id }: { readonly id: string }) {
  const words = useMessages().device;
  const [, go] = useLocation();
  const { data, failure, again } = useQuestion(DeviceDocument, { id });
  const viewer = useQuestion(ViewerDocument, {}).data?.viewer ?? null;
  const { devices, liveness } = useLive([id]);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [told, setTold] = useState<string | null>(null);

  if (data === null) return failure === null ? <Loading /> : <Unread failure={failure} onAgain={again} />;
  const { device } = data;
  if (device === null) return <Gone />;
  const now = devices[id] ?? device;
  const close = () => setDoing(null);
  const done = (what: string) => {
    close();
    setTold(what);
    again();
  };

  return (
    <Screen title={now.name} back="/claim/devices">
      {told === null ? null : <Notice kind="good">{told}</Notice>}
      <Failure failure={failure} onAgain={again} />
      <section class="card live" aria-label={words.live}>
        <div class="device-head">
          <Picture url={device.template.pictureUrl} isSmall />
          <div class="device-words">
            <span class="quiet">{device.template.name}</span>
            <div role="status">
              <Presence presence={now.presence} liveness={liveness} />
            </div>
          </div>
        </div>
        {now.presence.isOnline ? <Identify deviceId={id} /> : <p class="quiet">{words.identifyLater}</p>}
      </section>
      {device.openTransfer === null ? null : (
        <OpenOffer transfer={device.openTransfer} onTakenBack={() => done(words.takenBack)} onOver={again} />
      )}
      <Facts device={device} firmware={now.firmwareVersion} />
      {viewer !== null && mayChange(device, viewer) ? (
        <div class="actions">
          <Button look="second" onClick={() => setDoing("rename")}>
            {words.rename}
          </Button>
          {device.openTransfer === null ? (
            <Button look="second" onClick={() => setDoing("give")}>
              {words.give}
            </Button>
          ) : null}
          <Button look="danger" onClick={() => setDoing("remove")}>
            {words.remove}
          </Button>
        </div>
      ) : null}
      {doing === "rename" ? <Rename device={device} onClose={close} onDone={() => done(words.renamed)} /> : null}
      {doing === "give" ? <GiveAway device={device} onClose={close} onDone={(email) => done(words.offered(email))} /> : null}
      {doing === "remove" ? <Remove device={device} onClose={close} onDone={() => go("/claim/devices", { replace: true })} /> : null}
    </Screen>
  );
}

/** The owner may, and administrators where it stands; the server decides, this only spares others the buttons. */
function mayChange(device: DeviceDetailFragment, viewer: Viewer): boolean {
  if (device.owner?.id === viewer.user.id) return true;
  return viewer.memberships.some(({ role, organization }) => !organization.isPersonal && (role === "OWNER" || role === "ADMIN"));
}

function Facts({ device, firmware }: { readonly device: DeviceDetailFragment; readonly firmware: string | null }) {
  const words = useMessages().device;
  const facts: (readonly [string, string])[] = device.metadata
    .filter(({ name }) => name !== BUILT_IN_NAME)
    .map(({ name, type, value }) => [name, type === "BOOLEAN" ? (value === "true" ? words.yes : words.no) : value]);
  if (firmware !== null) facts.push([words.firmware, firmware]);
  if (device.hardwareRevision !== null) facts.push([words.hardware, device.hardwareRevision]);
  if (device.organization !== null && !device.organization.isPersonal) facts.push([words.place, device.organization.name]);
  const shown = facts.filter(([, value]) => value !== "");
  if (shown.length === 0) return null;
  return (
    <dl class="facts">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Unread({ failure, onAgain }: { readonly failure: unknown; readonly onAgain: () => void }) {
  const words = useMessages().device;
  return (
    <Screen title={words.unread} back="/claim/devices">
      <Failure failure={failure} onAgain={onAgain} />
    </Screen>
  );
}

function Gone() {
  const words = useMessages().device;
  return (
    <Screen title={words.gone}>
      <p>{words.goneWhat}</p>
      <Link href="/claim/devices" class="button main">
        {words.toDevices}
      </Link>
    </Screen>
  );
}
