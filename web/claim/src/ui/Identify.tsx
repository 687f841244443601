import { IdentifyDeviceDocument, type ResultOf } from "@claimstead/sdk";
import { useEffect, useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Button } from "./Button.tsx";
import { Failure, Notice } from "./Notice.tsx";

const SAID_SECONDS = 6;

interface IdentifyProps {
  readonly deviceId: string;
  readonly look?: "main" | "second";
}

/** Ask an online device to show itself. */
export function Identify({ deviceId, look = "second" }: IdentifyProps) {
  const words = useMessages().identify;
  const [isAsked, setIsAsked] = useState(false);
  const act = useAct<ResultOf<typeof IdentifyDeviceDocument>["identifyDevice"]>();

  useEffect(() => {
    if (!isAsked) return undefined;
    const timer = setTimeout(() => setIsAsked(false), SAID_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [isAsked]);

  const identify = async () => {
    const done = await act.run(async () => (await client.request(IdentifyDeviceDocument, { input: { deviceId } })).identifyDevice);
    setIsAsked(done !== null);
  };

  return (
    <>
      <Button look={look} isBusy={act.isBusy} onClick={() => void identify()}>
        {words.action}
      </Button>
      <p class="said" role="status">
        {isAsked ? words.asked : ""}
      </p>
      {act.refusal === null ? null : (
        <Notice kind="warning">{act.refusal.__typename === "DeviceOffline" ? words.offline : act.refusal.message}</Notice>
      )}
      <Failure failure={act.failure} onAgain={() => void identify()} />
    </>
  );
}
