import { BatchDocument, BatchTokensDocument, type BatchFieldsFragment } from "@claimstead/sdk";
import { Anchor, Button, Progress, Text } from "@mantine/core";
import { Link, useLocation, useParams } from "wouter";
import { batchesMessages } from "../../messages/batches";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { placesMessages } from "../../messages/places";
import { DataTable } from "../../shared/DataTable";
import { Icon } from "../../shared/Icon";
import { LiveDot } from "../../shared/LiveDot";
import { Note } from "../../shared/Note";
import { PageHeader } from "../../shared/PageHeader";
import { useQuery } from "../../shared/queries";
import { RelativeTime } from "../../shared/time";
import { Asked } from "../parts/Asked";
import { BackTo } from "../parts/BackTo";
import { Card, Facts } from "../parts/Card";
import { BatchStatus } from "./BatchProgress";
import { isUnderWay, useLiveBatches } from "./live";

const SHOWN = 10;

/** One batch: how far it is, what it is of, its first tokens, and what one does with it next. */
export function BatchPage() {
  const { id = "" } = useParams<{ id: string }>();
  const words = useMessages(batchesMessages);
  const query = useQuery(BatchDocument, { id: decodeURIComponent(id) });
  return (
    <>
      <BackTo href="/batches">{words.title}</BackTo>
      <Asked query={query} part={(data) => data.tokenBatch} title={words.title}>
        {(batch) => <Batch batch={batch} />}
      </Asked>
    </>
  );
}

function Batch({ batch: asked }: { batch: BatchFieldsFragment }) {
  const words = useMessages(batchesMessages);
  const places = useMessages(placesMessages);
  const formats = useFormats();
  const batch = useLiveBatches([asked])[0] ?? asked;
  const isComplete = batch.status === "COMPLETE";
  const tokens = `/tokens?batch=${encodeURIComponent(batch.id)}`;
  const seconds = batch.finishedAt === null ? null : (Date.parse(batch.finishedAt) - Date.parse(batch.createdAt)) / 1000;
  return (
    <>
      <PageHeader
        title={batch.name || words.unnamed}
        actions={
          isComplete ? (
            <>
              <Button component={Link} href={tokens} variant="default" leftSection={<Icon name="tokens" />}>
                {words.toTokens}
              </Button>
              <Button component={Link} href={`${tokens}&export=batch`} leftSection={<Icon name="download" />}>
                {words.export}
              </Button>
            </>
          ) : null
        }
      />
      {isUnderWay(batch) ? (
        <Card title={words.statuses[batch.status]} hint={batch.status === "PENDING" ? words.waitingHint : words.exportWhenDone}>
          <Text mb="xs" aria-live="polite">
            {words.progress(formats.number(batch.createdCount), formats.number(batch.tokenCount))}
          </Text>
          <Progress
            size="lg"
            value={(100 * batch.createdCount) / batch.tokenCount}
            animated={batch.status === "RUNNING"}
            aria-label={words.progressLabel(batch.name)}
          />
        </Card>
      ) : null}
      {batch.status === "FAILED" ? (
        <Note tone="danger">
          <strong>{words.failedTitle}</strong>
          <p>{batch.failure}</p>
          <p>{words.failedNext}</p>
        </Note>
      ) : null}
      <Card title={words.facts}>
        <Facts
          of={[
            [places.status, <BatchStatus key="status" batch={batch} />],
            [words.tokens, formats.number(batch.tokenCount)],
            [words.template, <Anchor key="template" component={Link} href={`/templates/${encodeURIComponent(batch.template.id)}`}>{batch.template.name}</Anchor>],
            [words.origin, words.origins[batch.origin]],
            [places.created, formats.moment(batch.createdAt)],
            [places.createdBy, batch.createdBy === null ? null : (batch.createdBy.name ?? batch.createdBy.email)],
            [
              words.finished,
              batch.finishedAt === null || seconds === null ? null : (
                <>
                  <RelativeTime at={batch.finishedAt} />
                  {seconds < 3600 ? `, ${words.tookSeconds(formats.number(Math.max(1, Math.round(seconds))))}` : null}
                </>
              ),
            ],
          ]}
        />
      </Card>
      {isComplete ? <FirstTokens batch={batch} all={tokens} /> : null}
    </>
  );
}

function FirstTokens({ batch, all }: { batch: BatchFieldsFragment; all: string }) {
  const words = useMessages(batchesMessages);
  const places = useMessages(placesMessages);
  const formats = useFormats();
  const [, navigate] = useLocation();
  const query = useQuery(BatchTokensDocument, { id: batch.id, first: SHOWN });
  return (
    <Card
      title={words.firstTokens}
      actions={
        <Anchor component={Link} href={all}>
          {words.allTokens(formats.number(batch.tokenCount))}
        </Anchor>
      }
    >
      <Asked query={query} part={(data) => data.tokenBatch?.staticTokens.edges}>
        {(edges) => (
          <DataTable
            label={words.firstTokens}
            rows={edges.map(({ node }) => node)}
            keyOf={(token) => token.id}
            nameOf={(token) => token.serial ?? token.qrTokenGrouped ?? token.id}
            onOpen={(token) => navigate(`${all}&token=${encodeURIComponent(token.id)}`)}
            columns={[
              { key: "code", header: words.code, onPhone: "title", render: (token) => <code>{token.qrTokenGrouped ?? "–"}</code> },
              { key: "serial", header: words.serial, render: (token) => token.serial ?? "–" },
              { key: "status", header: places.status, render: (token) => (token.status === "CLAIMED" ? words.owned : words.unowned) },
              { key: "device", header: words.device, render: (token) => <LiveDot presence={token.device?.presence ?? null} /> },
            ]}
          />
        )}
      </Asked>
    </Card>
  );
}
