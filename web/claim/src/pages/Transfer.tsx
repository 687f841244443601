import { ViewerDocument } from "@claimstead/sdk";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter";

import { useMessages } from "../messages/index.ts";
import { useQuestion } from "../state/asking.ts";
import { useBrand } from "../state/brand.ts";
import { errand, mailed } from "../state/kept.ts";
import { useSession } from "../state/session.ts";
import { signOut } from "../state/signingOut.ts";
import { Button } from "../ui/Button.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Answering } from "./Answering.tsx";

const PATH = "/transfer";

/** A device is offered to the address that the mail went to: its account answers. */
export function Transfer() {
  const words = useMessages().transfer;
  const session = useSession();
  const [, go] = useLocation();
  const [token] = useState(() => mailed.take("transfer"));
  const [state, setState] = useState<"open" | "refused" | "unknown">("open");
  if (state === "refused") {
    return (
      <Screen title={words.refused}>
        <p>{words.refusedWhat}</p>
        <Link href="/claim/devices" class="button main">
          {words.toDevices}
        </Link>
      </Screen>
    );
  }
  if (token === null) {
    return (
      <Screen title={words.unknown}>
        <p>{words.noToken}</p>
        <Link href="/claim/devices" class="button main">
          {words.toDevices}
        </Link>
      </Screen>
    );
  }
  if (session.status === "signed-out") return <SignInFirst />;
  if (state === "unknown") return <NotForYou onOther={() => setState("open")} />;
  return (
    <Screen title={words.title}>
      <p>{words.what}</p>
      <Answering
        offer={{ token }}
        onAccepted={(id) => {
          over();
          go(`/claim/added/${encodeURIComponent(id)}`, { replace: true });
        }}
        onRefused={() => {
          over();
          setState("refused");
        }}
        onUnknown={() => setState("unknown")}
      />
    </Screen>
  );
}

function over(): void {
  mailed.done("transfer");
  if (errand.read()?.path === PATH) errand.done();
}

const keep = (): void => errand.keep({ path: PATH, product: null });

function SignInFirst() {
  const words = useMessages();
  const { brand } = useBrand();
  return (
    <Screen title={words.transfer.title}>
      <p>{words.transfer.signIn}</p>
      <div class="actions">
        <Link href="/claim/sign-in" class="button main" onClick={keep}>
          {words.signedIn.signIn}
        </Link>
        {brand?.selfSignUp ? (
          <Link href="/claim/sign-up" class="button second" onClick={keep}>
            {words.signedIn.signUp}
          </Link>
        ) : null}
      </div>
    </Screen>
  );
}

/** Answered, taken back, expired, or for another account: all alike. */
function NotForYou({ onOther }: { readonly onOther: () => void }) {
  const words = useMessages().transfer;
  const viewer = useQuestion(ViewerDocument, {}).data?.viewer;
  return (
    <Screen title={words.unknown}>
      <p>{words.unknownWhat(viewer?.user.email ?? "")}</p>
      <Button onClick={() => void signOut().then(onOther)}>{words.other}</Button>
      <Link href="/claim/devices" class="button quiet" onClick={() => mailed.done("transfer")}>
        {words.toDevices}
      </Link>
    </Screen>
  );
}
