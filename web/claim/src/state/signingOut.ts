import { SignOutDocument } from "@claimstead/sdk";

import { client } from "../client.ts";

/** End the session at the server, and here in any case: a phone that is handed on must not stay signed in for want of a network. */
export async function signOut(everywhere = false): Promise<void> {
  try {
    await client.request(SignOutDocument, { input: { everywhere } });
  } catch {
    // Forgotten here; at the server it ends by itself.
  }
  client.session.end();
}
