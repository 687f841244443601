import { ResetPasswordDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";
import { Link } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { mailed } from "../state/kept.ts";
import { Button } from "../ui/Button.tsx";
import { PasswordField } from "../ui/Field.tsx";
import { Failure, Wait } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { LEAST_PASSWORD } from "./password.ts";

/** Choose a new password by the mailed link, which works once. */
export function Reset() {
  const words = useMessages();
  const [token] = useState(() => mailed.take("reset"));
  const [password, setPassword] = useState("");
  const [isShort, setIsShort] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const act = useAct<ResultOf<typeof ResetPasswordDocument>["resetPassword"]>();
  const refusal = act.refusal;

  const reset = async () => {
    setIsShort(password.length < LEAST_PASSWORD);
    if (token === null || password.length < LEAST_PASSWORD) return;
    const done = await act.run(async () => (await client.request(ResetPasswordDocument, { input: { token, password } })).resetPassword);
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
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void reset();
        }}
      >
        <PasswordField
          label={words.form.newPassword}
          autocomplete="new-password"
          required
          value={password}
          onValue={setPassword}
          hint={words.form.passwordHint(LEAST_PASSWORD)}
          fault={
            isShort
              ? words.form.passwordShort(LEAST_PASSWORD)
              : refusal?.__typename === "PasswordUnusable"
                ? words.form.passwordUnusable(LEAST_PASSWORD)
                : null
          }
        />
        {refusal?.__typename === "TooManyAttempts" ? <Wait seconds={refusal.retryAfterSeconds} onAgain={() => void reset()} /> : null}
        <Failure failure={act.failure} />
        <Button type="submit" isBusy={act.isBusy}>
          {words.reset.action}
        </Button>
      </form>
    </Screen>
  );
}
