import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useMessages } from "../messages/catalogue";
import { sharedMessages } from "../messages/shared";
import { ErrorPanel } from "./ErrorPanel";

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What follows from it, spelled out. */
  readonly children: ReactNode;
  /** What the button says: the act itself, such as `Delete 3 tokens`. */
  readonly action: string;
  /** For what cannot be undone: the person types this first. */
  readonly typed?: string | undefined;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  readonly problem?: unknown;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before an act that others feel. */
export function ConfirmDialog({ isOpen, title, children, action, typed, isDangerous = false, isBusy = false, problem, onConfirm, onClose }: ConfirmDialogProps) {
  const words = useMessages(sharedMessages);
  const [text, setText] = useState("");
  useEffect(() => {
    if (isOpen) setText("");
  }, [isOpen]);
  const isConfirmed = typed === undefined || text.trim() === typed;
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="md" centered closeButtonProps={{ "aria-label": words.close }} closeOnClickOutside={!isBusy}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // React tells the forms around the dialog too, though the dialog stands elsewhere on the page.
          event.stopPropagation();
          if (isConfirmed && !isBusy) onConfirm();
        }}
      >
        <Stack gap="md">
          {children}
          {typed === undefined ? null : (
            <TextInput
              label={words.typeToConfirm(typed)}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              data-autofocus
            />
          )}
          <ErrorPanel problem={problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={isBusy}>
              {words.cancel}
            </Button>
            <Button type="submit" loading={isBusy} disabled={!isConfirmed} {...(isDangerous ? { color: "red" } : {})}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
