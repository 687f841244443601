import { ViewerDocument } from "@claimstead/sdk";
import { Container, Loader, Text, Title } from "@mantine/core";
import { Route, Switch } from "wouter";

import { useMessages } from "./messages/index.ts";
import { useQuery } from "./useQuery.ts";

/** The console's pages by their paths. */
export function App() {
  return (
    <Switch>
      <Route>
        <Home />
      </Route>
    </Switch>
  );
}

function Home() {
  const words = useMessages();
  const { data, isLoading } = useQuery(ViewerDocument, {});
  return (
    <Container component="main" size="sm" py="xl">
      <Title order={1}>{words.title}</Title>
      {isLoading ? <Loader aria-label={words.loading} /> : null}
      {data === undefined ? null : (
        <Text>{data.viewer === null ? words.signedOut : words.signedIn(data.viewer.user.email)}</Text>
      )}
    </Container>
  );
}
