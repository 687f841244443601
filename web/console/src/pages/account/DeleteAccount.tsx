import { DeleteAccountDocument } from "@claimstead/sdk";
import { Button, PasswordInput, Text } from "@mantine/core";
import { useState } from "react";
import { call, client } from "../../app/api";
import { usePlaces } from "../../app/organization";
import { accountMessages } from "../../messages/account";
import { useMessages } from "../../messages/catalogue";
import { signInMessages } from "../../messages/signIn";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { Card } from "../parts/Card";

/** The end of the account, asked for with its address and password. */
export function DeleteAccount() {
  const { viewer } = usePlaces();
  const words = useMessages(accountMessages);
  const { showPassword } = useMessages(signInMessages);
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const erase = useAct(async () => (await call(DeleteAccountDocument, { input: { password } })).deleteAccount);
  const close = () => {
    erase.clear();
    setPassword("");
    setOpen(false);
  };
  return (
    <Card title={words.close} hint={words.closeHint}>
      <Button variant="default" onClick={() => setOpen(true)}>
        {words.close}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={words.closeTitle}
        action={words.closeNow}
        typed={viewer.user.email}
        isDangerous
        isBusy={erase.isBusy}
        problem={erase.problem}
        onClose={close}
        onConfirm={async () => {
          const erased = await erase.run();
          if (erased === undefined) return;
          client.session.end();
          tellDone(words.closed(erased.releasedDevices));
        }}
      >
        <Text>{words.closeHint}</Text>
        <PasswordInput
          label={words.password}
          required
          autoComplete="current-password"
          value={password}
          visibilityToggleButtonProps={{ "aria-label": showPassword, tabIndex: 0, "aria-hidden": false }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </Card>
  );
}
