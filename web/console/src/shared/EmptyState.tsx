import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./EmptyState.module.css";
import { Icon, type IconName } from "./Icon";

export interface Step {
  readonly icon: IconName;
  readonly title: string;
  readonly text: ReactNode;
}

interface EmptyStateProps {
  readonly icon?: IconName;
  readonly title: string;
  readonly text?: ReactNode;
  readonly steps?: readonly Step[];
  readonly children?: ReactNode;
}

/** Nothing is here yet: what it is for, how it goes in steps, and what to do first. */
export function EmptyState({ icon, title, text, steps, children }: EmptyStateProps) {
  return (
    <section className={classes["empty"]}>
      {icon === undefined ? null : (
        <span className={classes["picture"]}>
          <Icon name={icon} size={32} />
        </span>
      )}
      <Title order={2} size="h3">
        {title}
      </Title>
      {text === undefined ? null : <p className={classes["text"]}>{text}</p>}
      {steps === undefined ? null : (
        <ol className={classes["steps"]}>
          {steps.map((step, at) => (
            <li key={step.title}>
              <span className={classes["number"]}>
                <Icon name={step.icon} />
              </span>
              <strong>
                {at + 1}. {step.title}
              </strong>
              <span>{step.text}</span>
            </li>
          ))}
        </ol>
      )}
      {children === undefined ? null : <div className={classes["actions"]}>{children}</div>}
    </section>
  );
}
