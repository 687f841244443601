import { Route, Switch } from "wouter";
import { TemplateList } from "./TemplateList";
import { EditTemplate, NewTemplate } from "./TemplatePage";

export default function TemplatesPage() {
  return (
    <Switch>
      <Route path="/templates/new" component={NewTemplate} />
      <Route path="/templates/:id" component={EditTemplate} />
      <Route component={TemplateList} />
    </Switch>
  );
}
