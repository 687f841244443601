import { VerifyEmailDocument, type ResultOf } from "@claimstead/sdk";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Link } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { mailed } from "../state/kept.ts";
import { useSession } from "../state/session.ts";
import { Failure, Loading, Wait } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { ConfirmAddress } from "./ConfirmAddress.tsx";
import { afterSigningIn } from "./Errand.tsx";

/** Prove an address by the mailed link. The link may be used again, so it is done without asking. */
export function Verify() {
  const words = useMessages();
  const session = useSession();
  const [token] = useState(() => mailed.take("verify"));
  const [email, setEmail] = useState<string | null>(null);
  const { run, refusal, failure } = useAct<ResultOf<typeof VerifyEmailDocument>["verifyEmail"]>();
  const verify = useCallback(async () => {
    if (token === null) return;
    const done = await run(async () => (await client.request(VerifyEmailDocument, { input: { token } })).verifyEmail);
    if (done === null) return;
    mailed.done("verify");
    setEmail(done.email);
  }, [token, run]);
  useEffect(() => void verify(), [verify]);

  const isSignedIn = session.status === "signed-in";
  if (email !== null) {
    return (
      <Screen title={words.verify.done}>
        <p>{words.verify.doneWhat(email)}</p>
        <Link href={isSignedIn ? afterSigningIn() : "/claim/sign-in"} class="button main">
          {isSignedIn ? words.verify.goOn : words.signIn.action}
        </Link>
      </Screen>
    );
  }
  if (token === null || refusal?.__typename === "MailLinkInvalid") {
    return (
      <Screen title={words.verify.invalid}>
        <p>{words.verify.invalidWhat}</p>
        {isSignedIn ? (
          <ConfirmAddress isUrgent />
        ) : (
          <Link href="/claim/sign-in" class="button main">
            {words.verify.signInForAnother}
          </Link>
        )}
      </Screen>
    );
  }
  if (refusal === null && failure === null) return <Loading />;
  return (
    <Screen title={words.verify.notYet}>
      {refusal?.__typename === "TooManyAttempts" ? <Wait seconds={refusal.retryAfterSeconds} onAgain={() => void verify()} /> : null}
      <Failure failure={failure} onAgain={() => void verify()} />
    </Screen>
  );
}
