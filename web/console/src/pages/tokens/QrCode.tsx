import { type QrFormat, RotateQrTokenDocument, type TokenDetailFragment, TokenQrCodeDocument } from "@claimstead/sdk";
import { Button, Skeleton, Tooltip } from "@mantine/core";
import { useState } from "react";
import { call } from "../../app/api";
import { useIsAdmin } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { tokensMessages } from "../../messages/tokens";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { CopyButton } from "../../shared/CopyButton";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { useAct, useQuery } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { blobOf, fileName, save } from "../parts/download";
import classes from "./QrCode.module.css";
import { nameOf } from "./TokenTable";

const FORMATS: readonly QrFormat[] = ["PNG", "SVG", "PDF", "ZPL"];

/** The QR code to look at, to download, and to replace. Nothing for tokens without one. */
export function QrCode({ token }: { token: TokenDetailFragment }) {
  const words = useMessages(tokensMessages).drawer;
  if (token.qrTokenGrouped === null) return null;
  return (
    <section className={classes["qr"]}>
      {/* Another QR token is another picture. */}
      <Picture key={token.qrTokenGrouped} tokenId={token.id} alt={words.qrAlt(token.qrTokenGrouped)} />
      <div className={classes["beside"]}>
        <Downloads token={token} />
        {token.claimUrl === null ? null : <CopyButton value={token.claimUrl} label={words.copyLink} />}
        <Rotation tokenId={token.id} />
      </div>
    </section>
  );
}

function Picture({ tokenId, alt }: { tokenId: string; alt: string }) {
  const { data, error, refetch } = useQuery(TokenQrCodeDocument, { id: tokenId, format: "SVG", moduleSize: 8 });
  const source = data?.staticToken?.qrCode;
  if (error !== undefined) return <ErrorPanel problem={error} onRetry={() => void refetch()} />;
  return <div className={classes["picture"]}>{source == null ? <Skeleton height="100%" /> : <img src={source} alt={alt} width={176} height={176} />}</div>;
}

function Downloads({ token }: { token: TokenDetailFragment }) {
  const words = useMessages(tokensMessages).drawer;
  const [asked, setAsked] = useState<QrFormat | null>(null);
  const { run, isBusy, problem } = useAct(async (format: QrFormat) => {
    setAsked(format);
    const { staticToken } = await call(TokenQrCodeDocument, { id: token.id, format });
    if (staticToken?.qrCode != null) save(`${fileName(nameOf(token))}.${format.toLowerCase()}`, blobOf(staticToken.qrCode));
  }, { changesNothing: true });
  return (
    <div role="group" aria-label={words.downloads} className={classes["formats"]}>
      {FORMATS.map((format) => (
        <Tooltip key={format} label={words.formatHints[format]}>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="download" size={16} />}
            loading={isBusy && asked === format}
            onClick={() => void run(format)}
          >
            {words.formats[format]}
          </Button>
        </Tooltip>
      ))}
      <ErrorPanel problem={problem} />
    </div>
  );
}

function Rotation({ tokenId }: { tokenId: string }) {
  const words = useMessages(tokensMessages).drawer;
  const [isOpen, setOpen] = useState(false);
  const isAdmin = useIsAdmin();
  const { run, isBusy, problem, clear } = useAct(async () => (await call(RotateQrTokenDocument, { input: { tokenId } })).rotateQrToken);
  const rotate = async () => {
    if ((await run()) === undefined) return;
    setOpen(false);
    tellDone(words.rotated);
  };
  if (!isAdmin) return null;
  return (
    <>
      <Button size="xs" variant="default" leftSection={<Icon name="refresh" size={16} />} onClick={() => setOpen(true)}>
        {words.rotate}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={words.rotateTitle}
        action={words.rotateAction}
        isBusy={isBusy}
        problem={problem}
        onConfirm={() => void rotate()}
        onClose={() => {
          clear();
          setOpen(false);
        }}
      >
        <p style={{ margin: 0 }}>{words.rotateText}</p>
      </ConfirmDialog>
    </>
  );
}
