import { ChangePasswordDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { PasswordField } from "../ui/Field.tsx";
import { Failure, Wait } from "../ui/Notice.tsx";
import { LEAST_PASSWORD } from "./password.ts";

interface ChangePasswordProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ChangePassword({ onClose, onDone }: ChangePasswordProps) {
  const words = useMessages();
  const [before, setBefore] = useState("");
  const [next, setNext] = useState("");
  const [isShort, setIsShort] = useState(false);
  const act = useAct<ResultOf<typeof ChangePasswordDocument>["changePassword"]>();
  const refusal = act.refusal;
  const change = async () => {
    setIsShort(next.length < LEAST_PASSWORD);
    if (next.length < LEAST_PASSWORD) return;
    const input = { oldPassword: before, newPassword: next };
    const done = await act.run(async () => (await client.request(ChangePasswordDocument, { input })).changePassword);
    if (done !== null) onDone();
  };
  return (
    <Dialog title={words.account.changePassword} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void change();
        }}
      >
        <PasswordField
          label={words.form.oldPassword}
          autocomplete="current-password"
          required
          value={before}
          onValue={setBefore}
          fault={refusal?.__typename === "PasswordWrong" ? words.form.passwordWrong : null}
        />
        <PasswordField
          label={words.form.newPassword}
          autocomplete="new-password"
          required
          value={next}
          onValue={setNext}
          hint={words.form.passwordHint(LEAST_PASSWORD)}
          fault={
            isShort
              ? words.form.passwordShort(LEAST_PASSWORD)
              : refusal?.__typename === "PasswordUnusable"
                ? words.form.passwordUnusable(LEAST_PASSWORD)
                : null
          }
        />
        <p class="quiet">{words.account.othersEnd}</p>
        {refusal?.__typename === "TooManyAttempts" ? <Wait seconds={refusal.retryAfterSeconds} onAgain={() => void change()} /> : null}
        <Failure failure={act.failure} />
        <Button type="submit" isBusy={act.isBusy}>
          {words.account.changePassword}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {words.cancel}
        </Button>
      </form>
    </Dialog>
  );
}
