import type { ReactNode } from "react";
import { Icon } from "./Icon";
import classes from "./Note.module.css";

/** Something to know before going on; `warning` where it may hurt. */
export function Note({ tone = "info", children }: { tone?: "info" | "warning" | "danger"; children: ReactNode }) {
  return (
    <div className={`${classes["note"]} ${classes[tone]}`}>
      <Icon name={tone === "info" ? "info" : "warning"} />
      <div className={classes["words"]}>{children}</div>
    </div>
  );
}
