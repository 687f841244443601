import { ReceivedTransfersDocument, type TransferFieldsFragment } from "@claimstead/sdk";

import { useMessages } from "../messages/index.ts";
import { useQuestion } from "../state/asking.ts";
import { Answering } from "./Answering.tsx";

/** Devices that others offer to the viewer's address. */
export function Offers({ onChange }: { readonly onChange: () => void }) {
  const words = useMessages().offers;
  const { data, again } = useQuestion(ReceivedTransfersDocument, { first: 20, after: null });
  const offers = data?.viewer?.receivedTransfers.edges.map(({ node }) => node) ?? [];
  if (offers.length === 0) return null;
  return (
    <section aria-label={words.label} class="offers">
      {offers.map((offer) => (
        <Offer
          key={offer.id}
          offer={offer}
          onAnswered={() => {
            again();
            onChange();
          }}
        />
      ))}
    </section>
  );
}

function Offer({ offer, onAnswered }: { readonly offer: TransferFieldsFragment; readonly onAnswered: () => void }) {
  const words = useMessages().offers;
  return (
    <div class="card">
      <h2>{words.title(offer.productName)}</h2>
      <Answering offer={{ transferId: offer.id }} onAccepted={onAnswered} onRefused={onAnswered} onUnknown={onAnswered} />
    </div>
  );
}
