import { NativeSelect, Stack, useMantineColorScheme } from "@mantine/core";
import { accountMessages } from "../../messages/account";
import { chooseLanguage, type Language, LANGUAGES, useLanguage, useMessages } from "../../messages/catalogue";
import { shellMessages } from "../../messages/shell";
import { Card } from "../parts/Card";

const SCHEMES = ["auto", "light", "dark"] as const;

/** In which language and colours the console speaks, in this browser. */
export function Looks() {
  const words = useMessages(accountMessages);
  const shell = useMessages(shellMessages);
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Card title={words.looks}>
      <Stack gap="sm">
        <NativeSelect
          label={words.language}
          value={language}
          data={LANGUAGES.map((value) => ({ value, label: shell.languages[value] }))}
          onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}
        />
        <NativeSelect
          label={words.scheme}
          value={colorScheme}
          data={SCHEMES.map((value) => ({ value, label: shell.schemes[value] }))}
          onChange={(event) => setColorScheme(event.currentTarget.value as (typeof SCHEMES)[number])}
        />
      </Stack>
    </Card>
  );
}
