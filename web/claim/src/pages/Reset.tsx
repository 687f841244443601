import { ResetPasswordDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";
import { Link } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { mailed } from "../state/kept.ts";
import { Form } from "../ui/Form.tsx";
import { Wait } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { NewPasswordField, useNewPassword } from "./NewPassword.tsx";

/** Choose a new password by the mailed link, which works once. */
export function Reset() {
  const words = useMessages();
  const [token] = useState(() => mailed.take("reset"));
  const chosen = useNewPassword();
  const [isDone, setIsDone] = useState(false);
  const act = useAct<ResultOf<typeof ResetPasswordDocument>["resetPassword"]>();
  const refusal = act.refusal;

  const reset = async () => {
    if (token === null || !chosen.isReady()) return;
    const input = { token, password: chosen.value };
    const done = await act.run(async () => (await client.request(ResetPasswordDocument, { input })).resetPassword);
    if (done === null) return;
    mailed.done("reset");
    // All sessions have ended, this browser's too.
    client.session.end();
    setIsDone(true);
  };

  if (isDone) {
    return (
      <Screen title={words.reset.done}>
        <p>{words.reset.doneWhat}</p>
        <Link href="/claim/sign-in" class="button main">
          {words.signIn.action}
        </Link>
      </Screen>
    );
  }
  if (token === null || refusal?.__typename === "MailLinkInvalid") {
    return (
      <Screen title={words.reset.invalid}>
        <p>{words.reset.invalidWhat}</p>
        <Link href="/claim/forgot" class="button main" onClick={() => mailed.done("reset")}>
          {words.reset.another}
        </Link>
      </Screen>
    );
  }
  return (
    <Screen title={words.reset.title}>
      <p>{words.reset.what}</p>
      <Form act={act} onSubmit={reset} action={words.reset.action}>
        <NewPasswordField
          label={words.form.newPassword}
          chosen={chosen}
          isUnusable={refusal?.__typename === "PasswordUnusable"}
        />
        {refusal?.__typename === "TooManyAttempts" ? <Wait seconds={refusal.retryAfterSeconds} onAgain={() => void reset()} /> : null}
      </Form>
    </Screen>
  );
}
