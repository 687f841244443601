import { TextInput } from "@mantine/core";
import { useMessages } from "../messages/catalogue";
import { signInMessages } from "../messages/signIn";

interface BrandFieldProps {
  readonly brand: string;
  readonly error?: string | null;
  onChange(brand: string): void;
}

/** Where several brands live on one host: whose account it is. */
export function BrandField({ brand, error = null, onChange }: BrandFieldProps) {
  const words = useMessages(signInMessages);
  return (
    <TextInput
      label={words.brand}
      description={words.brandHint}
      value={brand}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="organization"
      autoCapitalize="none"
      spellCheck={false}
      required
      withAsterisk={false}
      error={error}
    />
  );
}
