import { Select } from "@mantine/core";
import { type UIEvent, useEffect, useState } from "react";
import { useMessages } from "../messages/catalogue";
import { errorMessages } from "../messages/errors";
import { placesMessages } from "../messages/places";
import { sharedMessages } from "../messages/shared";
import type { Choices } from "./choices";
import { explain } from "./explain";
import classes from "./PickOne.module.css";

/** While somebody types, so many that fit are looked for. */
const ENOUGH = 10;
/** So many pixels before the end of the list the next are asked for. */
const NEARLY = 40;

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface PickOneProps {
  readonly label: string;
  /** What stands there, and holds, while nothing is chosen. */
  readonly any: string;
  /** Empty while nothing is chosen. */
  readonly value: string;
  readonly options: readonly Option[];
  /** Where the options come from. */
  readonly choices: Pick<Choices<unknown>, "hasMore" | "isLoading" | "problem" | "more">;
  onChange(value: string): void;
}

/** One of any number, or none: found by typing; the next are asked for at the end of the list, and while too few fit. */
export function PickOne({ label, any, value, options, choices, onChange }: PickOneProps) {
  const words = useMessages(sharedMessages);
  const places = useMessages(placesMessages);
  const errors = useMessages(errorMessages);
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const isTyped = isOpen && wanted !== "" && text !== options.find((each) => each.value === value)?.label;
  const isSparse = isTyped && options.filter((each) => each.label.toLowerCase().includes(wanted)).length < ENOUGH;
  const { hasMore, isLoading, problem, more } = choices;
  const isWanting = isSparse && hasMore && !isLoading && problem === undefined;
  useEffect(() => {
    if (isWanting) more();
  });
  const onScroll = ({ target }: UIEvent) => {
    const { scrollHeight, scrollTop, clientHeight } = target as Element;
    if ((target as Element).role === "listbox" && scrollHeight - scrollTop - clientHeight < NEARLY) more();
  };
  return (
    <div onScrollCapture={onScroll}>
      <Select
        label={label}
        placeholder={any}
        searchable
        clearable
        clearButtonProps={{ size: "1.5rem", "aria-label": `${label}: ${any}`, tabIndex: 0, "aria-hidden": false }}
        value={value === "" ? null : value}
        data={options as Option[]}
        searchValue={text}
        onSearchChange={setText}
        onChange={(chosen) => onChange(chosen ?? "")}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        // The list scrolls by itself, within the landmark of the filters.
        withScrollArea={false}
        comboboxProps={{ withinPortal: false }}
        classNames={{ options: classes["options"] ?? "", option: classes["option"] ?? "" }}
        nothingFoundMessage={problem === undefined ? (isLoading || isWanting ? places.loading : words.nothingFits) : explain(problem, errors).what}
      />
    </div>
  );
}
