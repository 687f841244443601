import { OfferDeviceTransferDocument, type DeviceDetailFragment, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Notice, Wait } from "../ui/Notice.tsx";
import { ConfirmAddress } from "./ConfirmAddress.tsx";

interface GiveAwayProps {
  readonly device: DeviceDetailFragment;
  readonly onClose: () => void;
  readonly onDone: (email: string) => void;
}

/** Offer the device to another address of the brand. Whether it has an account is not told. */
export function GiveAway({ device, onClose, onDone }: GiveAwayProps) {
  const words = useMessages();
  const [email, setEmail] = useState("");
  const act = useAct<ResultOf<typeof OfferDeviceTransferDocument>["offerDeviceTransfer"]>();
  const refusal = act.refusal;
  const offer = async () => {
    const input = { deviceId: device.id, email: email.trim() };
    const done = await act.run(async () => (await client.request(OfferDeviceTransferDocument, { input })).offerDeviceTransfer);
    if (done !== null) onDone(done.transfer.email);
  };
  const said = (): string | null => {
    if (refusal?.__typename === "EmailUnusable") return words.form.emailUnusable;
    return refusal?.__typename === "ReceiverIsOwner" ? words.give.isOwner : null;
  };
  return (
    <Dialog title={words.give.title(device.name)} onClose={onClose}>
      <p>{words.give.what}</p>
      <Form act={act} onSubmit={offer} action={words.give.action} onCancel={onClose}>
        <Field
          label={words.give.email}
          type="email"
          inputmode="email"
          autocomplete="off"
          autocapitalize="none"
          required
          maxLength={254}
          value={email}
          onValue={setEmail}
          fault={said()}
        />
        {refusal?.__typename === "EmailNotVerified" ? <ConfirmAddress isUrgent /> : null}
        {refusal?.__typename === "DeviceOffered" ? <Notice kind="danger">{words.give.offered}</Notice> : null}
        {refusal?.__typename === "DeviceNotYours" ? <Notice kind="danger">{words.device.notYours}</Notice> : null}
        {refusal?.__typename === "TooManyAttempts" ? <Wait seconds={refusal.retryAfterSeconds} onAgain={() => void offer()} /> : null}
      </Form>
    </Dialog>
  );
}
