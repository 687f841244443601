import type { ReactNode } from "react";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import type { Query } from "../../shared/queries";
import { Waiting } from "./Waiting";

/**
 * What has been asked for, in whichever state it is: being asked, failed, not
 * there (or not the viewer's to see), or there. Old data stays on the screen
 * when asking again fails, with the problem above it.
 */
export function Asked<Result, Part>({ query, part, gone, waiting, children }: { query: Query<Result>; part: (data: Result) => Part | null | undefined; gone?: ReactNode; waiting?: ReactNode; children: (part: Part) => ReactNode }) {
  const words = useMessages(placesMessages);
  const found = query.data === undefined ? undefined : part(query.data);
  return (
    <>
      <ErrorPanel problem={query.error} onRetry={() => void query.refetch()} />
      {query.data === undefined
        ? query.error === undefined && (waiting ?? <Waiting />)
        : found === null || found === undefined
          ? (gone ?? <EmptyState icon="info" title={words.goneTitle} text={words.goneText} />)
          : children(found)}
    </>
  );
}
