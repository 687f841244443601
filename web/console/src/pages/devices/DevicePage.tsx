import { DeviceDocument, type DeviceDetailFragment, IdentifyDeviceDocument } from "@claimstead/sdk";
import { Button, Tooltip } from "@mantine/core";
import { useParams } from "wouter";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { useFormats } from "../../messages/formats";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { LiveDot } from "../../shared/LiveDot";
import { Note } from "../../shared/Note";
import { PageHeader } from "../../shared/PageHeader";
import { useLivePresence } from "../../shared/presence";
import { useAct, useQuery } from "../../shared/queries";
import { RelativeTime } from "../../shared/time";
import { tellDone } from "../../shared/toasts";
import { Asked } from "../parts/Asked";
import { BackTo } from "../parts/BackTo";
import { Card, Columns, Facts } from "../parts/Card";
import { CloneSuspicion } from "./CloneSuspicion";
import { DeviceHistory } from "./DeviceHistory";
import { useDeviceRights } from "./deviceRights";
import { MetadataCard } from "./MetadataCard";
import { OwnershipCard } from "./OwnershipCard";

/** One device: whether it is there, what it is like, whose it is, and what happened to it. */
export function DevicePage() {
  const { id = "" } = useParams<{ id: string }>();
  const words = useMessages(devicesMessages);
  const query = useQuery(DeviceDocument, { id: decodeURIComponent(id) });
  return (
    <>
      <BackTo href="/devices">{words.title}</BackTo>
      <Asked query={query} part={(data) => data.device} title={words.title}>
        {(device) => <Device key={device.id} device={device} />}
      </Asked>
    </>
  );
}

function Device({ device: asked }: { device: DeviceDetailFragment }) {
  const words = useMessages(devicesMessages);
  const rights = useDeviceRights(asked);
  const { changed, liveness } = useLivePresence([asked.id]);
  const device = { ...asked, ...changed.get(asked.id) };
  const identify = useAct(async () => (await call(IdentifyDeviceDocument, { input: { deviceId: device.id } })).identifyDevice);
  const blink = async () => {
    if ((await identify.run()) !== undefined) tellDone(words.identified(device.name));
  };
  return (
    <>
      <PageHeader
        title={device.name}
        description={device.template.name}
        actions={
          <Tooltip label={words.identifyOffline} disabled={device.presence.isOnline}>
            {/* Not `disabled`: a reader of the page shall find it, and be told why it does nothing. */}
            <Button
              leftSection={<Icon name="chip" />}
              loading={identify.isBusy}
              aria-disabled={!device.presence.isOnline}
              {...(device.presence.isOnline ? {} : { "data-disabled": true })}
              onClick={() => device.presence.isOnline && void blink()}
            >
              {words.identify}
            </Button>
          </Tooltip>
        }
      />
      <ErrorPanel problem={identify.problem} />
      {liveness === "offline" ? <Note tone="warning">{words.notLive}</Note> : null}
      <CloneSuspicion token={device.staticToken} />
      <Columns
        main={
          <>
            <PresenceCard device={device} />
            <MetadataCard device={asked} mayEdit={rights.mayEdit} />
            <DeviceHistory deviceId={device.id} isStaff={rights.isStaff} />
          </>
        }
        side={<OwnershipCard device={device} rights={rights} />}
      />
    </>
  );
}

function PresenceCard({ device }: { device: DeviceDetailFragment }) {
  const words = useMessages(devicesMessages);
  const formats = useFormats();
  const { presence } = device;
  const wasNever = presence.since === null && presence.lastSeenAt === null;
  return (
    <Card title={words.presence} {...(wasNever ? { hint: words.neverSeen } : {})}>
      <Facts
        of={[
          [words.status, <span key="dot" aria-live="polite"><LiveDot presence={presence} /></span>],
          [words.since, presence.since === null ? null : <RelativeTime at={presence.since} />],
          [words.lastSeen, presence.lastSeenAt === null || presence.isOnline ? null : <RelativeTime at={presence.lastSeenAt} />],
          [words.reason, presence.reason === null ? null : words.reasons[presence.reason]],
          [words.firstConnected, device.firstConnectedAt === null ? null : formats.moment(device.firstConnectedAt)],
          [words.firmware, device.firmwareVersion],
          [words.hardware, device.hardwareRevision],
        ]}
      />
    </Card>
  );
}
