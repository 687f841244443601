import { type DeviceDetailFragment, OfferDeviceTransferDocument } from "@claimstead/sdk";
import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";

/** To another address of the brand, which is told by mail. */
export function OfferTransfer({ device, isOpen, onClose }: { device: DeviceDetailFragment; isOpen: boolean; onClose: () => void }) {
  const words = useMessages(devicesMessages);
  const [email, setEmail] = useState("");
  const offer = useAct(async () => (await call(OfferDeviceTransferDocument, { input: { deviceId: device.id, email: email.trim() } })).offerDeviceTransfer);
  const close = () => {
    offer.clear();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.transferTitle(device.name)}
      action={words.transferNow}
      isBusy={offer.isBusy}
      problem={offer.problem}
      onClose={close}
      onConfirm={async () => {
        const offered = await offer.run();
        if (offered === undefined) return;
        tellDone(words.offered(offered.transfer.email));
        setEmail("");
        close();
      }}
    >
      <Text>{words.transferText}</Text>
      <TextInput
        label={words.transferTo}
        type="email"
        required
        autoComplete="off"
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
