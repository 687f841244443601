import {
  browserStorage,
  createClient,
  RequestError,
  SessionOver,
  type SessionState,
  type TypedDocument,
  type VariableArguments,
} from "@claimstead/sdk";
import { useSyncExternalStore } from "react";

export const client = createClient({ url: "/graphql", storage: browserStorage() });

/**
 * One query or mutation. When the session has ended meanwhile, it waits until
 * the person has signed in again over the page, and is then sent: nothing that
 * was typed is lost. Raises RequestError, NetworkError.
 */
export async function call<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  ...variables: VariableArguments<Variables>
): Promise<Result> {
  return signedIn(() => client.request(document, ...variables));
}

/** `fetch` for what is not GraphQL, with the same patience as `call`. */
export async function callHttp(path: string, init?: RequestInit): Promise<Response> {
  return signedIn(async () => {
    const response = await client.fetch(path, init);
    if (response.status !== 401) return response;
    const token = await client.session.accessToken();
    if (token !== null) await client.session.renew(token);
    return client.fetch(path, init);
  });
}

async function signedIn<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    await untilSignedInAgain();
    try {
      return await work();
    } catch (error) {
      if (!isSessionOver(error) || client.session.state.status !== "expired") throw error;
    }
  }
}

function isSessionOver(error: unknown): boolean {
  return error instanceof SessionOver || (error instanceof RequestError && error.code === "UNAUTHENTICATED");
}

function untilSignedInAgain(): Promise<void> {
  if (client.session.state.status !== "expired") return Promise.resolve();
  return new Promise((resolve) => {
    const stop = client.session.onChange((state) => {
      if (state.status === "expired") return;
      stop();
      resolve();
    });
  });
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(
    (listener) => client.session.onChange(listener),
    () => client.session.state,
  );
}
