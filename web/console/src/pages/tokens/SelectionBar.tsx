import type { TokenRowFragment } from "@claimstead/sdk";
import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokensMessages } from "../../messages/tokens";
import { Icon } from "../../shared/Icon";
import { DeleteDialog, DisclaimDialog } from "./ReleaseDialogs";
import { useActsAsIssuer } from "./rights";
import classes from "./SelectionBar.module.css";

const MOST_SELECTED = 1_000;

/** What can be done with the selected tokens; at the lower edge for as long as some are. */
export function SelectionBar({ selected, onClear, onExport }: { selected: ReadonlyMap<string, TokenRowFragment>; onClear: () => void; onExport: () => void }) {
  const words = useMessages(tokensMessages).selection;
  const formats = useFormats();
  const isIssuer = useActsAsIssuer();
  const [dialog, setDialog] = useState<"disclaim" | "delete" | null>(null);
  const [meant, setMeant] = useState<readonly TokenRowFragment[]>([]);
  const tokens = useMemo(() => [...selected.values()], [selected]);
  const open = (kind: "disclaim" | "delete") => {
    // Kept apart from the selection, which is gone before the dialog has faded out.
    setMeant(tokens);
    setDialog(kind);
  };
  const close = () => setDialog(null);
  const done = () => {
    close();
    onClear();
  };
  const isTooMany = tokens.length > MOST_SELECTED;
  return (
    <>
      {tokens.length === 0 ? null : (
        <section className={classes["bar"]} aria-label={words.label}>
          <strong role="status">{words.count(tokens.length, formats.number(tokens.length))}</strong>
          {isTooMany ? <span>{words.tooMany}</span> : null}
          <div className={classes["actions"]}>
            <Button size="sm" variant="default" disabled={isTooMany} leftSection={<Icon name="download" size={18} />} onClick={onExport}>
              {words.export}
            </Button>
            {isIssuer ? (
              <>
                <Button size="sm" variant="default" disabled={isTooMany} leftSection={<Icon name="release" size={18} />} onClick={() => open("disclaim")}>
                  {words.disclaim}
                </Button>
                <Button size="sm" color="red" disabled={isTooMany} leftSection={<Icon name="trash" size={18} />} onClick={() => open("delete")}>
                  {words.delete}
                </Button>
              </>
            ) : null}
            <Button size="sm" variant="subtle" onClick={onClear}>
              {words.clear}
            </Button>
          </div>
        </section>
      )}
      <DisclaimDialog isOpen={dialog === "disclaim"} tokens={meant} onClose={close} onDone={done} />
      <DeleteDialog isOpen={dialog === "delete"} tokens={meant} onClose={close} onDone={done} />
    </>
  );
}
