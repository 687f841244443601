import { type DeviceLiveFragment, followPresence, type Liveness } from "@claimstead/sdk";
import { useEffect, useState } from "react";
import { client, useSessionState } from "../app/api";

export interface LivePresence {
  /** What was told since the list was asked for, by device. */
  readonly changed: ReadonlyMap<string, DeviceLiveFragment>;
  readonly liveness: Liveness;
}

/** The present state of the devices on this page, by one subscription for all of them. */
export function useLivePresence(deviceIds: readonly string[]): LivePresence {
  const [changed, setChanged] = useState<ReadonlyMap<string, DeviceLiveFragment>>(new Map());
  const [liveness, setLiveness] = useState<Liveness>("live");
  const isSignedIn = useSessionState().status === "signed-in";
  const key = [...deviceIds].sort().join();
  useEffect(() => {
    if (key === "" || !isSignedIn) return;
    return followPresence(client, key.split(","), {
      changed: (device) => setChanged((former) => new Map(former).set(device.id, device)),
      liveness: setLiveness,
    });
  }, [key, isSignedIn]);
  return { changed, liveness };
}
