import { browserName, SignUpDocument, type ResultOf } from "@claimstead/sdk";
import { useId, useState } from "preact/hooks";
import { Link, Redirect, useLocation } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import type { Brand } from "../state/brand.ts";
import { errand } from "../state/kept.ts";
import { useSession } from "../state/session.ts";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Notice, Wait } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { BrandNeeded } from "./BrandNeeded.tsx";
import { afterSigningIn, ErrandReminder } from "./Errand.tsx";
import { NewPasswordField, useNewPassword } from "./NewPassword.tsx";

/** Open an account, and go on with what was begun; nothing waits for the mail. */
export function SignUp() {
  const words = useMessages().signUp;
  return <BrandNeeded title={words.title}>{(brand) => <Page brand={brand} />}</BrandNeeded>;
}

function Page({ brand }: { readonly brand: Brand }) {
  const words = useMessages();
  const session = useSession();
  if (session.status === "signed-in") return <Redirect to={afterSigningIn()} replace />;
  if (!brand.selfSignUp) return <InvitationOnly brand={brand} />;
  return (
    <Screen title={words.signUp.title} back={errand.read()?.path ?? "/claim"}>
      <ErrandReminder />
      <SignUpForm brand={brand} />
      <div class="beside">
        <Link href="/claim/sign-in">{words.signUp.haveAccount}</Link>
      </div>
    </Screen>
  );
}

/** Without an invitation there is no account. */
function InvitationOnly({ brand }: { readonly brand: Brand }) {
  const words = useMessages().signUp;
  return (
    <Screen title={words.invitationTitle} back={errand.read()?.path ?? "/claim"}>
      <p>{words.invitationWhat(brand.displayName)}</p>
      <Link href="/claim/sign-in" class="button main">
        {words.haveAccount}
      </Link>
    </Screen>
  );
}

function SignUpForm({ brand }: { readonly brand: Brand }) {
  const words = useMessages();
  const [, go] = useLocation();
  const [email, setEmail] = useState("");
  const chosen = useNewPassword();
  const act = useAct<ResultOf<typeof SignUpDocument>["signUp"]>();
  const refusal = act.refusal;

  const signUp = async () => {
    if (!chosen.isReady()) return;
    const input = { brand: brand.slug, email: email.trim(), password: chosen.value, deviceName: browserName() };
    const done = await act.run(async () => (await client.request(SignUpDocument, { input })).signUp);
    if (done === null) return;
    client.session.begin(done.session);
    go(afterSigningIn(), { replace: true });
  };

  if (refusal?.__typename === "InvitationRequired") return <InvitationOnly brand={brand} />;
  return (
    <Form act={act} onSubmit={signUp} action={words.signUp.action}>
      <Field
        label={words.form.email}
        type="email"
        name="email"
        inputmode="email"
        autocomplete="email"
        autocapitalize="none"
        required
        maxLength={254}
        value={email}
        onValue={setEmail}
        fault={refusal?.__typename === "EmailUnusable" ? words.form.emailUnusable : null}
      />
      <NewPasswordField
        label={words.form.password}
        name="new-password"
        chosen={chosen}
        isUnusable={refusal?.__typename === "PasswordUnusable"}
      />
      <Terms brand={brand} />
      {refusal?.__typename === "EmailTaken" ? (
        <Notice kind="danger">
          <p>{words.signUp.emailTaken}</p>
          <Link href="/claim/sign-in" class="button second">
            {words.signUp.signInInstead}
          </Link>
        </Notice>
      ) : null}
      {refusal?.__typename === "TooManyAttempts" ? <Wait seconds={refusal.retryAfterSeconds} onAgain={() => void signUp()} /> : null}
      {refusal?.__typename === "BrandUnknown" || refusal?.__typename === "TextUnusable" ? <Notice kind="danger">{refusal.message}</Notice> : null}
    </Form>
  );
}

/** What the brand wants accepted, where it has said so. */
function Terms({ brand }: { readonly brand: Brand }) {
  const words = useMessages().signUp;
  const id = useId();
  if (brand.termsUrl === null && brand.privacyUrl === null) return null;
  const pages = [
    [words.terms, brand.termsUrl],
    [words.privacy, brand.privacyUrl],
  ] as const;
  const links = pages
    .filter(([, url]) => url !== null)
    .map(([name, url], at) => (
      <span key={name}>
        {at > 0 ? " · " : ""}
        <a href={url!} target="_blank" rel="noreferrer">
          {name}
        </a>
      </span>
    ));
  if (brand.termsUrl === null) return <p class="quiet">{links}</p>;
  return (
    <div class="tick">
      <input id={id} type="checkbox" required />
      <label for={id}>
        {words.accept} {links}
      </label>
    </div>
  );
}
