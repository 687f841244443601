import { Button } from "@mantine/core";
import { useMessages } from "../messages/catalogue";
import { errorMessages } from "../messages/errors";
import { sharedMessages } from "../messages/shared";
import classes from "./ErrorPanel.module.css";
import { explain } from "./explain";
import { Icon } from "./Icon";

/**
 * A problem in words, with its next step: an error of the request, or a
 * refusal. Nothing without a problem. Announced to screen readers at once.
 */
export function ErrorPanel({ problem, onRetry }: { problem: unknown; onRetry?: (() => void) | undefined }) {
  const words = useMessages(errorMessages);
  const shared = useMessages(sharedMessages);
  if (problem === undefined || problem === null) return null;
  const { what, next } = explain(problem, words);
  return (
    <div role="alert" className={classes["panel"]}>
      <Icon name="warning" />
      <div className={classes["words"]}>
        <strong>{what}</strong> <span>{next}</span>
      </div>
      {onRetry === undefined ? null : (
        <Button variant="default" size="xs" onClick={onRetry}>
          {shared.retry}
        </Button>
      )}
    </div>
  );
}
