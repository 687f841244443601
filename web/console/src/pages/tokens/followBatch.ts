import { type BatchFieldsFragment, BatchProgressDocument } from "@claimstead/sdk";
import { client } from "../../app/api";
import { language } from "../../messages/catalogue";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { invalidate } from "../../shared/queries";
import { followProgress } from "../../shared/toasts";

/** Follows the job that fills a batch in a toast, wherever in the console one goes meanwhile. */
export function followBatch(batch: BatchFieldsFragment): void {
  const spoken = language();
  const words = tokenCreateMessages[spoken].progress;
  const shown = (count: number) => count.toLocaleString(spoken);
  const progress = followProgress(words.title(batch.name), words.waiting);
  const stop = client.subscribe(
    BatchProgressDocument,
    { id: batch.id },
    {
      next({ tokenBatchProgressed: now }) {
        if (now.status === "RUNNING") progress.update(words.running(shown(now.createdCount), shown(now.tokenCount)));
        if (now.status !== "COMPLETE" && now.status !== "FAILED") return;
        if (now.status === "COMPLETE") progress.done(words.done(shown(now.tokenCount)), { title: words.doneTitle(now.name) });
        else progress.failed(words.failed(now.failure ?? ""), { title: words.failedTitle(now.name) });
        invalidate();
        stop();
      },
      error: () => progress.cancel(),
    },
  );
}
