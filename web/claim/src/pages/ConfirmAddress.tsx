import { RequestEmailVerificationDocument, ViewerDocument, type ResultOf } from "@claimstead/sdk";
import { useState } from "preact/hooks";

import { client } from "../client.ts";
import { useMessages } from "../messages/index.ts";
import { useAct, useQuestion } from "../state/asking.ts";
import { useBrand } from "../state/brand.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Failure, Wait } from "../ui/Notice.tsx";

/** While the address is not confirmed: where the mail went, and another one. Nothing but giving away waits for it. */
export function ConfirmAddress({ isUrgent = false }: { readonly isUrgent?: boolean }) {
  const words = useMessages().confirmAddress;
  const { brand } = useBrand();
  const { data } = useQuestion(ViewerDocument, {});
  const [isSent, setIsSent] = useState(false);
  const act = useAct<ResultOf<typeof RequestEmailVerificationDocument>["requestEmailVerification"]>();
  const viewer = data?.viewer;
  const slug = viewer?.memberships[0]?.organization.brand.slug ?? brand?.slug;
  if (!viewer || viewer.user.isEmailVerified || slug === undefined) return null;

  const send = async () => {
    const input = { brand: slug, email: viewer.user.email };
    const done = await act.run(async () => (await client.request(RequestEmailVerificationDocument, { input })).requestEmailVerification);
    setIsSent(done !== null);
  };

  return (
    <div class="card with-icon">
      <Icon name="mail" />
      <div>
        <p>{isUrgent ? words.urgent(viewer.user.email) : words.what(viewer.user.email)}</p>
        <p role="status">{isSent ? words.sent : ""}</p>
        {act.refusal?.__typename === "TooManyAttempts" ? <Wait seconds={act.refusal.retryAfterSeconds} /> : null}
        <Failure failure={act.failure} />
        {isSent ? null : (
          <Button look="quiet" isBusy={act.isBusy} onClick={() => void send()}>
            {words.action}
          </Button>
        )}
      </div>
    </div>
  );
}
