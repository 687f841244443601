import { type DeviceDetailFragment, DismissCloneSuspicionDocument } from "@claimstead/sdk";
import { Button, Group } from "@mantine/core";
import { Link } from "wouter";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { useFormats } from "../../messages/formats";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Note } from "../../shared/Note";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";

/** For staff of the issuer: that two devices may have one AuthToken, until somebody has looked after it. */
export function CloneSuspicion({ token }: { token: DeviceDetailFragment["staticToken"] }) {
  const words = useMessages(devicesMessages);
  const formats = useFormats();
  const dismiss = useAct(async (tokenId: string) => (await call(DismissCloneSuspicionDocument, { input: { tokenId } })).dismissCloneSuspicion);
  if (token === null || token.cloneSuspectedAt === null) return null;
  return (
    <Note tone="danger">
      <strong>{words.cloneTitle}</strong>
      <p>{words.cloneText(formats.moment(token.cloneSuspectedAt))}</p>
      <ErrorPanel problem={dismiss.problem} />
      <Group gap="sm">
        <Button
          variant="default"
          loading={dismiss.isBusy}
          onClick={async () => {
            if ((await dismiss.run(token.id)) !== undefined) tellDone(words.cloneDismissed);
          }}
        >
          {words.dismissClone}
        </Button>
        <Button component={Link} variant="default" href={`/tokens?token=${encodeURIComponent(token.id)}`}>
          {words.openToken}
        </Button>
      </Group>
    </Note>
  );
}
