import { RequestPasswordResetDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";
import { Link } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import type { Brand } from "../state/brand.ts";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Notice, Wait } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { BrandNeeded } from "./BrandNeeded.tsx";

/** A link to choose a new password with. Whether the address has an account is not told. */
export function Forgot() {
  const words = useMessages().forgot;
  return <BrandNeeded title={words.title}>{(brand) => <Page brand={brand} />}</BrandNeeded>;
}

function Page({ brand }: { readonly brand: Brand }) {
  const words = useMessages();
  const [email, setEmail] = useState("");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const act = useAct<ResultOf<typeof RequestPasswordResetDocument>["requestPasswordReset"]>();

  const send = async () => {
    const input = { brand: brand.slug, email: email.trim() };
    const done = await act.run(async () => (await client.request(RequestPasswordResetDocument, { input })).requestPasswordReset);
    if (done !== null) setSentTo(done.email);
  };

  if (sentTo !== null) {
    return (
      <Screen title={words.forgot.sent}>
        <p>{words.forgot.sentWhat(sentTo)}</p>
        <Link href="/claim/sign-in" class="button second">
          {words.forgot.toSignIn}
        </Link>
      </Screen>
    );
  }
  return (
    <Screen title={words.forgot.title} back="/claim/sign-in">
      <p>{words.forgot.what}</p>
      <Form act={act} onSubmit={send} action={words.forgot.action}>
        <Field
          label={words.form.email}
          type="email"
          inputmode="email"
          autocomplete="email"
          autocapitalize="none"
          required
          maxLength={254}
          value={email}
          onValue={setEmail}
          fault={act.refusal?.__typename === "EmailUnusable" ? words.form.emailUnusable : null}
        />
        {act.refusal?.__typename === "TooManyAttempts" ? <Wait seconds={act.refusal.retryAfterSeconds} onAgain={() => void send()} /> : null}
        {act.refusal?.__typename === "BrandUnknown" ? <Notice kind="danger">{act.refusal.message}</Notice> : null}
      </Form>
    </Screen>
  );
}
