import { TemplatesDocument } from "@claimstead/sdk";
import { Button, Skeleton } from "@mantine/core";
import { Link } from "wouter";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { PageHeader } from "../../shared/PageHeader";
import { useQuery } from "../../shared/queries";
import { BackTo } from "../parts/BackTo";
import classes from "./CreatePage.module.css";
import { CreateByNumber } from "./CreateByNumber";
import { ImportWizard } from "./ImportWizard";

const MOST_TEMPLATES = 100;

/** Two ways to more tokens: a number of them, or a file with a row for each. */
export function CreatePage({ from }: { from: "number" | "file" }) {
  const words = useMessages(tokenCreateMessages);
  const { id } = useHere();
  const { data, error, refetch } = useQuery(TemplatesDocument, { organizationId: id, first: MOST_TEMPLATES, includeAbove: true });
  const templates = data?.organization?.templates?.edges.map(({ node }) => node).filter(({ archivedAt }) => archivedAt === null).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      <BackTo href="/tokens">{words.back}</BackTo>
      <PageHeader title={words.title} />
      <ErrorPanel problem={error} onRetry={() => void refetch()} />
      {templates === undefined ? (
        error === undefined ? <Skeleton height="20rem" /> : null
      ) : templates.length === 0 ? (
        <EmptyState icon="templates" title={words.noTemplates} text={words.noTemplatesText}>
          <Button component={Link} href="/templates">
            {words.createTemplate}
          </Button>
        </EmptyState>
      ) : (
        <>
          <nav className={classes["ways"]} aria-label={words.ways.label}>
            {(["number", "file"] as const).map((way) => (
              <Link key={way} href={way === "number" ? "/tokens/create" : "/tokens/create/file"} aria-current={way === from ? "page" : undefined}>
                {words.ways[way]}
              </Link>
            ))}
          </nav>
          <div className={classes["panel"]}>{from === "number" ? <CreateByNumber templates={templates} /> : <ImportWizard templates={templates} />}</div>
        </>
      )}
    </>
  );
}
