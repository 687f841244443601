import type { ImportPreviewFieldsFragment } from "@claimstead/sdk";
import { Title } from "@mantine/core";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import classes from "./Import.module.css";

/** The beginning of the file as it was read, so that a wrong file is noticed before anything else. */
export function ImportPreview({ name, preview }: { name: string; preview: ImportPreviewFieldsFragment }) {
  const words = useMessages(tokenCreateMessages).file;
  const formats = useFormats();
  const lines = Math.max(0, ...preview.columns.map(({ samples }) => samples.length));
  return (
    <section aria-labelledby="import-preview">
      <Title order={2} size="h4" id="import-preview">
        {words.previewTitle}
      </Title>
      <p className={classes["hint"]}>
        <strong>{name}</strong> · {words.facts(formats.number(preview.rowCount), words.delimiters[preview.delimiter] ?? preview.delimiter)}
      </p>
      <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={words.previewHint}>
        <table className={`${classes["table"]} ${classes["preview"]}`}>
          <thead>
            <tr>
              {preview.columns.map((column) => (
                <th key={column.name} scope="col">
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: lines }, (_, line) => (
              <tr key={line}>
                {preview.columns.map((column) => (
                  <td key={column.name}>{column.samples[line] ?? ""}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
