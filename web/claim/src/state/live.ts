import { followPresence, type DeviceLiveFragment, type Liveness } from "@claimstead/sdk";
import { useEffect, useState } from "preact/hooks";

import { client } from "../client.ts";
import { useSession } from "./session.ts";

export interface Live {
  /** What has been told of each device so far. */
  readonly devices: Readonly<Record<string, DeviceLiveFragment>>;
  readonly liveness: Liveness;
}

/** Follow devices for as long as they are shown. */
export function useLive(deviceIds: readonly string[]): Live {
  const session = useSession();
  const [devices, setDevices] = useState<Live["devices"]>({});
  const [liveness, setLiveness] = useState<Liveness>("live");
  const key = deviceIds.join(" ");
  useEffect(() => {
    if (key === "" || session.status !== "signed-in") return undefined;
    return followPresence(client, key.split(" "), {
      changed: (device) => setDevices((before) => ({ ...before, [device.id]: device })),
      liveness: setLiveness,
    });
  }, [key, session.status]);
  return { devices, liveness };
}
