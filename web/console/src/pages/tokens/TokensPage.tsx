import { Route, Switch } from "wouter";
import { NotFound } from "../../app/NotFound";
import { useHere } from "../../app/organization";
import { NotForYou } from "../parts/NotForYou";
import { may } from "../parts/rights";
import { CreatePage } from "./CreatePage";
import { TokenList } from "./TokenList";

/** Static tokens: the list with its drawer, and the two ways to create more. */
export default function TokensPage() {
  const { role } = useHere();
  if (!may(role, "OPERATOR")) return <NotForYou />;
  return (
    <Switch>
      <Route path="/tokens" component={TokenList} />
      <Route path="/tokens/create">{may(role, "ADMIN") ? <CreatePage from="number" /> : <NotForYou />}</Route>
      <Route path="/tokens/create/file">{may(role, "ADMIN") ? <CreatePage from="file" /> : <NotForYou />}</Route>
      <Route component={NotFound} />
    </Switch>
  );
}
