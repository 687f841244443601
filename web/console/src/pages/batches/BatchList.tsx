import { BatchesDocument, type BatchesQuery } from "@claimstead/sdk";
import { Button } from "@mantine/core";
import { Link, useLocation } from "wouter";
import { useHere } from "../../app/organization";
import { batchesMessages } from "../../messages/batches";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { type Paging, usePaging } from "../../shared/address";
import { DataTable } from "../../shared/DataTable";
import { EmptyState } from "../../shared/EmptyState";
import { Icon } from "../../shared/Icon";
import { PageHeader } from "../../shared/PageHeader";
import { Pager } from "../../shared/Pager";
import { useQuery } from "../../shared/queries";
import { RelativeTime } from "../../shared/time";
import { Asked } from "../parts/Asked";
import { NotForYou } from "../parts/NotForYou";
import { may } from "../parts/rights";
import { BatchProgress, BatchStatus } from "./BatchProgress";
import { useLiveBatches } from "./live";

/** The batches that the organization has created, newest first, each as its job goes on. */
export function BatchList() {
  const { id, role } = useHere();
  const words = useMessages(batchesMessages);
  const paging = usePaging();
  const query = useQuery(BatchesDocument, { organizationId: id, ...paging.page });
  const create = may(role, "ADMIN") ? (
    <Button component={Link} href="/tokens/create" leftSection={<Icon name="plus" />}>
      {words.create}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={words.title} description={words.lead} actions={create} />
      <Asked query={query} part={(data) => data.organization?.tokenBatches} gone={<NotForYou />}>
        {(found) =>
          found.edges.length === 0 && paging.isFirst ? (
            <EmptyState icon="batches" title={words.emptyTitle} text={words.emptyText}>
              {create}
            </EmptyState>
          ) : (
            <BatchTable found={found} paging={paging} isFormer={query.isFormer} />
          )
        }
      </Asked>
    </>
  );
}

type Found = NonNullable<NonNullable<BatchesQuery["organization"]>["tokenBatches"]>;

function BatchTable({ found, paging, isFormer }: { found: Found; paging: Paging; isFormer: boolean }) {
  const words = useMessages(batchesMessages);
  const places = useMessages(placesMessages);
  const [, navigate] = useLocation();
  const rows = useLiveBatches(found.edges.map(({ node }) => node));
  return (
    <>
      <DataTable
        label={words.title}
        rows={rows}
        isFormer={isFormer}
        keyOf={(batch) => batch.id}
        nameOf={(batch) => batch.name || words.unnamed}
        onOpen={(batch) => navigate(`/batches/${encodeURIComponent(batch.id)}`)}
        columns={[
          { key: "name", header: places.name, onPhone: "title", render: (batch) => <strong>{batch.name || words.unnamed}</strong> },
          { key: "template", header: words.template, render: (batch) => batch.template.name },
          { key: "tokens", header: words.tokens, width: "11rem", render: (batch) => <BatchProgress batch={batch} /> },
          { key: "status", header: places.status, width: "9rem", render: (batch) => <BatchStatus batch={batch} /> },
          { key: "origin", header: words.origin, onPhone: "hidden", render: (batch) => words.origins[batch.origin] },
          { key: "by", header: places.createdBy, onPhone: "hidden", render: (batch) => batch.createdBy?.name ?? batch.createdBy?.email ?? "–" },
          { key: "created", header: places.created, render: (batch) => <RelativeTime at={batch.createdAt} /> },
        ]}
      />
      <Pager paging={paging} info={found.pageInfo} />
    </>
  );
}
