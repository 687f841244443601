import { Checkbox, Skeleton, VisuallyHidden } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useMessages } from "../messages/catalogue";
import { sharedMessages } from "../messages/shared";
import { shellMessages } from "../messages/shell";
import classes from "./DataTable.module.css";
import { useListedShortcut } from "./shortcuts";

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  render(row: Row): ReactNode;
  /** On phones: the heading of the row's card, a line in it, or not there. A line by default. */
  readonly onPhone?: "title" | "line" | "hidden";
  /** Such as `12rem`; the rest is shared. */
  readonly width?: string;
}

export interface Selection {
  readonly selected: ReadonlySet<string>;
  change(selected: ReadonlySet<string>): void;
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they are asked for: as many grey lines stand in for them. */
  readonly rows: readonly Row[] | undefined;
  /** The rows belong to former filters: shown paler until the new ones come. */
  readonly isFormer?: boolean;
  readonly expectedRows?: number;
  keyOf(row: Row): string;
  /** What a row is called, for `Open …` and `Select …`. */
  nameOf(row: Row): string;
  readonly onOpen?: ((row: Row) => void) | undefined;
  readonly selection?: Selection | undefined;
}

/** A list: a table on wide screens, cards on phones. Arrows move, space selects, Enter opens. */
export function DataTable<Row>({ label, columns, rows, isFormer = false, expectedRows = 8, keyOf, nameOf, onOpen, selection }: DataTableProps<Row>) {
  const words = useMessages(sharedMessages);
  const keys = useMessages(shellMessages).keys;
  useListedShortcut("↑ ↓", keys.move);
  useListedShortcut(selection === undefined ? "Enter" : "Space", selection === undefined ? keys.open : keys.select);
  const body = useRef<HTMLTableSectionElement>(null);
  const selected = selection?.selected ?? new Set<string>();
  const allKeys = rows?.map(keyOf) ?? [];
  const isAll = allKeys.length > 0 && allKeys.every((key) => selected.has(key));
  const isSome = allKeys.some((key) => selected.has(key));

  const toggle = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    selection?.change(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (event.target !== event.currentTarget) return;
    const step = event.key === "ArrowDown" ? "nextElementSibling" : event.key === "ArrowUp" ? "previousElementSibling" : null;
    if (step !== null) {
      const neighbour = event.currentTarget[step];
      if (neighbour instanceof HTMLElement) neighbour.focus();
    } else if (event.key === " " && selection !== undefined) toggle(keyOf(row));
    else if (event.key === "Enter" && onOpen !== undefined) onOpen(row);
    else return;
    event.preventDefault();
  };

  return (
    <div className={classes["frame"]} aria-busy={rows === undefined || isFormer} data-former={isFormer || undefined}>
      {/* The roles stand here again because phones show the table as cards, which takes them from it. */}
      <table role="table" aria-label={label} className={classes["table"]}>
        <colgroup>
          {selection === undefined ? null : <col className={classes["check"]} />}
          {columns.map((column) => (
            <col key={column.key} style={column.width === undefined ? undefined : { width: column.width }} />
          ))}
        </colgroup>
        <thead role="rowgroup">
          <tr role="row">
            {selection === undefined ? null : (
              <th role="columnheader" scope="col">
                <Checkbox
                  aria-label={words.selectAll}
                  checked={isAll}
                  indeterminate={isSome && !isAll}
                  disabled={allKeys.length === 0}
                  onChange={() => {
                    const next = new Set(selected);
                    for (const key of allKeys) {
                      if (isAll) next.delete(key);
                      else next.add(key);
                    }
                    selection.change(next);
                  }}
                />
              </th>
            )}
            {columns.map((column) => (
              <th key={column.key} role="columnheader" scope="col">
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} role="rowgroup">
          {rows === undefined
            ? Array.from({ length: expectedRows }, (_, at) => (
                <tr key={at} role="row" className={classes["waiting"]}>
                  {selection === undefined ? null : <td role="cell" aria-hidden="true" />}
                  {columns.map((column) => (
                    <td key={column.key} role="cell" data-phone={column.onPhone ?? "line"}>
                      <Skeleton height="1rem" width={`${55 + ((at * 7) % 35)}%`} />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row, at) => {
                const key = keyOf(row);
                return (
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the keys are handled; the row's own button is what screen readers use
                  <tr
                    key={key}
                    role="row"
                    tabIndex={at === 0 ? 0 : -1}
                    aria-selected={selection === undefined ? undefined : selected.has(key)}
                    data-opens={onOpen === undefined ? undefined : true}
                    onKeyDown={(event) => onKeyDown(event, row)}
                    onClick={(event) => {
                      if (onOpen === undefined || (event.target as Element).closest("a, button, input, label") !== null) return;
                      if (window.getSelection()?.toString()) return;
                      onOpen(row);
                    }}
                  >
                    {selection === undefined ? null : (
                      <td role="cell" className={classes["checkCell"]}>
                        <Checkbox aria-label={words.selectRow(nameOf(row))} checked={selected.has(key)} onChange={() => toggle(key)} />
                      </td>
                    )}
                    {columns.map((column, place) => (
                      <td key={column.key} role="cell" data-phone={column.onPhone ?? "line"} data-header={column.header}>
                        {place === 0 && onOpen !== undefined ? (
                          <button type="button" className={classes["open"]} tabIndex={-1} onClick={() => onOpen(row)}>
                            {column.render(row)}
                            <VisuallyHidden> {words.open(nameOf(row))}</VisuallyHidden>
                          </button>
                        ) : (
                          column.render(row)
                        )}
                      </td>
                    ))}
                  </tr>
                );
              })}
        </tbody>
      </table>
    </div>
  );
}
