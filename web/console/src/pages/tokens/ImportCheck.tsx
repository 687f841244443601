import type { ImportPreviewFieldsFragment, OnFaults } from "@claimstead/sdk";
import { Button, Group, Radio, Stack, Title } from "@mantine/core";
import { callHttp } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { Note } from "../../shared/Note";
import { useAct } from "../../shared/queries";
import { Status } from "../../shared/Status";
import { save } from "../parts/download";
import { BatchName } from "./BatchName";
import classes from "./Import.module.css";

const MOST_SHOWN = 200;

interface ImportCheckProps {
  readonly importId: string;
  readonly preview: ImportPreviewFieldsFragment;
  readonly onFaults: OnFaults;
  setOnFaults(choice: OnFaults): void;
  readonly name: string;
  setName(name: string): void;
}

/** Every fault before anything is created, and what shall become of the faulty rows. */
export function ImportCheck({ importId, preview, onFaults, setOnFaults, name, setName }: ImportCheckProps) {
  const words = useMessages(tokenCreateMessages);
  const formats = useFormats();
  const hasFaults = preview.faultyRowCount > 0;
  return (
    <Stack gap="lg">
      <div className={classes["tally"]} role="status">
        <Status tone="good">{words.file.good(preview.goodRowCount, formats.number(preview.goodRowCount))}</Status>
        {hasFaults ? <Status tone="danger">{words.file.faulty(preview.faultyRowCount, formats.number(preview.faultyRowCount))}</Status> : null}
      </div>
      {hasFaults ? (
        <>
          <Faults importId={importId} preview={preview} />
          {preview.goodRowCount === 0 ? (
            <Note tone="warning">{words.file.nothingGood}</Note>
          ) : (
            <Radio.Group
              label={words.file.onFaults}
              value={onFaults}
              onChange={(value) => setOnFaults(value as OnFaults)}
              {...(onFaults === "STOP" ? { description: words.file.stopHint } : {})}
              inputWrapperOrder={["label", "input", "description", "error"]}
            >
              <Stack gap="xs" my="xs">
                <Radio value="STOP" label={words.file.stop} />
                <Radio value="SKIP" label={words.file.skip(preview.goodRowCount, formats.number(preview.goodRowCount))} />
              </Stack>
            </Radio.Group>
          )}
        </>
      ) : null}
      <BatchName label={words.name} hint={words.nameHint} value={name} onChange={setName} />
    </Stack>
  );
}

function Faults({ importId, preview }: { importId: string; preview: ImportPreviewFieldsFragment }) {
  const words = useMessages(tokenCreateMessages).file;
  const formats = useFormats();
  const { run, isBusy, problem } = useAct(async () => {
    const response = await callHttp(`/imports/${encodeURIComponent(importId)}/faults`);
    if (!response.ok) throw new TypeError(`The server answered ${response.status}.`);
    save("faulty-rows.csv", await response.blob());
  }, { changesNothing: true });
  const shown = preview.faults.slice(0, MOST_SHOWN);
  return (
    <div>
      <Title order={2} size="h4" id="import-faults" mb="xs">
        {words.faultsTitle}
      </Title>
      <div className={classes["scroll"]} tabIndex={0} role="region" aria-labelledby="import-faults">
        <table role="table" className={`${classes["table"]} ${classes["faults"]}`}>
          <thead role="rowgroup">
            <tr role="row">
              {[words.row, words.column, words.value, words.reason].map((header) => (
                <th key={header} role="columnheader" scope="col">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {shown.map((fault) => (
              <tr role="row" key={`${fault.row} ${fault.column ?? ""} ${fault.reason}`}>
                <td role="cell">{formats.number(fault.row)}</td>
                <td role="cell">{fault.column ?? "–"}</td>
                <td role="cell">{fault.value === "" ? words.empty : `“${fault.value}”`}</td>
                <td role="cell">{fault.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {preview.faultCount > shown.length ? (
        <p className={classes["hint"]}>{words.firstFaults(formats.number(shown.length), formats.number(preview.faultCount))}</p>
      ) : null}
      <Group mt="sm" gap="sm">
        <Button variant="default" size="sm" leftSection={<Icon name="download" size={18} />} loading={isBusy} onClick={() => void run()}>
          {words.download}
        </Button>
      </Group>
      <p className={classes["hint"]}>{words.downloadHint}</p>
      <ErrorPanel problem={problem} />
    </div>
  );
}
