import { useMessages } from "../messages/index.ts";
import { errand } from "../state/kept.ts";

/** What is kept meanwhile, so that nobody fears for their code. */
export function ErrandReminder() {
  const words = useMessages().errand;
  const kept = errand.read();
  if (kept === null) return null;
  return <p class="reminder">{kept.product === null ? words.offer : words.claim(kept.product)}</p>;
}

/** Where to go on after signing in. */
export const afterSigningIn = (): string => errand.read()?.path ?? "/claim/devices";
