import { Button, Group, Stack, Title } from "@mantine/core";
import { useState } from "react";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { sharedMessages } from "../../messages/shared";
import { tokenExportMessages } from "../../messages/tokenExport";
import { Icon } from "../../shared/Icon";
import { Note } from "../../shared/Note";

export interface Ready {
  readonly url: string;
  readonly expiresAt: string;
  readonly tokenCount: number;
  readonly warnings: readonly { readonly message: string }[];
}

/** The link that works once; after it was used another can be made. */
export function ExportReady({ ready, onAgain, onClose }: { ready: Ready; onAgain: () => void; onClose: () => void }) {
  const words = useMessages(tokenExportMessages);
  const shared = useMessages(sharedMessages);
  const formats = useFormats();
  const [isUsed, setUsed] = useState(false);
  return (
    <Stack gap="md">
      <Title order={3} size="h4" role="status">
        {words.ready(ready.tokenCount, formats.number(ready.tokenCount))}
      </Title>
      {ready.warnings.length === 0 ? null : (
        <Note tone="warning">
          <p>
            <strong>{words.warnings}</strong>
          </p>
          <ul style={{ margin: 0, paddingInlineStart: "1.2em" }}>
            {ready.warnings.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Note>
      )}
      <p style={{ margin: 0 }} role="status">
        {isUsed ? words.started : words.once(formats.moment(ready.expiresAt))} {words.recorded}
      </p>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {shared.close}
        </Button>
        {isUsed ? (
          <Button onClick={onAgain}>{words.again}</Button>
        ) : (
          <Button component="a" href={ready.url} download referrerPolicy="no-referrer" leftSection={<Icon name="download" />} onClick={() => setUsed(true)}>
            {words.download}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
