import { RequestPasswordResetDocument } from "@claimstead/sdk";
import { Button, Stack, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useMessages } from "../messages/catalogue";
import { signInMessages } from "../messages/signIn";
import { ErrorPanel } from "../shared/ErrorPanel";
import { Note } from "../shared/Note";
import { useAct } from "../shared/queries";
import { client } from "./api";
import { BrandField } from "./BrandField";
import { rememberedBrand } from "./brandHere";

/** Mails a link to choose another password with. Whether the address has an account is told to nobody. */
export function ForgotPassword({ brand: known, email: given = "", onBack }: { brand: string | null; email?: string | undefined; onBack: () => void }) {
  const words = useMessages(signInMessages);
  const [brand, setBrand] = useState(rememberedBrand);
  const [email, setEmail] = useState(given);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { run, isBusy, problem } = useAct(async () => {
    const input = { brand: known ?? brand.trim().toLowerCase(), email: email.trim() };
    const { requestPasswordReset } = await client.request(RequestPasswordResetDocument, { input });
    if (requestPasswordReset.__typename === "RequestPasswordResetSuccess") setSentTo(requestPasswordReset.email);
    return requestPasswordReset;
  }, { changesNothing: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email.trim() !== "") void run();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Title order={1} size="h2">
          {words.forgotTitle}
        </Title>
        {sentTo === null ? (
          <>
            <p style={{ margin: 0 }}>{words.forgotText}</p>
            {known === null ? <BrandField brand={brand} onChange={setBrand} /> : null}
            <TextInput
              label={words.email}
              type="email"
              inputMode="email"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              autoComplete="username"
            />
            <ErrorPanel problem={problem} />
            <Button type="submit" loading={isBusy} size="md">
              {words.sendLink}
            </Button>
          </>
        ) : (
          <div role="status">
            <Note>
              <p>
                <strong>{words.linkSent(sentTo)}</strong>
              </p>
              <p>{words.lookInSpam}</p>
            </Note>
          </div>
        )}
        <Button type="button" variant="subtle" size="sm" onClick={onBack}>
          {words.back}
        </Button>
      </Stack>
    </form>
  );
}
