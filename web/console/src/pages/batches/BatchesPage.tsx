import { Route, Switch } from "wouter";
import { BatchList } from "./BatchList";
import { BatchPage } from "./BatchPage";

export default function BatchesPage() {
  return (
    <Switch>
      <Route path="/batches/:id" component={BatchPage} />
      <Route component={BatchList} />
    </Switch>
  );
}
