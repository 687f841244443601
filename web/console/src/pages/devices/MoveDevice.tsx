import { type DeviceDetailFragment, MoveDeviceDocument } from "@claimstead/sdk";
import { Text } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { PlacePicker, type Picked } from "../organizations/PlacePicker";

/** To another organization that the person administers. */
export function MoveDevice({ device, isOpen, onClose }: { device: DeviceDetailFragment; isOpen: boolean; onClose: () => void }) {
  const words = useMessages(devicesMessages);
  const [, navigate] = useLocation();
  const [place, setPlace] = useState<Picked | null>(null);
  const move = useAct(async (organizationId: string) => (await call(MoveDeviceDocument, { input: { deviceId: device.id, organizationId } })).moveDevice);
  const close = () => {
    move.clear();
    setPlace(null);
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.moveTitle(device.name)}
      action={words.moveNow}
      isBusy={move.isBusy}
      problem={move.problem}
      onClose={close}
      onConfirm={async () => {
        if (place === null) return;
        const moved = await move.run(place.id);
        if (moved === undefined) return;
        tellDone(moved.device.organization === null ? words.movedAway : words.moved(moved.device.organization.name));
        close();
        if (moved.device.organization === null) navigate("/devices");
      }}
    >
      <Text>{words.moveText}</Text>
      <PlacePicker label={words.moveTo} picked={place} without={device.organization === null ? [] : [device.organization.id]} onPick={setPlace} />
    </ConfirmDialog>
  );
}
