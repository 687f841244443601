import { CancelDeviceTransferDocument, type ResultOf, type TransferFieldsFragment } from "@claimstead/sdk";

import { client } from "../client.ts";
import { useLocale, useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Button } from "../ui/Button.tsx";
import { Failure } from "../ui/Notice.tsx";

interface OpenOfferProps {
  readonly transfer: TransferFieldsFragment;
  readonly onTakenBack: () => void;
  /** It was answered or has expired meanwhile. */
  readonly onOver: () => void;
}

/** To whom the device is offered, and the way back. */
export function OpenOffer({ transfer, onTakenBack, onOver }: OpenOfferProps) {
  const words = useMessages().openOffer;
  const locale = useLocale();
  const act = useAct<ResultOf<typeof CancelDeviceTransferDocument>["cancelDeviceTransfer"]>();
  const takeBack = async () => {
    const input = { transferId: transfer.id };
    const done = await act.run(async () => {
      const answer = (await client.request(CancelDeviceTransferDocument, { input })).cancelDeviceTransfer;
      if (answer.__typename === "TransferUnknown") onOver();
      return answer;
    });
    if (done !== null) onTakenBack();
  };
  const until = new Date(transfer.expiresAt).toLocaleDateString(locale, { dateStyle: "long" });
  return (
    <section class="card" aria-label={words.label}>
      <p>{words.what(transfer.email, until)}</p>
      <Failure failure={act.failure} />
      <Button look="second" isBusy={act.isBusy} onClick={() => void takeBack()}>
        {words.action}
      </Button>
    </section>
  );
}
