import { type DeviceDetailFragment, MoveDeviceDocument } from "@claimstead/sdk";
import { useLocation } from "wouter";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { MoveTo } from "../parts/MoveTo";

/** To another organization that the person administers. */
export function MoveDevice({ device, isOpen, onClose }: { device: DeviceDetailFragment; isOpen: boolean; onClose: () => void }) {
  const words = useMessages(devicesMessages);
  const [, navigate] = useLocation();
  const move = useAct(async (organizationId: string) => (await call(MoveDeviceDocument, { input: { deviceId: device.id, organizationId } })).moveDevice);
  return (
    <MoveTo
      isOpen={isOpen}
      title={words.moveTitle(device.name)}
      words={words}
      move={move}
      without={device.organization}
      onMoved={({ device: { organization } }) => {
        tellDone(organization === null ? words.movedAway : words.moved(organization.name));
        if (organization === null) navigate("/devices");
      }}
      onClose={onClose}
    />
  );
}
