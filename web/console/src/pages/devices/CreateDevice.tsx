import { CreateDeviceDocument } from "@claimstead/sdk";
import { Button, Code, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../app/api";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { sharedMessages } from "../../messages/shared";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { CopyButton } from "../../shared/CopyButton";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { faultsByField } from "../../shared/explain";
import { Note } from "../../shared/Note";
import { useAct } from "../../shared/queries";
import { useUsableTemplates } from "../parts/usableTemplates";
import { Waiting } from "../parts/Waiting";
import { MetadataInputs } from "./MetadataInputs";

/** A device by hand, for a prototype. Its AuthToken is shown once, and kept nowhere on this side. */
export function CreateDevice({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { id } = useHere();
  const words = useMessages(devicesMessages);
  const shared = useMessages(sharedMessages);
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState("");
  const [values, setValues] = useState<Record<string, string>>({});
  const [created, setCreated] = useState<{ id: string; authToken: string } | null>(null);
  const usable = useUsableTemplates(isOpen);
  const template = usable.templates?.find((each) => each.id === chosen) ?? usable.templates?.[0];
  const create = useAct(async (templateId: string) => {
    const metadata = Object.entries(values).flatMap(([name, value]) => (value.trim() === "" ? [] : [{ name, value }]));
    return (await call(CreateDeviceDocument, { input: { organizationId: id, templateId, metadata } })).createDevice;
  });
  const close = () => {
    create.clear();
    setValues({});
    onClose();
  };
  return (
    <>
      <ConfirmDialog
        isOpen={isOpen && created === null}
        title={words.createTitle}
        action={words.createNow}
        isBusy={create.isBusy}
        problem={create.problem}
        onClose={close}
        onConfirm={async () => {
          if (template === undefined) return;
          const made = await create.run(template.id);
          if (made !== undefined) setCreated({ id: made.device.id, authToken: made.authToken });
        }}
      >
        <Text>{words.createText}</Text>
        <ErrorPanel problem={usable.problem} onRetry={usable.retry} />
        {usable.templates === undefined ? (
          usable.problem === undefined ? <Waiting lines={2} /> : null
        ) : template === undefined ? (
          <Note tone="warning">{words.noTemplates}</Note>
        ) : (
          <>
            <NativeSelect
              label={words.template}
              value={template.id}
              data={usable.templates.map((each) => ({ value: each.id, label: each.name }))}
              onChange={(event) => {
                setChosen(event.currentTarget.value);
                setValues({});
              }}
            />
            <MetadataInputs
              fields={template.metadataFields}
              values={values}
              faults={faultsByField(create.problem)}
              isWhole
              onChange={(name, value) => setValues((former) => ({ ...former, [name]: value }))}
            />
          </>
        )}
      </ConfirmDialog>
      {/* Nothing but the button closes it: what it shows cannot be shown again. */}
      <Modal
        opened={created !== null}
        onClose={() => undefined}
        title={words.createdTitle}
        centered
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
      >
        <Stack gap="md">
          <Note tone="warning">{words.createdText}</Note>
          <Group gap="sm">
            <Code aria-label={words.authToken} style={{ overflowWrap: "anywhere" }}>
              {created?.authToken}
            </Code>
            <CopyButton value={created?.authToken ?? ""} label={shared.copy} />
          </Group>
          <Group justify="flex-end">
            <Button
              onClick={() => {
                const device = created?.id ?? "";
                setCreated(null);
                close();
                navigate(`/devices/${encodeURIComponent(device)}`);
              }}
            >
              {words.createdDone}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
