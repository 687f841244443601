import type { ComponentChildren } from "preact";
import { Link, useLocation } from "wouter";

import { useMessages } from "../messages/index.ts";
import { useBrand } from "../state/brand.ts";
import { errand } from "../state/kept.ts";
import { useSession } from "../state/session.ts";
import { Screen } from "../ui/Screen.tsx";

interface SignedInProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A page for whoever is signed in; others are asked to, and come back. A session that ends by itself leaves the page standing. */
export function SignedIn({ title, children }: SignedInProps) {
  const words = useMessages().signedIn;
  const session = useSession();
  const { brand } = useBrand();
  const [path] = useLocation();
  if (session.status !== "signed-out") return <>{children}</>;
  const keep = () => errand.keep({ path, product: null });
  return (
    <Screen title={title}>
      <p>{words.what}</p>
      <div class="actions">
        <Link href="/claim/sign-in" class="button main" onClick={keep}>
          {words.signIn}
        </Link>
        {brand?.selfSignUp ? (
          <Link href="/claim/sign-up" class="button second" onClick={keep}>
            {words.signUp}
          </Link>
        ) : null}
      </div>
    </Screen>
  );
}
