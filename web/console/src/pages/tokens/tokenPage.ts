import { TokenByQrTokenDocument, type TokenRowFragment, TokensDocument } from "@claimstead/sdk";
import { useHere } from "../../app/organization";
import type { PageArguments, PageInfo } from "../../shared/address";
import { useQuery } from "../../shared/queries";
import type { FilteredBy } from "./filters";

export const PAGE = 25;
const ALONE: PageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };

interface TokenPage {
  /** Undefined while it is asked for, null where the viewer's role does not reach. */
  readonly found: { readonly edges: readonly { readonly node: TokenRowFragment }[]; readonly pageInfo: PageInfo } | null | undefined;
  readonly isFormer: boolean;
  readonly error: unknown;
  refetch(): Promise<void>;
}

/** A page of the list, or the one token of the code that is looked for. */
export function useTokenPage({ wanted, code }: FilteredBy, page: PageArguments): TokenPage {
  const { id } = useHere();
  const list = useQuery(TokensDocument, code === null ? { organizationId: id, filter: wanted ?? null, ...page } : null);
  const one = useQuery(TokenByQrTokenDocument, code === null ? null : { qrToken: code });
  if (code === null) {
    const { data, isFormer, error, refetch } = list;
    return { found: data === undefined ? undefined : (data.organization?.staticTokens ?? null), isFormer, error, refetch };
  }
  const { data, isFormer, error, refetch } = one;
  const edges = data?.staticTokenByQrToken == null ? [] : [{ node: data.staticTokenByQrToken }];
  return { found: data === undefined ? undefined : { edges, pageInfo: ALONE }, isFormer, error, refetch };
}
