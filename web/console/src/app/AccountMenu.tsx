import { type Role, SignOutDocument, type UserFieldsFragment } from "@claimstead/sdk";
import { Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { Link } from "wouter";
import { chooseLanguage, LANGUAGES, useLanguage, useMessages } from "../messages/catalogue";
import { shellMessages } from "../messages/shell";
import { Icon } from "../shared/Icon";
import classes from "./AccountMenu.module.css";
import { client } from "./api";

/** Who is signed in; language, colours, shortcuts, and the way out. */
export function AccountMenu({ user, role, onHelp }: { user: UserFieldsFragment; role: Role; onHelp: () => void }) {
  const words = useMessages(shellMessages);
  const present = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes["account"] ?? ""}>
          <VisuallyHidden>{words.account}</VisuallyHidden>
          <Icon name="user" />
          <span className={classes["words"]}>
            <strong>{user.name ?? user.email}</strong>
            <span>{words.roles[role]}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.signedInAs(user.email)}</Menu.Label>
        <Menu.Item component={Link} href="/account" leftSection={<Icon name="user" size={18} />}>
          {words.account}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{words.language}</Menu.Label>
        {LANGUAGES.map((each) => (
          <Menu.Item
            key={each}
            role="menuitemradio"
            aria-checked={each === present}
            lang={each}
            leftSection={<Mark isChosen={each === present} />}
            onClick={() => chooseLanguage(each)}
          >
            {words.languages[each]}
          </Menu.Item>
        ))}
        <Menu.Label>{words.colours}</Menu.Label>
        {(["auto", "light", "dark"] as const).map((each) => (
          <Menu.Item
            key={each}
            role="menuitemradio"
            aria-checked={each === colorScheme}
            leftSection={<Mark isChosen={each === colorScheme} />}
            onClick={() => setColorScheme(each)}
          >
            {words.schemes[each]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="keyboard" size={18} />} onClick={onHelp}>
          {words.shortcuts}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signOut" size={18} />} onClick={() => void signOut()}>
          {words.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Mark({ isChosen }: { isChosen: boolean }) {
  return <span className={classes["mark"]}>{isChosen ? <Icon name="check" size={18} /> : null}</span>;
}

/** At the server too when it can be reached; here in any case. */
export async function signOut(): Promise<void> {
  try {
    if (client.session.state.status === "signed-in") await client.request(SignOutDocument, { input: {} });
  } catch {
    // Whoever leaves a shared computer must not be kept by a network that is down.
  } finally {
    client.session.end();
  }
}
