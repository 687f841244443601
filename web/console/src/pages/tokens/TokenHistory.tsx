import { TokenHistoryDocument } from "@claimstead/sdk";
import { Button, Skeleton, Title } from "@mantine/core";
import { useId, useState } from "react";
import { useMessages } from "../../messages/catalogue";
import { tokensMessages } from "../../messages/tokens";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { useQuery } from "../../shared/queries";
import { EventList } from "../parts/EventList";

const STEP = 10;
const MOST = 100;

/** What happened to the token, newest first. */
export function TokenHistory({ tokenId }: { tokenId: string }) {
  const words = useMessages(tokensMessages).drawer;
  const id = useId();
  const [shown, setShown] = useState(STEP);
  const { data, error, isLoading, refetch } = useQuery(TokenHistoryDocument, { id: tokenId, first: shown });
  const history = data?.staticToken?.history;
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="xs">
        {words.history}
      </Title>
      <ErrorPanel problem={error} onRetry={() => void refetch()} />
      {history === undefined ? (
        error === undefined ? <Skeleton height="6rem" /> : null
      ) : history.edges.length === 0 ? (
        words.noHistory
      ) : (
        <EventList events={history.edges.map(({ node }) => node)} about="token" />
      )}
      {history?.pageInfo.hasNextPage && shown < MOST ? (
        <Button variant="default" size="xs" mt="sm" loading={isLoading} onClick={() => setShown(Math.min(MOST, shown + STEP * 3))}>
          {words.more}
        </Button>
      ) : null}
    </section>
  );
}
