import { parseClaimCode } from "@claimstead/sdk";
import { Route, Switch } from "wouter";

import { useMessages } from "./messages/index.ts";

/** The claim app's pages by their paths; labels have the code behind `/C/`, in either case. */
export function App() {
  return (
    <Switch>
      <Route path="/:c/:code">{({ code }) => <Landing code={code} />}</Route>
    </Switch>
  );
}

function Landing({ code }: { readonly code: string }) {
  const words = useMessages();
  const parsed = parseClaimCode(decodeURIComponent(code));
  return (
    <main>
      <h1>{words.addDevice}</h1>
      <p>{parsed === null ? words.typo : words.code(parsed.grouped)}</p>
    </main>
  );
}
