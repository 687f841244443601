import { DeleteTokensDocument, DisclaimTokensDocument, type TokenStatus } from "@claimstead/sdk";
import { useMemo } from "react";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokensMessages } from "../../messages/tokens";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { Note } from "../../shared/Note";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";

export interface Meant {
  readonly id: string;
  readonly status: TokenStatus;
}

interface ReleaseDialogProps {
  readonly isOpen: boolean;
  readonly tokens: readonly Meant[];
  onClose(): void;
  onDone(): void;
}

/** Takes the ownership of tokens away, after saying who feels it. */
export function DisclaimDialog({ isOpen, tokens, onClose, onDone }: ReleaseDialogProps) {
  const words = useMessages(tokensMessages).disclaim;
  const formats = useFormats();
  const claimed = useMemo(() => tokens.filter(({ status }) => status === "CLAIMED").length, [tokens]);
  const { run, isBusy, problem, clear } = useAct(async () => (await call(DisclaimTokensDocument, { input: { tokenIds: tokens.map(({ id }) => id) } })).disclaimTokens);
  const confirm = async () => {
    const done = await run();
    if (done === undefined) return;
    tellDone(words.done(done.disclaimed, formats.number(done.disclaimed)));
    onDone();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.title(tokens.length, formats.number(tokens.length))}
      action={words.action}
      isDangerous={claimed > 0}
      isBusy={isBusy}
      problem={problem}
      onConfirm={() => void confirm()}
      onClose={() => {
        clear();
        onClose();
      }}
    >
      <Note tone={claimed > 0 ? "warning" : "info"}>
        <p>
          <strong>{claimed > 0 ? words.claimed(claimed, formats.number(claimed)) : words.none(tokens.length)}</strong>
        </p>
        <p>{words.returns}</p>
      </Note>
    </ConfirmDialog>
  );
}

/** Deletes tokens for ever, after their number was typed. */
export function DeleteDialog({ isOpen, tokens, onClose, onDone }: ReleaseDialogProps) {
  const words = useMessages(tokensMessages).delete;
  const formats = useFormats();
  const count = tokens.length;
  const claimed = useMemo(() => tokens.filter(({ status }) => status === "CLAIMED").length, [tokens]);
  const { run, isBusy, problem, clear } = useAct(async () => (await call(DeleteTokensDocument, { input: { tokenIds: tokens.map(({ id }) => id), confirm: count } })).deleteTokens);
  const confirm = async () => {
    const done = await run();
    if (done === undefined) return;
    tellDone(words.done(done.deleted, formats.number(done.deleted)));
    onDone();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.title(count, formats.number(count))}
      action={words.action(count, formats.number(count))}
      typed={String(count)}
      isDangerous
      isBusy={isBusy}
      problem={problem}
      onConfirm={() => void confirm()}
      onClose={() => {
        clear();
        onClose();
      }}
    >
      <Note tone="danger">
        <p>
          <strong>{claimed > 0 ? words.claimed(claimed, formats.number(claimed), count) : words.notClaimed(count)}</strong>
        </p>
        <ul style={{ margin: 0, paddingInlineStart: "1.2em" }}>
          <li>{words.flashed}</li>
          <li>{words.printed}</li>
          <li>
            <strong>{words.final}</strong>
          </li>
        </ul>
      </Note>
    </ConfirmDialog>
  );
}
