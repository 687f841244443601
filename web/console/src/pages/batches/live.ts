import { BatchProgressDocument, type BatchFieldsFragment } from "@claimstead/sdk";
import { useState } from "react";
import { invalidate, useSubscription } from "../../shared/queries";

/** Whether a job still fills the batch, or is going to. */
export function isUnderWay(batch: Pick<BatchFieldsFragment, "status">): boolean {
  return batch.status === "PENDING" || batch.status === "RUNNING";
}

/**
 * Batches as their jobs go on. One is followed at a time, the oldest that is
 * under way, since a browser has few connections; when it is done everything
 * is asked again, and the next is followed.
 */
export function useLiveBatches(batches: readonly BatchFieldsFragment[]): readonly BatchFieldsFragment[] {
  const [told, setTold] = useState<BatchFieldsFragment | null>(null);
  const newest = batches.map((batch) => (told?.id === batch.id && isUnderWay(batch) ? told : batch));
  const followed = newest.reduce<BatchFieldsFragment | undefined>((oldest, batch) => (isUnderWay(batch) ? batch : oldest), undefined);
  useSubscription(BatchProgressDocument, followed === undefined ? null : { id: followed.id }, ({ tokenBatchProgressed }) => {
    setTold(tokenBatchProgressed);
    if (!isUnderWay(tokenBatchProgressed)) invalidate();
  });
  return newest;
}
