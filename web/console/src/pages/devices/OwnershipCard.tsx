import { CancelDeviceTransferDocument, type DeviceDetailFragment, DisclaimTokensDocument, UnclaimDeviceDocument } from "@claimstead/sdk";
import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { useFormats } from "../../messages/formats";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Note } from "../../shared/Note";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { Card, Facts } from "../parts/Card";
import type { DeviceRights } from "./deviceRights";
import { MoveDevice } from "./MoveDevice";
import { OfferTransfer } from "./OfferTransfer";

type Dialog = "move" | "transfer" | "unclaim" | "disclaim";

/** Whose the device is, where it stands, and how that ends: move, give away, give up, disclaim. */
export function OwnershipCard({ device, rights }: { device: DeviceDetailFragment; rights: DeviceRights }) {
  const words = useMessages(devicesMessages);
  const formats = useFormats();
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const token = device.staticToken;
  const transfer = device.openTransfer;
  const unclaim = useAct(async () => (await call(UnclaimDeviceDocument, { input: { deviceId: device.id } })).unclaimDevice);
  const disclaim = useAct(async (tokenId: string) => (await call(DisclaimTokensDocument, { input: { tokenIds: [tokenId] } })).disclaimTokens);
  const cancel = useAct(async (transferId: string) => (await call(CancelDeviceTransferDocument, { input: { transferId } })).cancelDeviceTransfer);
  const close = () => {
    setDialog(null);
    unclaim.clear();
    disclaim.clear();
  };
  const isOwned = device.status === "CLAIMED";
  return (
    <Card title={words.ownership}>
      <Stack gap="md">
        <Facts
          of={[
            [words.status, words.statuses[device.status]],
            [words.owner, isOwned ? (device.owner === null ? words.ownerHidden : (device.owner.name ?? device.owner.email)) : words.nobody],
            [words.organization, device.organization?.name ?? (isOwned ? null : words.inNone)],
            [words.serial, token?.serial],
            [words.code, token?.qrTokenGrouped == null ? null : <code key="code">{token.qrTokenGrouped}</code>],
            [
              words.token,
              token === null ? null : (
                <Anchor key="token" component={Link} href={`/tokens?token=${encodeURIComponent(token.id)}`}>
                  {words.openToken}
                </Anchor>
              ),
            ],
          ]}
        />
        {transfer === null ? null : (
          <Note>
            <p>{words.offeredTo(transfer.email, formats.moment(transfer.expiresAt))}</p>
            <ErrorPanel problem={cancel.problem} />
            <Button
              variant="default"
              size="sm"
              loading={cancel.isBusy}
              onClick={async () => {
                if ((await cancel.run(transfer.id)) !== undefined) tellDone(words.transferCancelled);
              }}
            >
              {words.cancelTransfer}
            </Button>
          </Note>
        )}
        {rights.mayMove || rights.mayRelease || rights.mayDisclaim ? (
          <Stack gap="xs" align="stretch">
            {rights.mayMove ? (
              <Button variant="default" onClick={() => setDialog("move")}>
                {words.move}
              </Button>
            ) : null}
            {rights.mayRelease && transfer === null ? (
              <Button variant="default" onClick={() => setDialog("transfer")}>
                {words.transfer}
              </Button>
            ) : null}
            {rights.mayRelease ? (
              <Button variant="default" onClick={() => setDialog("unclaim")}>
                {words.unclaim}
              </Button>
            ) : null}
            {rights.mayDisclaim ? (
              <Button variant="default" onClick={() => setDialog("disclaim")}>
                {words.disclaim}
              </Button>
            ) : null}
          </Stack>
        ) : null}
      </Stack>
      <MoveDevice device={device} isOpen={dialog === "move"} onClose={close} />
      <OfferTransfer device={device} isOpen={dialog === "transfer"} onClose={close} />
      <ConfirmDialog
        isOpen={dialog === "unclaim"}
        title={words.unclaimTitle(device.name)}
        action={words.unclaimNow}
        isDangerous
        isBusy={unclaim.isBusy}
        problem={unclaim.problem}
        onClose={close}
        onConfirm={async () => {
          if ((await unclaim.run()) === undefined) return;
          close();
          tellDone(words.unclaimed(device.name));
          if (!rights.isStaff) navigate("/devices");
        }}
      >
        <Text>{words.unclaimText}</Text>
        {token !== null && token.qrTokenGrouped === null ? <Note tone="warning">{words.unclaimProvisioned}</Note> : null}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={dialog === "disclaim"}
        title={words.disclaimTitle(device.name)}
        action={words.disclaimNow}
        isDangerous
        isBusy={disclaim.isBusy}
        problem={disclaim.problem}
        onClose={close}
        onConfirm={async () => {
          if (token === null || (await disclaim.run(token.id)) === undefined) return;
          close();
          tellDone(words.disclaimed);
        }}
      >
        <Text>{words.disclaimText}</Text>
      </ConfirmDialog>
    </Card>
  );
}
