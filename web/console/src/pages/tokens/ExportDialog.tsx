import { type ExportTokensInput, ExportTokensDocument, type TokenRowFragment } from "@claimstead/sdk";
import { Button, Group, Modal, Radio, Stack } from "@mantine/core";
import { useEffect, useState } from "react";
import { call } from "../../app/api";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { sharedMessages } from "../../messages/shared";
import { tokenExportMessages } from "../../messages/tokenExport";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { useAct } from "../../shared/queries";
import { ExportOptions } from "./ExportOptions";
import { ExportReady, type Ready } from "./ExportReady";
import { type ExportChoice, FIRST_CHOICE, labelsOf } from "./exportChoice";
import type { FilteredBy } from "./filters";

type Scope = "selection" | "filter" | "batch";

interface ExportDialogProps {
  /** From the address: what is meant at first; null while closed. */
  readonly scope: string | null;
  readonly selected: ReadonlyMap<string, TokenRowFragment>;
  readonly by: FilteredBy;
  /** How many tokens the list has in all. */
  readonly total: number | undefined;
  /** The ids of what is shown when a code was looked for, which no filter of the API says. */
  readonly shown: readonly string[] | null;
  onClose(): void;
}

/** Asks which tokens and for whom, and makes the link that works once. */
export function ExportDialog({ scope: asked, selected, by, total, shown: shownIds, onClose }: ExportDialogProps) {
  const { id } = useHere();
  const words = useMessages(tokenExportMessages);
  const shared = useMessages(sharedMessages);
  const formats = useFormats();
  const [choice, setChoice] = useState<ExportChoice>(FIRST_CHOICE);
  const [chosen, setScope] = useState<Scope>("filter");
  const [ready, setReady] = useState<Ready | null>(null);
  const isOnlyBatch = by.filters.batch !== "" && Object.keys(by.wanted ?? {}).length === 1;
  const scope: Scope = chosen === "selection" && selected.size === 0 ? "filter" : chosen;
  useEffect(() => {
    if (asked === null) return;
    setScope(asked === "selection" ? "selection" : "filter");
    setReady(null);
  }, [asked]);

  const { run, isBusy, problem, clear } = useAct(async () => {
    const selection =
      scope === "selection"
        ? { tokenIds: [...selected.keys()] }
        : shownIds !== null
          ? { tokenIds: [...shownIds] }
          : isOnlyBatch
            ? { batchId: by.filters.batch }
            : { filter: by.wanted ?? {} };
    const labels = labelsOf(choice);
    const input: ExportTokensInput = {
      organizationId: id,
      selection,
      content: choice.content,
      ...(choice.content === "FLASH" ? {} : { formats: [...choice.formats] }),
      ...(choice.content === "ALL" ? { imageNames: choice.imageNames } : {}),
      ...(labels === null ? {} : { labels }),
    };
    return (await call(ExportTokensDocument, { input })).exportTokens;
  });
  const make = async () => {
    const made = await run();
    if (made !== undefined) setReady(made);
  };
  const isComplete = choice.content === "FLASH" || (choice.formats.length > 0 && (choice.paper !== "own" || choice.template !== null));
  const shown = total === undefined ? "…" : formats.number(total);
  const close = () => {
    clear();
    onClose();
  };
  return (
    <Modal opened={asked !== null} onClose={close} title={words.title} size="lg" closeButtonProps={{ "aria-label": shared.close }}>
      {ready !== null ? (
        <ExportReady ready={ready} onAgain={() => setReady(null)} onClose={close} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isComplete) void make();
          }}
        >
          <Stack gap="lg">
            <Radio.Group label={words.what} value={scope} onChange={(value) => setScope(value as Scope)}>
              <Stack gap="xs" mt="xs">
                {selected.size === 0 ? null : <Radio value="selection" label={words.scopes.selection(selected.size, formats.number(selected.size))} />}
                <Radio value="filter" label={isOnlyBatch ? words.scopes.batch(shown) : by.isFiltered ? words.scopes.filter(shown) : words.scopes.all(shown)} />
              </Stack>
            </Radio.Group>
            <ExportOptions choice={choice} change={(part) => setChoice({ ...choice, ...part })} />
            <ErrorPanel problem={problem} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                {shared.cancel}
              </Button>
              <Button type="submit" loading={isBusy} disabled={!isComplete}>
                {words.make}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
