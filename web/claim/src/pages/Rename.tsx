import { UpdateDeviceDocument, type DeviceDetailFragment, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { Notice } from "../ui/Notice.tsx";

interface RenameProps {
  readonly device: DeviceDetailFragment;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What the owner calls it; empty gives the factory's name back. */
export function Rename({ device, onClose, onDone }: RenameProps) {
  const words = useMessages();
  const [name, setName] = useState(device.name);
  const act = useAct<ResultOf<typeof UpdateDeviceDocument>["updateDevice"]>();
  const rename = async () => {
    const input = { deviceId: device.id, metadata: [{ name: "Device Name", value: name.trim() }] };
    const done = await act.run(async () => (await client.request(UpdateDeviceDocument, { input })).updateDevice);
    if (done !== null) onDone();
  };
  return (
    <Dialog title={words.rename.title} onClose={onClose}>
      <Form act={act} onSubmit={rename} action={words.rename.action} onCancel={onClose}>
        <Field
          label={words.confirm.name}
          hint={words.rename.hint}
          value={name}
          onValue={setName}
          maxLength={100}
          autocomplete="off"
          enterkeyhint="done"
          fault={act.refusal?.__typename === "MetadataInvalid" ? words.confirm.nameUnusable : null}
        />
        {act.refusal?.__typename === "DeviceNotYours" ? <Notice kind="danger">{words.device.notYours}</Notice> : null}
      </Form>
    </Dialog>
  );
}
