import type { Client } from "./client.ts";
import type { TypedDocument } from "./document.ts";
import { NetworkError } from "./errors.ts";
import { DeviceStatusChangedDocument, type DeviceLiveFragment } from "./generated/operations.ts";

/** The server follows so many devices in one subscription. */
const MOST_DEVICES = 100;
/** A request may name a device under so many aliases. */
const MOST_ALIASES = 15;
const POLL_SECONDS = 5;
/** A line that breaks so often without telling anything does not pass event streams: ask instead. */
const BROKEN_BEFORE_POLLING = 2;

export type Liveness =
  /** Changes show as they happen. */
  | "live"
  /** Event streams do not get through: asked every five seconds. */
  | "polling"
  /** Nothing gets through: what is shown may be old. */
  | "offline";

export interface PresenceSink {
  /** The present state of each device first, then every change of it. */
  changed(device: DeviceLiveFragment): void;
  /** How current what is shown can be. */
  liveness?(now: Liveness): void;
  /** It is over: the session has ended. */
  ended?(error: unknown): void;
}

/**
 * Follow up to a hundred devices; returns how to stop. By event stream, and
 * where none gets through by asking every five seconds.
 */
export function followPresence(client: Client, deviceIds: readonly string[], sink: PresenceSink): () => void {
  if (deviceIds.length > MOST_DEVICES) throw new RangeError(`At most ${MOST_DEVICES} devices can be followed at once.`);
  if (deviceIds.length === 0) return () => undefined;
  let breaks = 0;
  let poll: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  const stopStream = client.subscribe(
    DeviceStatusChangedDocument,
    { deviceIds: [...deviceIds] },
    {
      next({ deviceStatusChanged }) {
        breaks = 0;
        clearTimeout(poll);
        poll = undefined;
        sink.liveness?.("live");
        sink.changed(deviceStatusChanged);
      },
      interrupted() {
        breaks += 1;
        if (breaks < BROKEN_BEFORE_POLLING) sink.liveness?.("offline");
        else if (poll === undefined) void ask();
      },
      error: (error) => sink.ended?.(error),
    },
  );

  async function ask(): Promise<void> {
    // Something true marks the polling as under way while the first answer is awaited.
    poll ??= setTimeout(() => undefined);
    try {
      for (const device of await presentState(client, deviceIds)) if (!isStopped && poll !== undefined) sink.changed(device);
      if (!isStopped && poll !== undefined) sink.liveness?.("polling");
    } catch (error) {
      if (!(error instanceof NetworkError)) return sink.ended?.(error);
      if (!isStopped) sink.liveness?.("offline");
    }
    if (!isStopped && poll !== undefined) poll = setTimeout(() => void ask(), POLL_SECONDS * 1000);
  }

  return () => {
    isStopped = true;
    clearTimeout(poll);
    poll = undefined;
    stopStream();
  };
}

/** What the devices are like now; those that are not there, or not yours to see, are left out. */
export async function presentState(client: Client, deviceIds: readonly string[]): Promise<DeviceLiveFragment[]> {
  const devices: DeviceLiveFragment[] = [];
  for (let start = 0; start < deviceIds.length; start += MOST_ALIASES) {
    const ids = deviceIds.slice(start, start + MOST_ALIASES);
    const answer = await client.request(statusDocument(ids.length), Object.fromEntries(ids.map((id, at) => [`id${at}`, id])));
    devices.push(...Object.values(answer).filter((device) => device !== null));
  }
  return devices;
}

type StatusDocument = TypedDocument<Record<string, DeviceLiveFragment | null>, Record<string, string>>;

/** Several devices in one request, each under an alias, in the words of the subscription's fragments. */
function statusDocument(count: number): StatusDocument {
  const fragments = DeviceStatusChangedDocument.slice(DeviceStatusChangedDocument.indexOf("fragment "));
  const places = Array.from({ length: count }, (_, at) => at);
  const parameters = places.map((at) => `$id${at}:ID!`).join(" ");
  const fields = places.map((at) => `d${at}:device(id:$id${at}){...DeviceLive}`).join(" ");
  return `query DeviceStatuses(${parameters}){${fields}}${fragments}` as StatusDocument;
}
