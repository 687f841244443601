import { Button, Skeleton } from "@mantine/core";
import { Link } from "wouter";
import { useMessages } from "../../messages/catalogue";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { PageHeader } from "../../shared/PageHeader";
import { BackTo } from "../parts/BackTo";
import { useUsableTemplates } from "../parts/usableTemplates";
import classes from "./CreatePage.module.css";
import { CreateByNumber } from "./CreateByNumber";
import { ImportWizard } from "./ImportWizard";

/** Two ways to more tokens: a number of them, or a file with a row for each. */
export function CreatePage({ from }: { from: "number" | "file" }) {
  const words = useMessages(tokenCreateMessages);
  const { templates, problem, retry } = useUsableTemplates();
  return (
    <>
      <BackTo href="/tokens">{words.back}</BackTo>
      <PageHeader title={words.title} />
      <ErrorPanel problem={problem} onRetry={retry} />
      {templates === undefined ? (
        problem === undefined ? <Skeleton height="20rem" /> : null
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
