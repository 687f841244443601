import type { ClaimCode } from "@claimstead/sdk";

import { useMessages } from "../messages/index.ts";

/** A claim code as the label has it. */
export function Code({ code }: { readonly code: ClaimCode }) {
  const words = useMessages();
  return (
    <p class="code">
      <span class="quiet">{words.code}</span> <code>{code.grouped}</code>
    </p>
  );
}
