import { OrganizationDocument } from "@claimstead/sdk";
import { Progress, Skeleton } from "@mantine/core";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokensMessages } from "../../messages/tokens";
import { useQuery } from "../../shared/queries";
import classes from "./PlanUse.module.css";

const NEARLY_FULL = 0.9;

/** How much of the brand's plan is used. Nothing for those who may not know. */
export function PlanUse() {
  const words = useMessages(tokensMessages);
  const formats = useFormats();
  const { id } = useHere();
  const { data } = useQuery(OrganizationDocument, { id });
  if (data === undefined) return <Skeleton height="1.25rem" width="16rem" mt={4} />;
  const { plan, usage } = data.organization ?? { plan: null, usage: null };
  if (plan === null || usage === null) return null;
  const share = plan.staticTokenLimit === 0 ? 1 : usage.staticTokens / plan.staticTokenLimit;
  const text = words.planUse(formats.number(usage.staticTokens), formats.number(plan.staticTokenLimit), plan.name);
  return (
    <div className={classes["use"]}>
      <span>
        {text}
        {share >= NEARLY_FULL ? <strong> · {words.planNearlyFull}</strong> : null}
      </span>
      <Progress.Root size="sm" className={classes["bar"] ?? ""}>
        <Progress.Section value={Math.min(100, share * 100)} aria-label={text} color={share >= NEARLY_FULL ? "var(--warning)" : "var(--brand-edge)"} />
      </Progress.Root>
    </div>
  );
}
