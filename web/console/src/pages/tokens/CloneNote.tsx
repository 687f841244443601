import { DismissCloneSuspicionDocument, type TokenDetailFragment } from "@claimstead/sdk";
import { Button } from "@mantine/core";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokensMessages } from "../../messages/tokens";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Note } from "../../shared/Note";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";

/** Warns of a token that two devices seem to have. */
export function CloneNote({ token }: { token: TokenDetailFragment }) {
  const words = useMessages(tokensMessages).drawer;
  const formats = useFormats();
  const { run, isBusy, problem } = useAct(async () => (await call(DismissCloneSuspicionDocument, { input: { tokenId: token.id } })).dismissCloneSuspicion);
  if (token.cloneSuspectedAt === null) return null;
  const dismiss = async () => {
    if ((await run()) !== undefined) tellDone(words.dismissed);
  };
  return (
    <Note tone="danger">
      <p>
        <strong>{words.clone}</strong>
      </p>
      <p>{words.cloneText(formats.moment(token.cloneSuspectedAt))}</p>
      <Button size="xs" variant="default" loading={isBusy} onClick={() => void dismiss()}>
        {words.dismiss}
      </Button>
      <ErrorPanel problem={problem} />
    </Note>
  );
}
