import { Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./Card.module.css";

/** One matter of a page, under its own heading. */
export function Card({ title, hint, actions, children }: { title: string; hint?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  const id = useId();
  return (
    <section className={classes["card"]} aria-labelledby={id}>
      <div className={classes["head"]}>
        <div className={classes["words"]}>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {hint === undefined ? null : <p className={classes["hint"]}>{hint}</p>}
        </div>
        {actions === undefined ? null : <div className={classes["actions"]}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Names and what stands behind them; a fact that is null is left out. */
export function Facts({ of }: { of: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes["facts"]}>
      {of
        .filter(([, value]) => value !== null && value !== undefined && value !== false)
        .map(([name, value]) => (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Two columns where there is room: what matters, and what belongs beside it. */
export function Columns({ main, side }: { main: ReactNode; side: ReactNode }) {
  return (
    <div className={classes["columns"]}>
      <div className={classes["column"]}>{main}</div>
      <div className={classes["column"]}>{side}</div>
    </div>
  );
}
