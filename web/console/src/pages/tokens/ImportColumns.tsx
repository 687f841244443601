import type { ImportPreviewFieldsFragment, TemplateFieldsFragment } from "@claimstead/sdk";
import { Button, Group, NativeSelect, Stack, Title } from "@mantine/core";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { Note } from "../../shared/Note";
import { Status } from "../../shared/Status";
import classes from "./Import.module.css";
import { guessesOf, type Mapping, targetsOf } from "./mapping";

const IGNORE = "\u0000ignore";

interface ImportColumnsProps {
  readonly preview: ImportPreviewFieldsFragment;
  readonly template: TemplateFieldsFragment;
  readonly mapping: Mapping;
  readonly isBusy: boolean;
  onChange(mapping: Mapping): void;
}

/** What each column means: set where the name fits, else guessed, and always for the person to say. */
export function ImportColumns({ preview, template, mapping, isBusy, onChange }: ImportColumnsProps) {
  const words = useMessages(tokenCreateMessages).file;
  const formats = useFormats();
  const guesses = guessesOf(preview);
  const undecided = preview.columns.filter(({ match }) => match === "UNMATCHED").map(({ name }) => name);
  return (
    <section aria-labelledby="import-columns" aria-busy={isBusy}>
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id="import-columns">
            {words.mapTitle}
          </Title>
          <p className={classes["hint"]}>{words.mapHint}</p>
        </div>
        {Object.keys(guesses).length > 1 ? (
          <Group>
            <Button variant="default" size="sm" onClick={() => onChange({ ...mapping, ...guesses })}>
              {words.takeGuesses}
            </Button>
          </Group>
        ) : null}
        <ul className={classes["columns"]}>
          {preview.columns.map((column) => (
            <Column
              key={column.name}
              column={column}
              preview={preview}
              template={template}
              onChange={(target) => onChange({ ...mapping, [column.name]: target })}
            />
          ))}
        </ul>
        <div role="status">
          <Stack gap="xs">
            {preview.missingFields.length === 0 ? null : <Note tone="warning">{words.missing(formats.list(preview.missingFields))}</Note>}
            {undecided.length === 0 ? null : <Note tone="warning">{words.undecided(formats.list(undecided))}</Note>}
          </Stack>
        </div>
      </Stack>
    </section>
  );
}

type PreviewColumn = ImportPreviewFieldsFragment["columns"][number];

interface ColumnProps {
  readonly column: PreviewColumn;
  readonly preview: ImportPreviewFieldsFragment;
  readonly template: TemplateFieldsFragment;
  readonly onChange: (target: string | null) => void;
}

function Column({ column, preview, template, onChange }: ColumnProps) {
  const words = useMessages(tokenCreateMessages).file;
  const takenBy = new Map(preview.columns.flatMap(({ name, target }) => (target === null ? [] : [[target, name] as const])));
  const isOpen = column.match === "UNMATCHED";
  const { guess } = column;
  return (
    <li data-open={isOpen || undefined}>
      <span className={classes["name"]}>{column.name}</span>
      <NativeSelect
        aria-label={words.meaningOf(column.name)}
        value={column.match === "IGNORED" ? IGNORE : (column.target ?? "")}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onChange(chosen === IGNORE ? null : chosen);
        }}
      >
        {isOpen ? (
          <option value="" disabled>
            {words.unmatched}
          </option>
        ) : null}
        {targetsOf(template).map((target) => (
          <option key={target} value={target} disabled={takenBy.has(target) && takenBy.get(target) !== column.name}>
            {target}
          </option>
        ))}
        <option value={IGNORE}>{words.ignore}</option>
      </NativeSelect>
      <span className={classes["samples"]}>
        {column.match === "EXACT" ? <Status tone="good">{words.exact}</Status> : null} {column.samples.filter((sample) => sample !== "").join(" · ")}
      </span>
      {isOpen && guess !== null && !takenBy.has(guess) ? (
        <span className={classes["guess"]}>
          {words.guess(guess, column.guessReason ?? "")}
          <Button size="compact-sm" variant="default" onClick={() => onChange(guess)}>
            {words.takeGuess(guess)}
          </Button>
        </span>
      ) : null}
    </li>
  );
}
