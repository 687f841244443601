import type { DeviceLiveFragment, TokenDetailFragment, TokenQuery } from "@claimstead/sdk";
import { Drawer, Skeleton, Stack } from "@mantine/core";
import { useMessages } from "../../messages/catalogue";
import { sharedMessages } from "../../messages/shared";
import { tokensMessages } from "../../messages/tokens";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import type { Query } from "../../shared/queries";
import { AuthTokenField } from "./AuthTokenField";
import { CloneNote } from "./CloneNote";
import { withPresence } from "./live";
import { QrCode } from "./QrCode";
import { TokenActions } from "./TokenActions";
import { TokenFacts } from "./TokenFacts";
import { TokenHistory } from "./TokenHistory";

/** All of one token, beside the list. Closed when there is no query. */
export function TokenDrawer({ query, live, onClose }: { query: Query<TokenQuery> | null; live: ReadonlyMap<string, DeviceLiveFragment>; onClose: () => void }) {
  const words = useMessages(tokensMessages).drawer;
  const shared = useMessages(sharedMessages);
  const token = query === null || query.isFormer ? undefined : query.data?.staticToken;
  return (
    <Drawer
      opened={query !== null}
      onClose={onClose}
      title={token?.qrTokenGrouped == null ? words.title : <code>{token.qrTokenGrouped}</code>}
      size="32rem"
      closeButtonProps={{ "aria-label": shared.close }}
    >
      <Stack gap="lg">
        <ErrorPanel problem={query?.error} onRetry={() => void query?.refetch()} />
        {token === undefined ? (
          query?.error === undefined ? <Waiting /> : null
        ) : token === null ? (
          <EmptyState icon="info" title={words.gone} />
        ) : (
          <Token key={token.id} token={withPresence(token, live)} onGone={onClose} />
        )}
      </Stack>
    </Drawer>
  );
}

function Token({ token, onGone }: { token: TokenDetailFragment; onGone: () => void }) {
  return (
    <>
      <CloneNote token={token} />
      <QrCode token={token} />
      <TokenFacts token={token} />
      <AuthTokenField tokenId={token.id} />
      <TokenActions token={token} onGone={onGone} />
      <TokenHistory tokenId={token.id} />
    </>
  );
}

function Waiting() {
  return (
    <>
      <Skeleton height="12rem" />
      <Skeleton height="10rem" />
      <Skeleton height="5rem" />
    </>
  );
}
