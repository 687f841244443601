import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useMessages } from "../../messages/catalogue";
import { sharedMessages } from "../../messages/shared";
import { shellMessages } from "../../messages/shell";
import { tokensMessages } from "../../messages/tokens";
import { Icon } from "../../shared/Icon";
import { useShortcut } from "../../shared/shortcuts";
import { BatchFilter, TemplateFilter } from "../parts/PickFilters";
import type { FilteredBy } from "./filters";
import classes from "./TokenFilters.module.css";

const PAUSE_MILLISECONDS = 300;

/** Search and filters of the list. What is typed is looked for after a short pause. */
export function TokenFilters({ by: { filters, set, clear, isFiltered } }: { by: FilteredBy }) {
  const words = useMessages(tokensMessages);
  const shared = useMessages(sharedMessages);
  const keys = useMessages(shellMessages).keys;
  const search = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(filters.search);
  useShortcut("/", keys.search, () => search.current?.focus());

  useEffect(() => setText(filters.search), [filters.search]);
  useEffect(() => {
    if (text === filters.search) return;
    const timer = setTimeout(() => set({ search: text }, { replace: filters.search !== "" }), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text, filters.search, set]);

  return (
    <search className={classes["filters"]}>
      <TextInput
        ref={search}
        className={classes["search"] ?? ""}
        label={words.search}
        placeholder={words.searchHint}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        leftSection={<Icon name="search" size={18} />}
        rightSection={text === "" ? null : <CloseButton size="sm" aria-label={shared.clearFilters} onClick={() => setText("")} />}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
      />
      <TemplateFilter label={words.template} any={words.anyTemplate} value={filters.template} onChange={(template) => set({ template })} />
      <NativeSelect
        label={words.status}
        value={filters.clones === "" ? filters.status : "CLONES"}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          set(chosen === "CLONES" ? { status: "", clones: "yes" } : { status: chosen, clones: "" });
        }}
      >
        <option value="">{words.anyStatus}</option>
        <option value="UNCLAIMED">{words.statuses.UNCLAIMED}</option>
        <option value="CLAIMED">{words.statuses.CLAIMED}</option>
        <option value="CLONES">{words.suspected}</option>
      </NativeSelect>
      <BatchFilter label={words.batch} any={words.anyBatch} value={filters.batch} onChange={(batch) => set({ batch })} />
      {isFiltered ? (
        <Button variant="subtle" className={classes["clear"] ?? ""} onClick={clear}>
          {shared.clearFilters}
        </Button>
      ) : null}
    </search>
  );
}
