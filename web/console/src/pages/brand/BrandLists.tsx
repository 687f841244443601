import { ActionIcon, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { brandMessages } from "../../messages/brand";
import { useMessages } from "../../messages/catalogue";
import { Icon } from "../../shared/Icon";
import { type AndroidForm, type LinkForm, newKey } from "./brandForm";

const MOST_LINKS = 20;
const MOST_APPS = 10;

/** Pages of the brand under names of its own. */
export function Links({ links, fault, onChange }: { links: readonly LinkForm[]; fault: string | undefined; onChange: (links: readonly LinkForm[]) => void }) {
  const words = useMessages(brandMessages);
  const change = (key: string, part: Partial<LinkForm>) => onChange(links.map((link) => (link.key === key ? { ...link, ...part } : link)));
  return (
    <Stack gap="xs">
      <Text fw={500} size="sm">
        {words.otherLinks}
      </Text>
      {links.map((link) => (
        <Group key={link.key} gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={words.linkName}
            maxLength={100}
            value={link.name}
            onChange={(event) => change(link.key, { name: event.currentTarget.value })}
            style={{ flex: 1, minWidth: 0 }}
          />
          <TextInput
            label={words.linkAddress}
            type="url"
            inputMode="url"
            maxLength={500}
            value={link.url}
            onChange={(event) => change(link.key, { url: event.currentTarget.value })}
            style={{ flex: 2, minWidth: 0 }}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            aria-label={words.removeLink(link.name || words.newLink)}
            onClick={() => onChange(links.filter(({ key }) => key !== link.key))}
          >
            <Icon name="trash" />
          </ActionIcon>
        </Group>
      ))}
      {fault === undefined ? null : (
        <Text size="sm" c="var(--danger)">
          {fault}
        </Text>
      )}
      {links.length >= MOST_LINKS ? null : (
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="plus" size={16} />}
            onClick={() => onChange([...links, { key: newKey(), name: "", url: "" }])}
          >
            {words.addLink}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** The Android apps that the claim link opens. */
export function AndroidApps({ apps, onChange }: { apps: readonly AndroidForm[]; onChange: (apps: readonly AndroidForm[]) => void }) {
  const words = useMessages(brandMessages);
  const change = (key: string, part: Partial<AndroidForm>) => onChange(apps.map((app) => (app.key === key ? { ...app, ...part } : app)));
  return (
    <Stack gap="sm">
      <Text fw={500} size="sm">
        {words.androidApps}
      </Text>
      {apps.map((app) => (
        <Stack key={app.key} gap="xs">
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput
              label={words.androidPackage}
              description={words.androidPackageHint}
              spellCheck={false}
              autoCapitalize="none"
              maxLength={255}
              value={app.package}
              onChange={(event) => change(app.key, { package: event.currentTarget.value })}
              style={{ flex: 1, minWidth: 0 }}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              aria-label={words.removeAndroid(app.package || words.newApp)}
              onClick={() => onChange(apps.filter(({ key }) => key !== app.key))}
            >
              <Icon name="trash" />
            </ActionIcon>
          </Group>
          <Textarea
            label={words.fingerprints}
            description={words.fingerprintsHint}
            autosize
            minRows={2}
            spellCheck={false}
            value={app.fingerprints}
            onChange={(event) => change(app.key, { fingerprints: event.currentTarget.value })}
          />
        </Stack>
      ))}
      {apps.length >= MOST_APPS ? null : (
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="plus" size={16} />}
            onClick={() => onChange([...apps, { key: newKey(), package: "", fingerprints: "" }])}
          >
            {words.addAndroid}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
