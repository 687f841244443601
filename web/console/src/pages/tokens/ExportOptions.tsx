import { Checkbox, FileInput, Group, NativeSelect, NumberInput, Radio, Stack } from "@mantine/core";
import type { ExportContent, ExportImageFormat, ExportImageNames } from "@claimstead/sdk";
import { useMessages } from "../../messages/catalogue";
import { tokenExportMessages } from "../../messages/tokenExport";
import classes from "./ExportOptions.module.css";
import { type ExportChoice, hasSheets, type Paper, PAPERS } from "./exportChoice";

const CONTENTS: readonly ExportContent[] = ["FLASH", "LABELS", "ALL"];
const MOST_POSITIONS = 10_000;

/** For whom, and what comes along. */
export function ExportOptions({ choice, change }: { choice: ExportChoice; change: (part: Partial<ExportChoice>) => void }) {
  const words = useMessages(tokenExportMessages);
  return (
    <>
      <Radio.Group label={words.whom} value={choice.content} onChange={(value) => change({ content: value as ExportContent })}>
        <div className={classes["cards"]}>
          {CONTENTS.map((content) => (
            <Radio.Card
              key={content}
              value={content}
              className={classes["card"] ?? ""}
              aria-label={`${words.contents[content].title}: ${words.contents[content].text}`}
            >
              <Radio.Indicator />
              <span>
                <strong>{words.contents[content].title}</strong>
                <span className={classes["text"]}>{words.contents[content].text}</span>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {choice.content === "FLASH" ? null : <Images choice={choice} change={change} />}
    </>
  );
}

function Images({ choice, change }: { choice: ExportChoice; change: (part: Partial<ExportChoice>) => void }) {
  const words = useMessages(tokenExportMessages);
  return (
    <>
      <Checkbox.Group
        label={words.images}
        value={[...choice.formats]}
        onChange={(formats) => change({ formats: formats as ExportImageFormat[] })}
        error={choice.formats.length === 0 ? words.imageNeeded : null}
      >
        <Group mt="xs">
          <Checkbox value="PNG" label={words.png} />
          <Checkbox value="SVG" label={words.svg} />
        </Group>
      </Checkbox.Group>
      {choice.content === "ALL" ? (
        <Radio.Group label={words.imageNames} value={choice.imageNames} onChange={(names) => change({ imageNames: names as ExportImageNames })}>
          <Group mt="xs">
            <Radio value="AUTH_TOKEN" label={words.names.AUTH_TOKEN} />
            <Radio value="QR_TOKEN" label={words.names.QR_TOKEN} />
          </Group>
        </Radio.Group>
      ) : null}
      <Stack gap="sm">
        <NativeSelect
          label={words.labels}
          value={choice.paper}
          onChange={(event) => change({ paper: event.currentTarget.value as Paper })}
          data={PAPERS.map((paper) => ({ value: paper, label: words.papers[paper] }))}
          {...(choice.paper === "none" ? {} : { description: words.printHint })}
          inputWrapperOrder={["label", "input", "description", "error"]}
        />
        {choice.paper === "own" ? (
          <FileInput
            label={words.file}
            description={words.fileHint}
            placeholder={words.fileNeeded}
            accept=".toml,.json,text/plain,application/json"
            clearable
            onChange={(file) => void (file === null ? Promise.resolve(null) : file.text()).then((template) => change({ template }))}
          />
        ) : null}
        {hasSheets(choice.paper) ? (
          <NumberInput
            label={words.firstPosition}
            description={words.firstPositionHint}
            value={choice.firstPosition}
            min={1}
            max={MOST_POSITIONS}
            allowDecimal={false}
            onChange={(value) => change({ firstPosition: Math.max(1, Number(value) || 1) })}
          />
        ) : null}
      </Stack>
    </>
  );
}
