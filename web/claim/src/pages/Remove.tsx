import { UnclaimDeviceDocument, type DeviceDetailFragment, type ResultOf } from "@claimstead/sdk";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct } from "../state/asking.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Failure, Notice } from "../ui/Notice.tsx";

interface RemoveProps {
  readonly device: DeviceDetailFragment;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Give the device up, knowing what that means. */
export function Remove({ device, onClose, onDone }: RemoveProps) {
  const words = useMessages();
  const act = useAct<ResultOf<typeof UnclaimDeviceDocument>["unclaimDevice"]>();
  const remove = async () => {
    const done = await act.run(async () => (await client.request(UnclaimDeviceDocument, { input: { deviceId: device.id } })).unclaimDevice);
    if (done !== null) onDone();
  };
  return (
    <Dialog title={words.remove.title(device.name)} onClose={onClose}>
      <ul>
        {words.remove.consequences.map((consequence) => (
          <li key={consequence}>{consequence}</li>
        ))}
      </ul>
      {act.refusal === null ? null : <Notice kind="danger">{words.device.notYours}</Notice>}
      <Failure failure={act.failure} />
      <Button look="danger" isBusy={act.isBusy} onClick={() => void remove()}>
        {words.remove.action}
      </Button>
      <Button look="quiet" onClick={onClose}>
        {words.remove.keep}
      </Button>
    </Dialog>
  );
}
