import { useMessages } from "../../messages/catalogue";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { Icon } from "../../shared/Icon";
import classes from "./ImportSteps.module.css";

export const STEPS = ["upload", "preview", "map", "check"] as const;
export type ImportStep = (typeof STEPS)[number];

/** Where one is among the four steps. */
export function ImportSteps({ present }: { present: ImportStep }) {
  const words = useMessages(tokenCreateMessages).file;
  const at = STEPS.indexOf(present);
  return (
    <ol className={classes["steps"]} aria-label={words.steps.label}>
      {STEPS.map((step, place) => (
        <li key={step} aria-current={place === at ? "step" : undefined} data-done={place < at || undefined}>
          <span className={classes["number"]}>{place < at ? <Icon name="check" size={16} /> : place + 1}</span>
          {words.steps[step]}
        </li>
      ))}
    </ol>
  );
}
