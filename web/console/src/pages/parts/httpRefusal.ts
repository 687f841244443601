import { NetworkError } from "@claimstead/sdk";
import type { Refusal } from "../../shared/queries";

/** The answer of a door that is not GraphQL, in the form of a mutation's result. Raises NetworkError where it is none of ours. */
export async function answered(response: Response): Promise<{ readonly __typename: "HttpSuccess" } | Refusal> {
  if (response.ok) return { __typename: "HttpSuccess" };
  const told = (await response.json().catch(() => null)) as { error?: { code?: string; message?: string } } | null;
  const code = told?.error?.code;
  if (code === undefined) throw new NetworkError(`The server answered ${response.status}.`);
  return { __typename: code, message: told?.error?.message ?? "" };
}
