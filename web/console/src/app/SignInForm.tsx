import { browserName, SignInDocument } from "@claimstead/sdk";
import { Button, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useMessages } from "../messages/catalogue";
import { signInMessages } from "../messages/signIn";
import { ErrorPanel } from "../shared/ErrorPanel";
import { useAct } from "../shared/queries";
import { client } from "./api";
import { BrandField } from "./BrandField";
import { rememberedBrand, rememberBrand } from "./brandHere";

interface SignInFormProps {
  /** Known from the host; asked for when null. */
  readonly brand: string | null;
  /** Who must sign in again, over a page of theirs; anybody when left out. */
  readonly email?: string | undefined;
  readonly heading?: boolean;
  onForgot(): void;
}

/** Email, password, and the brand where several live on one host. */
export function SignInForm({ brand: known, email: fixed, heading = true, onForgot }: SignInFormProps) {
  const words = useMessages(signInMessages);
  const [brand, setBrand] = useState(rememberedBrand);
  const [email, setEmail] = useState(fixed ?? "");
  const [password, setPassword] = useState("");
  const [hasTried, setTried] = useState(false);
  const { run, isBusy, problem } = useAct(async () => {
    const slug = known ?? brand.trim().toLowerCase();
    const input = { brand: slug, email: (fixed ?? email).trim(), password, deviceName: browserName() };
    const { signIn } = await client.request(SignInDocument, { input });
    if (signIn.__typename === "SignInSuccess") {
      rememberBrand(slug);
      client.session.begin(signIn.session);
    }
    return signIn;
  }, { changesNothing: fixed === undefined });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() !== "" && password !== "" && (known ?? brand).trim() !== "") void run();
  };
  const needed = (value: string) => (hasTried && value.trim() === "" ? words.needed : null);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {heading ? (
          <Title order={1} size="h2">
            {words.title}
          </Title>
        ) : null}
        {known === null ? <BrandField brand={brand} error={needed(brand)} onChange={setBrand} /> : null}
        <TextInput
          label={words.email}
          type="email"
          name="email"
          inputMode="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          readOnly={fixed !== undefined}
          autoComplete="username"
          required
          withAsterisk={false}
          error={needed(email)}
        />
        <PasswordInput
          label={words.password}
          name="password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
          error={needed(password)}
          visibilityToggleButtonProps={{ "aria-label": words.showPassword, tabIndex: 0 }}
          {...(fixed === undefined ? {} : { "data-autofocus": true })}
        />
        <ErrorPanel problem={problem} />
        <Button type="submit" loading={isBusy} size="md">
          {words.submit}
        </Button>
        <Button type="button" variant="subtle" size="sm" onClick={onForgot}>
          {words.forgot}
        </Button>
      </Stack>
    </form>
  );
}
