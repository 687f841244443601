import { ChangePasswordDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { PasswordField } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Wait } from "../ui/Notice.tsx";
import { NewPasswordField, useNewPassword } from "./NewPassword.tsx";

interface ChangePasswordProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ChangePassword({ onClose, onDone }: ChangePasswordProps) {
  const words = useMessages();
  const [before, setBefore] = useState("");
  const chosen = useNewPassword();
  const act = useAct<ResultOf<typeof ChangePasswordDocument>["changePassword"]>();
  const refusal = act.refusal;
  const change = async () => {
    if (!chosen.isReady()) return;
    const input = { oldPassword: before, newPassword: chosen.value };
    const done = await act.run(async () => (await client.request(ChangePasswordDocument, { input })).changePassword);
    if (done !== null) onDone();
  };
  return (
    <Dialog title={words.account.changePassword} onClose={onClose}>
      <Form act={act} onSubmit={change} action={words.account.changePassword} onCancel={onClose}>
        <PasswordField
          label={words.form.oldPassword}
          autocomplete="current-password"
          required
          value={before}
          onValue={setBefore}
          fault={refusal?.__typename === "PasswordWrong" ? words.form.passwordWrong : null}
        />
        <NewPasswordField
          label={words.form.newPassword}
          chosen={chosen}
          isUnusable={refusal?.__typename === "PasswordUnusable"}
        />
        <p class="quiet">{words.account.othersEnd}</p>
        {refusal?.__typename === "TooManyAttempts" ? <Wait seconds={refusal.retryAfterSeconds} onAgain={() => void change()} /> : null}
      </Form>
    </Dialog>
  );
}
