import { Link, Route, Switch, useParams } from "wouter";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { PageHeader } from "../../shared/PageHeader";
import { OrganizationDetail } from "./OrganizationDetail";
import classes from "./OrganizationsPage.module.css";
import { OrganizationTree } from "./OrganizationTree";
import treeClasses from "./OrganizationTree.module.css";
import { useRoots } from "./roots";

export default function OrganizationsPage() {
  return (
    <Switch>
      <Route path="/organizations/:id" component={Chosen} />
      <Route component={Present} />
    </Switch>
  );
}

function Chosen() {
  const { id = "" } = useParams<{ id: string }>();
  return <TreeAndDetail id={decodeURIComponent(id)} />;
}

function Present() {
  return <TreeAndDetail id={useHere().id} />;
}

/** The tree of the person's organizations, and beside it the chosen one. */
function TreeAndDetail({ id }: { id: string }) {
  const words = useMessages(organizationsMessages);
  const roots = useRoots();
  return (
    <>
      <PageHeader title={words.title} description={words.lead} />
      <div className={classes["columns"]}>
        <nav className={classes["tree"]} aria-label={words.tree}>
          <OrganizationTree
            label={words.tree}
            roots={roots}
            renderName={(node) => (
              <Link
                href={`/organizations/${encodeURIComponent(node.id)}`}
                className={treeClasses["name"] ?? ""}
                {...(node.id === id ? { "aria-current": "page" as const } : {})}
              >
                {node.name} {node.isPersonal ? <span className={treeClasses["quiet"]}>({words.personal})</span> : null}
              </Link>
            )}
          />
        </nav>
        <OrganizationDetail key={id} id={id} />
      </div>
    </>
  );
}
