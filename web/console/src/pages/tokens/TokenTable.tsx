import type { TokenRowFragment } from "@claimstead/sdk";
import { useMessages } from "../../messages/catalogue";
import { tokensMessages } from "../../messages/tokens";
import { type Column, DataTable, type Selection } from "../../shared/DataTable";
import { LiveDot } from "../../shared/LiveDot";
import { Status } from "../../shared/Status";
import { RelativeTime } from "../../shared/time";
import classes from "./TokenTable.module.css";

/** What a token is called where there is room for one name only. */
export function nameOf(token: Pick<TokenRowFragment, "serial" | "qrTokenGrouped" | "id">): string {
  return token.serial ?? token.qrTokenGrouped ?? token.id;
}

interface TokenTableProps {
  readonly rows: readonly TokenRowFragment[] | undefined;
  readonly isFormer: boolean;
  readonly selection: Selection;
  readonly onOpen: (row: TokenRowFragment) => void;
}

export function TokenTable({ rows, isFormer, selection, onOpen }: TokenTableProps) {
  const words = useMessages(tokensMessages);
  const columns: Column<TokenRowFragment>[] = [
    {
      key: "code",
      header: words.columns.code,
      onPhone: "title",
      render: ({ qrTokenGrouped }) =>
        qrTokenGrouped === null ? <span className={classes["quiet"]}>{words.noQr}</span> : <code className={classes["code"]}>{qrTokenGrouped}</code>,
    },
    { key: "serial", header: words.columns.serial, render: (row) => row.serial ?? <span className={classes["quiet"]}>–</span> },
    { key: "template", header: words.columns.template, onPhone: "hidden", render: (row) => row.template.name },
    {
      key: "status",
      header: words.columns.status,
      render: (row) => (
        <span className={classes["states"]}>
          <Status tone={row.status === "CLAIMED" ? "good" : "neutral"}>{words.statuses[row.status]}</Status>
          {row.cloneSuspectedAt === null ? null : <Status tone="danger">{words.cloneShort}</Status>}
        </span>
      ),
    },
    { key: "device", header: words.columns.device, render: (row) => <LiveDot presence={row.device?.presence ?? null} withTime={row.device?.presence.isOnline === false} /> },
    { key: "created", header: words.columns.created, onPhone: "hidden", render: (row) => <RelativeTime at={row.createdAt} /> },
  ];
  return (
    <DataTable
      label={words.title}
      columns={columns}
      rows={rows}
      isFormer={isFormer}
      expectedRows={12}
      keyOf={(row) => row.id}
      nameOf={nameOf}
      onOpen={onOpen}
      selection={selection}
    />
  );
}
