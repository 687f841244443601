import type { TokenDetailFragment } from "@claimstead/sdk";
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { tokensMessages } from "../../messages/tokens";
import { Icon } from "../../shared/Icon";
import { DeleteDialog, DisclaimDialog } from "./ReleaseDialogs";
import { useActsAsIssuer } from "./rights";

/** Disclaiming and deleting, only where the viewer's organization has issued the token. */
export function TokenActions({ token, onGone }: { token: TokenDetailFragment; onGone: () => void }) {
  const words = useMessages(tokensMessages).drawer;
  const { id } = useHere();
  const isIssuer = useActsAsIssuer() && token.issuer.id === id;
  const [dialog, setDialog] = useState<"disclaim" | "delete" | null>(null);
  const tokens = [token];
  const close = () => setDialog(null);
  if (!isIssuer) return null;
  return (
    <Group gap="xs">
      {token.status === "CLAIMED" ? (
        <Button size="sm" variant="default" leftSection={<Icon name="release" size={18} />} onClick={() => setDialog("disclaim")}>
          {words.disclaim}
        </Button>
      ) : null}
      <Button size="sm" color="red" leftSection={<Icon name="trash" size={18} />} onClick={() => setDialog("delete")}>
        {words.delete}
      </Button>
      <DisclaimDialog isOpen={dialog === "disclaim"} tokens={tokens} onClose={close} onDone={close} />
      <DeleteDialog
        isOpen={dialog === "delete"}
        tokens={tokens}
        onClose={close}
        onDone={() => {
          close();
          onGone();
        }}
      />
    </Group>
  );
}
