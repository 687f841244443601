import type { BatchFieldsFragment } from "@claimstead/sdk";
import { Progress } from "@mantine/core";
import { batchesMessages } from "../../messages/batches";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { Status } from "../../shared/Status";
import { isUnderWay } from "./live";

const TONES = { PENDING: "neutral", RUNNING: "neutral", COMPLETE: "good", FAILED: "danger" } as const;

export function BatchStatus({ batch }: { batch: BatchFieldsFragment }) {
  const words = useMessages(batchesMessages);
  return <Status tone={TONES[batch.status]}>{words.statuses[batch.status]}</Status>;
}

/** How far the job has come: a bar while it runs, else the number of tokens. */
export function BatchProgress({ batch }: { batch: BatchFieldsFragment }) {
  const words = useMessages(batchesMessages);
  const formats = useFormats();
  const asked = formats.number(batch.tokenCount);
  if (!isUnderWay(batch)) return <>{batch.status === "FAILED" ? formats.number(0) : asked}</>;
  return (
    <div style={{ minWidth: "8rem" }}>
      <div>{words.progress(formats.number(batch.createdCount), asked)}</div>
      <Progress value={(100 * batch.createdCount) / batch.tokenCount} animated={batch.status === "RUNNING"} aria-label={words.progressLabel(batch.name)} />
    </div>
  );
}
