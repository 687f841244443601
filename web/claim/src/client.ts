import { browserStorage, createClient } from "@claimstead/sdk";

/** The one client of the page: it knows who is signed in. */
export const client = createClient({ url: "/graphql", storage: browserStorage() });
