import { NetworkError, RequestError, type GraphQLFault } from "./errors.ts";

/** How requests leave: given once, so that tests and other platforms bring their own. */
export interface Transport {
  readonly url: string;
  readonly fetch: typeof fetch;
  /** After which a request counts as lost. */
  readonly timeoutSeconds: number;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFault[];
}

/** The data of one operation. Raises RequestError, NetworkError. */
export async function send(
  transport: Transport,
  query: string,
  variables: unknown,
  accessToken: string | null,
): Promise<unknown> {
  const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json" };
  if (accessToken !== null) headers["authorization"] = `Bearer ${accessToken}`;
  let response: Response;
  let answer: Answer;
  try {
    response = await transport.fetch(transport.url, {
      method: "POST",
      headers,
      body: JSON.stringify({ query, variables }),
      credentials: "omit",
      signal: AbortSignal.timeout(transport.timeoutSeconds * 1000),
    });
    answer = (await response.json()) as Answer;
  } catch (error) {
    throw new NetworkError("The server did not answer.", { cause: error });
  }
  const [fault] = answer.errors ?? [];
  if (fault !== undefined) throw RequestError.of(fault);
  if (!response.ok || answer.data === undefined) {
    throw new NetworkError(`The server answered ${response.status} without data.`);
  }
  return answer.data;
}
