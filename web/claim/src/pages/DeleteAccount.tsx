import { DeleteAccountDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { PasswordField } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Notice, Wait } from "../ui/Notice.tsx";

interface DeleteAccountProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Erase the account, knowing what goes with it. */
export function DeleteAccount({ onClose, onDone }: DeleteAccountProps) {
  const words = useMessages();
  const [password, setPassword] = useState("");
  const act = useAct<ResultOf<typeof DeleteAccountDocument>["deleteAccount"]>();
  const refusal = act.refusal;
  const erase = async () => {
    const done = await act.run(async () => (await client.request(DeleteAccountDocument, { input: { password } })).deleteAccount);
    if (done === null) return;
    client.session.end();
    onDone();
  };
  return (
    <Dialog title={words.deleteAccount.title} onClose={onClose}>
      <ul>
        {words.deleteAccount.consequences.map((consequence) => (
          <li key={consequence}>{consequence}</li>
        ))}
      </ul>
      <Form
        act={act}
        onSubmit={erase}
        action={words.deleteAccount.action}
        look="danger"
        onCancel={onClose}
        cancel={words.deleteAccount.keep}
      >
        <PasswordField
          label={words.form.password}
          autocomplete="current-password"
          required
          value={password}
          onValue={setPassword}
          fault={refusal?.__typename === "PasswordWrong" ? words.form.passwordWrong : null}
        />
        {refusal?.__typename === "LastOwner" ? <Notice kind="danger">{words.deleteAccount.lastOwner(refusal.organization)}</Notice> : null}
        {refusal?.__typename === "TooManyAttempts" ? <Wait seconds={refusal.retryAfterSeconds} onAgain={() => void erase()} /> : null}
      </Form>
    </Dialog>
  );
}
