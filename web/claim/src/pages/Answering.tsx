import { AcceptDeviceTransferDocument, RefuseDeviceTransferDocument, ViewerDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct, useQuestion } from "../state/asking.ts";
import { Button } from "../ui/Button.tsx";
import { Failure, Notice } from "../ui/Notice.tsx";
import { ConfirmAddress } from "./ConfirmAddress.tsx";

interface AnsweringProps {
  readonly offer: { readonly token: string } | { readonly transferId: string };
  readonly onAccepted: (deviceId: string) => void;
  readonly onRefused: () => void;
  /** There is no such open offer for this account. */
  readonly onUnknown: () => void;
}

/** Take an offered device over, or leave it to its owner. */
export function Answering({ offer, onAccepted, onRefused, onUnknown }: AnsweringProps) {
  const words = useMessages();
  const { data } = useQuestion(ViewerDocument, {});
  const accepting = useAct<ResultOf<typeof AcceptDeviceTransferDocument>["acceptDeviceTransfer"]>();
  const refusing = useAct<ResultOf<typeof RefuseDeviceTransferDocument>["refuseDeviceTransfer"]>();
  const places = data?.viewer?.memberships.map(({ organization }) => organization) ?? [];
  const own = places.find((place) => place.isPersonal) ?? places[0];
  const [chosen, setChosen] = useState<string | null>(null);
  const organizationId = chosen ?? own?.id ?? null;

  const accept = async () => {
    const input = { ...offer, organizationId };
    const done = await accepting.run(async () => {
      const answer = (await client.request(AcceptDeviceTransferDocument, { input })).acceptDeviceTransfer;
      if (answer.__typename === "TransferUnknown") onUnknown();
      return answer;
    });
    if (done !== null) onAccepted(done.device.id);
  };
  const refuse = async () => {
    const done = await refusing.run(async () => {
      const answer = (await client.request(RefuseDeviceTransferDocument, { input: offer })).refuseDeviceTransfer;
      if (answer.__typename === "TransferUnknown") onUnknown();
      return answer;
    });
    if (done !== null) onRefused();
  };

  const refusal = accepting.refusal ?? refusing.refusal;
  return (
    <>
      {places.length > 1 ? (
        <div class="field">
          <label for="place">{words.confirm.place}</label>
          <select id="place" value={organizationId ?? ""} onChange={(event) => setChosen(event.currentTarget.value)}>
            {places.map((place) => (
              <option key={place.id} value={place.id}>
                {place.isPersonal ? words.confirm.personal : place.name}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      {refusal?.__typename === "EmailNotVerified" ? <ConfirmAddress isUrgent /> : null}
      {refusal?.__typename === "InvitationRequired" ? <Notice kind="danger">{words.offers.invitation}</Notice> : null}
      <Failure failure={accepting.failure ?? refusing.failure} />
      <div class="actions">
        <Button isBusy={accepting.isBusy} onClick={() => void accept()}>
          {words.offers.accept}
        </Button>
        <Button look="quiet" isBusy={refusing.isBusy} onClick={() => void refuse()}>
          {words.offers.refuse}
        </Button>
      </div>
    </>
  );
}
