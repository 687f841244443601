import type { TypedDocument } from "@claimstead/sdk";
import { useState } from "react";
import { call } from "../app/api";
import type { PageInfo } from "./address";
import { useAct, useQuery } from "./queries";

/** As many as the API gives at once. */
const PAGE = 100;

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: PageInfo;
}

export interface Choices<Node> {
  /** Those that are known so far; undefined until the first are. */
  readonly known: readonly Node[] | undefined;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly problem: unknown;
  /** Ask for the next hundred. */
  more(): void;
  /** Ask once more for what failed. */
  retry(): void;
}

/**
 * What can be chosen from a list of any length: the first hundred at once, the
 * next ones on asking. Variables do not change while it is on the screen; with
 * `null` nothing is asked.
 */
export function useChoices<Node extends { readonly id: string }, Result, Variables extends { readonly first?: unknown }>(
  document: TypedDocument<Result, Variables>,
  variables: Omit<Variables, "first" | "after"> | null,
  part: (data: Result) => Page<Node> | null | undefined,
): Choices<Node> {
  const asked = (after: string | null) => ({ ...variables, first: PAGE, ...(after === null ? {} : { after }) }) as unknown as Variables;
  const query = useQuery(document, variables === null ? null : asked(null));
  const begin = query.data === undefined ? undefined : (part(query.data) ?? { edges: [], pageInfo: END });
  const [later, setLater] = useState<Page<Node> | null>(null);
  const last = (later ?? begin)?.pageInfo;
  const next = useAct(
    async (after: string | null) => {
      const page = part((await call(document as TypedDocument<Result, unknown>, asked(after))) as Result);
      setLater((former) => ({ edges: [...(former?.edges ?? []), ...(page?.edges ?? [])], pageInfo: page?.pageInfo ?? END }));
      return null;
    },
    { changesNothing: true },
  );
  // By identifier: what has come since moves the last of a page to the next.
  const known = begin && [...new Map([...begin.edges, ...(later?.edges ?? [])].map(({ node }) => [node.id, node])).values()];
  const more = () => {
    if (last?.hasNextPage === true && !next.isBusy) void next.run(last.endCursor);
  };
  return {
    known,
    hasMore: last?.hasNextPage === true,
    isLoading: query.isLoading || next.isBusy,
    problem: query.error ?? next.problem,
    more,
    retry: () => (query.error === undefined ? more() : void query.refetch()),
  };
}

const END: PageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
