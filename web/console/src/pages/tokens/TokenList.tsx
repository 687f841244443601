import { type TokenRowFragment, TokenCountDocument, TokenDocument } from "@claimstead/sdk";
import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { Link, useLocation } from "wouter";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { shellMessages } from "../../messages/shell";
import { sharedMessages } from "../../messages/shared";
import { tokensMessages } from "../../messages/tokens";
import { usePaging, useUrlValue } from "../../shared/address";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { PageHeader } from "../../shared/PageHeader";
import { Pager } from "../../shared/Pager";
import { useQuery } from "../../shared/queries";
import { useShortcut } from "../../shared/shortcuts";
import { NotForYou } from "../parts/NotForYou";
import { may } from "../parts/rights";
import { ExportDialog } from "./ExportDialog";
import { useTokenFilters } from "./filters";
import { FirstTokens } from "./FirstTokens";
import { useLiveTokens } from "./live";
import { PlanUse } from "./PlanUse";
import { SelectionBar } from "./SelectionBar";
import { TokenDrawer } from "./TokenDrawer";
import { TokenFilters } from "./TokenFilters";
import { TokenTable } from "./TokenTable";
import { PAGE, useTokenPage } from "./tokenPage";

/** The static tokens that the organization has issued, newest first. */
export function TokenList() {
  const { id, role } = useHere();
  const words = useMessages(tokensMessages);
  const shared = useMessages(sharedMessages);
  const keys = useMessages(shellMessages).keys;
  const formats = useFormats();
  const [, navigate] = useLocation();
  const by = useTokenFilters();
  const paging = usePaging(PAGE);
  const [openId, setOpenId] = useUrlValue("token");
  const [exported, setExported] = useUrlValue("export");
  const [selected, setSelected] = useState<ReadonlyMap<string, TokenRowFragment>>(new Map());

  const asked = { organizationId: id, filter: by.wanted ?? null };
  const list = useTokenPage(by, paging.page);
  const counted = useQuery(TokenCountDocument, by.code === null ? asked : null).data?.organization?.staticTokens?.totalCount;
  const count = by.code === null ? counted : list.found?.edges.length;
  const open = useQuery(TokenDocument, openId === null ? null : { id: openId });
  const { found } = list;
  const openToken = openId === null ? null : open.data?.staticToken;
  const live = useLiveTokens(found?.edges, openToken ?? null);
  const mayCreate = may(role, "ADMIN");
  useShortcut("c", keys.create, () => navigate("/tokens/create"), mayCreate);

  const filtered = JSON.stringify([asked, by.code]);
  const [selectedOf, setSelectedOf] = useState(filtered);
  if (selectedOf !== filtered) {
    setSelectedOf(filtered);
    setSelected(new Map());
  }
  const selection = useMemo(
    () => ({
      selected: new Set(selected.keys()),
      change(ids: ReadonlySet<string>) {
        const known = new Map([...selected, ...live.rows.map((row) => [row.id, row] as const)]);
        setSelected(new Map([...ids].flatMap((each) => (known.has(each) ? [[each, known.get(each)!] as const] : []))));
      },
    }),
    [selected, live.rows],
  );

  if (found === null) return <NotForYou />;
  const isEmpty = found !== undefined && found.edges.length === 0 && paging.isFirst && !list.isFormer;
  return (
    <>
      <PageHeader
        title={words.title}
        description={<PlanUse />}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<Icon name="download" />}
              disabled={isEmpty}
              onClick={() => setExported(by.filters.batch === "" ? "filter" : "batch")}
            >
              {words.export}
            </Button>
            {mayCreate ? (
              <Button component={Link} href="/tokens/create" leftSection={<Icon name="plus" />}>
                {words.create}
              </Button>
            ) : null}
          </>
        }
      />
      {isEmpty && !by.isFiltered ? (
        <FirstTokens mayCreate={mayCreate} />
      ) : (
        <>
          <TokenFilters by={by} />
          <ErrorPanel problem={list.error} onRetry={() => void list.refetch()} />
          {isEmpty ? (
            <EmptyState icon="search" title={words.none.title} text={words.none.text}>
              <Button variant="default" onClick={by.clear}>
                {shared.clearFilters}
              </Button>
            </EmptyState>
          ) : list.error !== undefined && found === undefined ? null : (
            <>
              <TokenTable
                rows={found === undefined ? undefined : live.rows}
                isFormer={list.isFormer}
                selection={selection}
                onOpen={(row) => setOpenId(row.id)}
              />
              <Pager paging={paging} info={found?.pageInfo}>
                {count === undefined ? null : words.count(count, formats.number(count))}
                {live.liveness === "live" ? null : ` · ${live.liveness === "polling" ? words.polling : words.notLive}`}
              </Pager>
              <SelectionBar selected={selected} onClear={() => setSelected(new Map())} onExport={() => setExported("selection")} />
            </>
          )}
        </>
      )}
      <TokenDrawer query={openId === null ? null : open} live={live.changed} onClose={() => setOpenId(null)} />
      <ExportDialog
        scope={exported}
        selected={selected}
        by={by}
        total={count}
        shown={by.code === null ? null : live.rows.map((row) => row.id)}
        onClose={() => setExported(null)}
      />
    </>
  );
}
