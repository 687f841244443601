import { browserName, AcceptInvitationDocument, InvitationPreviewDocument, ViewerDocument, type ResultOf } from "@claimstead/sdk";
import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct, useQuestion } from "../state/asking.ts";
import { meetBrand } from "../state/brand.ts";
import { errand, mailed } from "../state/kept.ts";
import { useSession } from "../state/session.ts";
import { signOut } from "../state/signingOut.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Failure, Loading, Notice, Wait } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { NewPasswordField, useNewPassword } from "./NewPassword.tsx";
import { SignInForm } from "./SignInForm.tsx";

type Preview = NonNullable<ResultOf<typeof InvitationPreviewDocument>["invitationPreview"]>;

/** What the mail invites to: a new address chooses a password, one with an account signs in; then they are a member. */
export function Invitation() {
  const words = useMessages().invitation;
  const [token] = useState(() => mailed.take("invitation"));
  const { data, failure, again } = useQuestion(InvitationPreviewDocument, token === null ? null : { token });
  const [joined, setJoined] = useState<string | null>(null);
  const preview = data?.invitationPreview ?? null;
  useEffect(() => {
    if (preview !== null) meetBrand(preview.brand);
  }, [preview]);

  if (joined !== null) return <Joined organization={joined} />;
  if (failure !== null) {
    return (
      <Screen title={words.unread}>
        <Failure failure={failure} onAgain={again} />
      </Screen>
    );
  }
  if (token !== null && data === null) return <Loading />;
  if (token === null || preview === null) return <Invalid />;
  const done = (organization: string) => {
    mailed.done("invitation");
    setJoined(organization);
  };
  return (
    <Screen title={words.title(preview.organizationName)}>
      <p>{words.what(preview.brand.displayName, preview.email)}</p>
      {preview.hasAccount ? <WithAccount token={token} preview={preview} onDone={done} /> : <NewAccount token={token} preview={preview} onDone={done} />}
    </Screen>
  );
}

function Invalid() {
  const words = useMessages().invitation;
  const session = useSession();
  return (
    <Screen title={words.invalid}>
      <p>{words.invalidWhat}</p>
      <Link
        href={session.status === "signed-out" ? "/claim/sign-in" : "/claim/devices"}
        class="button main"
        onClick={() => mailed.done("invitation")}
      >
        {session.status === "signed-out" ? words.invalidSignIn : words.toDevices}
      </Link>
    </Screen>
  );
}

function Joined({ organization }: { readonly organization: string }) {
  const words = useMessages().invitation;
  const [, go] = useLocation();
  const kept = errand.read();
  return (
    <Screen title={words.joined(organization)}>
      <p>{words.joinedWhat}</p>
      <Button onClick={() => go(kept?.path ?? "/claim")}>{kept?.product ? words.goOnWith(kept.product) : words.addDevice}</Button>
      <Link href="/claim/devices" class="button second">
        {words.toDevices}
      </Link>
    </Screen>
  );
}

interface AcceptProps {
  readonly token: string;
  readonly preview: Preview;
  readonly onDone: (organization: string) => void;
}

type Accepted = ResultOf<typeof AcceptInvitationDocument>["acceptInvitation"];

function NewAccount({ token, preview, onDone }: AcceptProps) {
  const words = useMessages();
  const [name, setName] = useState("");
  const chosen = useNewPassword();
  const act = useAct<Accepted>();
  const refusal = act.refusal;
  const accept = async () => {
    if (!chosen.isReady()) return;
    const input = { token, password: chosen.value, name: name.trim() === "" ? null : name.trim(), deviceName: browserName() };
    const done = await act.run(async () => (await client.request(AcceptInvitationDocument, { input })).acceptInvitation);
    if (done === null) return;
    if (done.session !== null) client.session.begin(done.session);
    onDone(done.membership.organization.name);
  };
  return (
    <Form act={act} onSubmit={accept} action={words.invitation.accept}>
      {/* Password managers keep the address with the password. */}
      <Field label={words.form.email} type="email" autocomplete="username" readOnly value={preview.email} onValue={() => undefined} />
      <Field
        label={words.form.name}
        autocomplete="name"
        maxLength={100}
        value={name}
        onValue={setName}
        fault={refusal?.__typename === "TextUnusable" ? words.form.nameUnusable : null}
      />
      <NewPasswordField
        label={words.form.choosePassword}
        chosen={chosen}
        isUnusable={refusal?.__typename === "PasswordUnusable"}
      />
      <AcceptRefusal refusal={refusal} onAgain={() => void accept()} />
    </Form>
  );
}

function WithAccount({ token, preview, onDone }: AcceptProps) {
  const words = useMessages();
  const session = useSession();
  const viewer = useQuestion(ViewerDocument, session.status === "signed-in" ? {} : null);
  const act = useAct<Accepted>();
  const accept = async () => {
    const done = await act.run(async () => (await client.request(AcceptInvitationDocument, { input: { token } })).acceptInvitation);
    if (done !== null) onDone(done.membership.organization.name);
  };
  if (session.status === "signed-out") {
    return (
      <>
        <p>{words.invitation.signIn}</p>
        <SignInForm brand={preview.brand.slug} email={preview.email} onDone={() => void accept()} />
      </>
    );
  }
  const email = viewer.data?.viewer?.user.email;
  if (act.refusal?.__typename === "InvitationForAnother" || act.refusal?.__typename === "SignInToAccept") {
    return (
      <>
        <Notice kind="warning">{words.invitation.another(preview.email, email ?? "")}</Notice>
        <Button onClick={() => void signOut().then(act.forget)}>{words.invitation.signInAs(preview.email)}</Button>
      </>
    );
  }
  return (
    <>
      {email === undefined ? null : <p class="quiet">{words.confirm.signedInAs(email)}</p>}
      <AcceptRefusal refusal={act.refusal} onAgain={() => void accept()} />
      <Failure failure={act.failure} />
      <Button isBusy={act.isBusy} onClick={() => void accept()}>
        {words.invitation.accept}
      </Button>
    </>
  );
}

interface AcceptRefusalProps {
  readonly refusal: Exclude<Accepted, { __typename: "AcceptInvitationSuccess" }> | null;
  readonly onAgain: () => void;
}

function AcceptRefusal({ refusal, onAgain }: AcceptRefusalProps) {
  const words = useMessages().invitation;
  if (refusal === null) return null;
  switch (refusal.__typename) {
    case "PasswordUnusable":
    case "TextUnusable":
      return null;
    case "TooManyAttempts":
      return <Wait seconds={refusal.retryAfterSeconds} onAgain={onAgain} />;
    case "PlanLimitReached":
      return <Notice kind="danger">{words.full}</Notice>;
    case "AlreadyMember":
      return (
        <Notice kind="good">
          <p>{words.already}</p>
          <Link href="/claim/devices">{words.toDevices}</Link>
        </Notice>
      );
    case "InvitationInvalid":
      return <Notice kind="danger">{words.invalidWhat}</Notice>;
    case "SignInToAccept":
      return <Notice kind="danger">{words.signIn}</Notice>;
    default:
      return <Notice kind="danger">{refusal.message}</Notice>;
  }
}
