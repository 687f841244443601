import type { ResultOf, SessionState, ViewerDocument } from "@claimstead/sdk";

import { client } from "../client.ts";
import { useSyncExternalStore } from "../react.ts";

export type Viewer = NonNullable<ResultOf<typeof ViewerDocument>["viewer"]>;

/** Who is signed in, as all tabs of the origin know it. */
export function useSession(): SessionState {
  return useSyncExternalStore(client.session.onChange, () => client.session.state);
}
