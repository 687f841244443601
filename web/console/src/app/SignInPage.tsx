import { useState } from "react";
import { chooseLanguage, LANGUAGES, useLanguage, useMessages } from "../messages/catalogue";
import { shellMessages } from "../messages/shell";
import { ForgotPassword } from "./ForgotPassword";
import { SignInForm } from "./SignInForm";
import classes from "./SignInPage.module.css";
import { useBrandHere } from "./brandHere";

/** The way in. The address stays as it was asked for, so that it opens right after. */
export function SignInPage() {
  const words = useMessages(shellMessages);
  const present = useLanguage();
  const [isForgotten, setForgotten] = useState(false);
  const brand = useBrandHere();
  return (
    <main className={classes["page"]}>
      <div className={classes["card"]}>
        <div className={classes["brand"]}>
          {brand?.logoUrl == null ? null : <img src={brand.logoUrl} alt="" />}
          <strong>{brand?.name ?? words.product}</strong>
        </div>
        {isForgotten ? (
          <ForgotPassword brand={brand?.slug ?? null} onBack={() => setForgotten(false)} />
        ) : (
          <SignInForm brand={brand?.slug ?? null} onForgot={() => setForgotten(true)} />
        )}
      </div>
      <div className={classes["languages"]} role="group" aria-label={words.language}>
        {LANGUAGES.map((each) => (
          <button key={each} type="button" lang={each} aria-pressed={each === present} onClick={() => chooseLanguage(each)}>
            {words.languages[each]}
          </button>
        ))}
      </div>
    </main>
  );
}
