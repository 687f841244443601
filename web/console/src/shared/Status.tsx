import type { ReactNode } from "react";
import classes from "./Status.module.css";

/** A state as a word in a frame; the tone is beside the word, never instead of it. */
export function Status({ tone = "neutral", children }: { tone?: "neutral" | "good" | "warning" | "danger"; children: ReactNode }) {
  return (
    <span className={classes["status"]} data-tone={tone}>
      {children}
    </span>
  );
}
