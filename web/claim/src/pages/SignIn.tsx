import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter";

import { useMessages } from "../messages/index.ts";
import type { Brand } from "../state/brand.ts";
import { errand } from "../state/kept.ts";
import { useSession } from "../state/session.ts";
import { Redirect } from "wouter";
import { Screen } from "../ui/Screen.tsx";
import { BrandNeeded } from "./BrandNeeded.tsx";
import { afterSigningIn, ErrandReminder } from "./Errand.tsx";
import { SignInForm } from "./SignInForm.tsx";

/** Sign in, and go on with what was begun. */
export function SignIn() {
  const words = useMessages().signIn;
  return <BrandNeeded title={words.title}>{(brand) => <Page brand={brand} />}</BrandNeeded>;
}

function Page({ brand }: { readonly brand: Brand }) {
  const words = useMessages().signIn;
  const session = useSession();
  const [, go] = useLocation();
  const [email, setEmail] = useState("");
  if (session.status === "signed-in") return <Redirect to={afterSigningIn()} replace />;
  return (
    <Screen title={words.title} back={errand.read()?.path ?? "/claim"}>
      <ErrandReminder />
      <SignInForm brand={brand.slug} email={email} onEmail={setEmail} onDone={() => go(afterSigningIn(), { replace: true })} />
      <div class="beside">
        <Link href="/claim/forgot">{words.forgot}</Link>
        {brand.selfSignUp ? <Link href="/claim/sign-up">{words.noAccount}</Link> : <span class="quiet">{words.invitationOnly}</span>}
      </div>
    </Screen>
  );
}
