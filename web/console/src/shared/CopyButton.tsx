import { Button, CopyButton as Copying } from "@mantine/core";
import { useMessages } from "../messages/catalogue";
import { sharedMessages } from "../messages/shared";
import { Icon } from "./Icon";

/** Copies a text and says so. */
export function CopyButton({ value, label, size = "xs" }: { value: string; label?: string; size?: "xs" | "sm" }) {
  const words = useMessages(sharedMessages);
  return (
    <Copying value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Button variant="default" size={size} onClick={copy} leftSection={<Icon name={copied ? "check" : "copy"} size={16} />}>
          <span aria-live="polite">{copied ? words.copied : (label ?? words.copy)}</span>
        </Button>
      )}
    </Copying>
  );
}
