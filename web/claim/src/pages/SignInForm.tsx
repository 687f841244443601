import { browserName, SignInDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Field, PasswordField } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Notice, Wait } from "../ui/Notice.tsx";

interface SignInFormProps {
  /** The slug of the brand. */
  readonly brand: string;
  readonly email: string;
  /** None where the address is given. */
  readonly onEmail?: (email: string) => void;
  readonly onDone: () => void;
}

/** Address and password, and what can be wrong with them. */
export function SignInForm({ brand, email, onEmail, onDone }: SignInFormProps) {
  const words = useMessages();
  const [password, setPassword] = useState("");
  const act = useAct<ResultOf<typeof SignInDocument>["signIn"]>();

  const signIn = async () => {
    const input = { brand, email: email.trim(), password, deviceName: browserName() };
    const done = await act.run(async () => (await client.request(SignInDocument, { input })).signIn);
    if (done === null) return;
    client.session.begin(done.session);
    onDone();
  };

  return (
    <Form act={act} onSubmit={signIn} action={words.signIn.action}>
      <Field
        label={words.form.email}
        type="email"
        name="email"
        inputmode="email"
        autocomplete="username"
        autocapitalize="none"
        required
        maxLength={254}
        readOnly={onEmail === undefined}
        value={email}
        onValue={onEmail ?? (() => undefined)}
      />
      <PasswordField
        label={words.form.password}
        name="password"
        autocomplete="current-password"
        required
        enterkeyhint="go"
        value={password}
        onValue={setPassword}
      />
      {act.refusal === null ? null : act.refusal.__typename === "TooManyAttempts" ? (
        <Wait key={act.refusal.retryAfterSeconds} seconds={act.refusal.retryAfterSeconds} onAgain={() => void signIn()} />
      ) : (
        <Notice kind="danger">{act.refusal.__typename === "CredentialsWrong" ? words.signIn.wrong : (act.refusal as { message: string }).message}</Notice>
      )}
    </Form>
  );
}
