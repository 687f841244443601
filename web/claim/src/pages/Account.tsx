import { ViewerDocument } from "@claimstead/sdk";
import { useState } from "preact/hooks";
import { useLocation } from "wouter";

import { LANGUAGE_NAMES, speak, useLanguage, useMessages, type Language } from "../messages/index.ts";
import { useQuestion } from "../state/asking.ts";
import { signOut } from "../state/signingOut.ts";
import { Button } from "../ui/Button.tsx";
import { Failure, Loading, Notice } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { ChangePassword } from "./ChangePassword.tsx";
import { ConfirmAddress } from "./ConfirmAddress.tsx";
import { DeleteAccount } from "./DeleteAccount.tsx";
import { Sessions } from "./Sessions.tsx";
import { SignedIn } from "./SignedIn.tsx";

/** Who I am here, where I am signed in, and the ways out. */
export function Account() {
  const words = useMessages().account;
  return (
    <SignedIn title={words.title}>
      <Page />
    </SignedIn>
  );
}

function Page() {
  const words = useMessages().account;
  const [, go] = useLocation();
  const { data, failure, again } = useQuestion(ViewerDocument, {});
  const [doing, setDoing] = useState<"password" | "delete" | null>(null);
  const [isLeaving, setIsLeaving] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const viewer = data?.viewer ?? null;

  const leave = async () => {
    setIsLeaving(true);
    await signOut();
    go("/claim");
  };

  return (
    <Screen title={words.title}>
      {told === null ? null : <Notice kind="good">{told}</Notice>}
      <Failure failure={failure} onAgain={again} />
      {viewer === null ? (
        failure === null ? (
          <Loading />
        ) : null
      ) : (
        <>
          <p class="who">
            <strong>{viewer.user.email}</strong>
            {viewer.user.isEmailVerified ? <span class="quiet"> · {words.confirmed}</span> : null}
          </p>
          <ConfirmAddress />
          <div class="actions">
            <Button look="second" onClick={() => setDoing("password")}>
              {words.changePassword}
            </Button>
            <Button look="second" isBusy={isLeaving} onClick={() => void leave()}>
              {words.signOut}
            </Button>
          </div>
        </>
      )}
      <LanguageChoice />
      <Sessions />
      <h2>{words.end}</h2>
      <Button look="danger" onClick={() => setDoing("delete")}>
        {words.delete}
      </Button>
      {doing === "password" ? (
        <ChangePassword
          onClose={() => setDoing(null)}
          onDone={() => {
            setDoing(null);
            setTold(words.passwordChanged);
          }}
        />
      ) : null}
      {doing === "delete" ? <DeleteAccount onClose={() => setDoing(null)} onDone={() => go("/claim")} /> : null}
    </Screen>
  );
}

function LanguageChoice() {
  const words = useMessages().account;
  const spoken = useLanguage();
  return (
    <div class="field">
      <label for="language">{words.language}</label>
      <select id="language" value={spoken} onChange={(event) => speak(event.currentTarget.value as Language)}>
        {Object.entries(LANGUAGE_NAMES).map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
