import { Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import classes from "./PageHeader.module.css";

/** The one heading of a page, what to do there beside it, and the title of the tab. */
export function PageHeader({ title, description, actions }: { title: string; description?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Claimstead`;
  }, [title]);
  return (
    <header className={classes["header"]}>
      <div className={classes["words"]}>
        <Title order={1} size="h2" tabIndex={-1} id="page-title">
          {title}
        </Title>
        {description === undefined ? null : <div className={classes["description"]}>{description}</div>}
      </div>
      {actions === undefined ? null : <div className={classes["actions"]}>{actions}</div>}
    </header>
  );
}
