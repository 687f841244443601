import type { TemplateFieldsFragment } from "@claimstead/sdk";
import { NativeSelect, Progress, Stack } from "@mantine/core";
import { useId, useState } from "react";
import { useMessages } from "../../messages/catalogue";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { Icon } from "../../shared/Icon";
import classes from "./ImportUpload.module.css";

interface ImportUploadProps {
  readonly templates: readonly TemplateFieldsFragment[];
  readonly templateId: string;
  onTemplate(id: string): void;
  /** While the file is on its way. */
  readonly sent: { readonly bytes: number; readonly all: number } | null;
  readonly isReading: boolean;
  onChoose(file: File): void;
}

/** Which template, and which file: chosen, or dropped. */
export function ImportUpload({ templates, templateId, onTemplate, sent, isReading, onChoose }: ImportUploadProps) {
  const words = useMessages(tokenCreateMessages);
  const id = useId();
  const [isOver, setOver] = useState(false);
  const isBusy = sent !== null || isReading;
  return (
    <Stack gap="lg" className={classes["upload"] ?? ""}>
      <NativeSelect
        label={words.template}
        value={templateId}
        onChange={(event) => onTemplate(event.currentTarget.value)}
        data={templates.map((each) => ({ value: each.id, label: each.name }))}
        disabled={isBusy}
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is one more way; the input inside is the one for all */}
      <label
        htmlFor={id}
        className={classes["zone"]}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [file] = event.dataTransfer.files;
          if (file !== undefined && !isBusy) onChoose(file);
        }}
      >
        <Icon name="upload" size={32} />
        <strong>{words.file.choose}</strong>
        <span className={classes["hint"]}>{words.file.chooseHint}</span>
        <input
          id={id}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          disabled={isBusy}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            // The same file may be chosen again after it was mended.
            event.currentTarget.value = "";
            if (file !== undefined) onChoose(file);
          }}
        />
      </label>
      <div role="status" className={classes["progress"]}>
        {sent === null ? (
          isReading ? (
            words.file.reading
          ) : null
        ) : (
          <>
            {sent.bytes < sent.all ? words.file.uploading(size(sent.bytes), size(sent.all)) : words.file.reading}
            <Progress value={sent.all === 0 ? 100 : (100 * sent.bytes) / sent.all} aria-label={words.file.steps.upload} color="var(--brand-edge)" />
          </>
        )}
      </div>
    </Stack>
  );
}

function size(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
