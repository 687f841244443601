import { useState } from "preact/hooks";
import { useLocation } from "wouter";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useBrand } from "../state/brand.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { SignInForm } from "./SignInForm.tsx";

/** The session has ended by itself: sign in again over the page, which keeps what was written there. */
export function SessionOverDialog() {
  const words = useMessages().sessionOver;
  const { brand } = useBrand();
  const [, go] = useLocation();
  const [email, setEmail] = useState("");
  const leave = () => {
    client.session.end();
    go("/claim");
  };
  return (
    <Dialog title={words.title} onClose={leave}>
      <p>{words.what}</p>
      {brand === null ? null : <SignInForm brand={brand.slug} email={email} onEmail={setEmail} onDone={() => undefined} />}
      <Button look="quiet" onClick={leave}>
        {words.leave}
      </Button>
    </Dialog>
  );
}
