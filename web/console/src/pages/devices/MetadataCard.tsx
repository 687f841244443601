import { type DeviceDetailFragment, UpdateDeviceDocument } from "@claimstead/sdk";
import { Anchor, Button, Group, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { devicesMessages } from "../../messages/devices";
import { useFormats } from "../../messages/formats";
import { placesMessages } from "../../messages/places";
import { sharedMessages } from "../../messages/shared";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { faultsByField } from "../../shared/explain";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { Card, Facts } from "../parts/Card";
import { Unsaved } from "../parts/Unsaved";
import { MetadataInputs } from "./MetadataInputs";

type Value = DeviceDetailFragment["metadata"][number];

/** The values of a device, and their change in place. */
export function MetadataCard({ device, mayEdit }: { device: DeviceDetailFragment; mayEdit: boolean }) {
  const words = useMessages(devicesMessages);
  const places = useMessages(placesMessages);
  const [isEditing, setEditing] = useState(false);
  const isFactorys = device.status === "UNCLAIMED";
  const hint = isEditing ? (isFactorys ? words.metadataFactoryHint : words.metadataHint) : !mayEdit && device.status === "CLAIMED" && device.owner === null ? words.metadataHidden : undefined;
  return (
    <Card
      title={words.metadata}
      hint={hint}
      actions={
        mayEdit && !isEditing ? (
          <Button variant="default" size="sm" onClick={() => setEditing(true)}>
            {words.editMetadata}
          </Button>
        ) : null
      }
    >
      {isEditing ? (
        <MetadataForm device={device} onEnd={() => setEditing(false)} />
      ) : device.metadata.length === 0 ? (
        places.none
      ) : (
        <MetadataValues values={device.metadata} />
      )}
    </Card>
  );
}

function MetadataValues({ values }: { values: readonly Value[] }) {
  const places = useMessages(placesMessages);
  const formats = useFormats();
  const shown = ({ type, value }: Value): ReactNode => {
    if (type === "BOOLEAN") return value === "true" ? places.yes : places.no;
    if (type === "DATE") return formats.day(`${value}T12:00:00`);
    if (type === "MAC_ADDRESS") return <code>{value}</code>;
    if (type === "URL" && value.startsWith("https://")) {
      return (
        <Anchor href={value} target="_blank" rel="noreferrer">
          {value}
        </Anchor>
      );
    }
    return value;
  };
  return <Facts of={values.map((each) => [each.name, shown(each)] as const)} />;
}

function MetadataForm({ device, onEnd }: { device: DeviceDetailFragment; onEnd: () => void }) {
  const words = useMessages(devicesMessages);
  const places = useMessages(placesMessages);
  const shared = useMessages(sharedMessages);
  const [before] = useState<Record<string, string>>(() => Object.fromEntries(device.metadata.map(({ name, value }) => [name, value])));
  const [values, setValues] = useState(before);
  const update = useAct(async (metadata: { name: string; value: string }[]) => (await call(UpdateDeviceDocument, { input: { deviceId: device.id, metadata } })).updateDevice);
  // Only what was changed: the rest stays as others may have set it meanwhile.
  const changes = device.template.metadataFields.flatMap(({ name }) => {
    const value = values[name] ?? "";
    return value === (before[name] ?? "") ? [] : [{ name, value }];
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (changes.length > 0) {
      if ((await update.run(changes)) === undefined) return;
      tellDone(words.metadataSaved);
    }
    onEnd();
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Unsaved isDirty={changes.length > 0 && !update.isBusy} />
      <Stack gap="md">
        <MetadataInputs
          fields={device.template.metadataFields}
          values={values}
          faults={faultsByField(update.problem)}
          onChange={(name, value) => setValues((former) => ({ ...former, [name]: value }))}
        />
        <ErrorPanel problem={update.problem} />
        <Group gap="sm">
          <Button type="submit" loading={update.isBusy}>
            {places.save}
          </Button>
          <Button variant="default" onClick={onEnd} disabled={update.isBusy}>
            {shared.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
