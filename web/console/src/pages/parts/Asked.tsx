import type { ReactNode } from "react";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { PageHeader } from "../../shared/PageHeader";
import type { Query } from "../../shared/queries";
import { Waiting } from "./Waiting";

interface AskedProps<Result, Part> {
  readonly query: Query<Result>;
  readonly part: (data: Result) => Part | null | undefined;
  readonly title?: string;
  readonly gone?: ReactNode;
  readonly children: (part: Part) => ReactNode;
}

/**
 * What has been asked for, in whichever state it is: being asked, failed, not
 * there (or not the viewer's to see), or there. Old data stays on the screen
 * when asking again fails, with the problem above it. `title` heads the page
 * as long as what is asked for cannot.
 */
export function Asked<Result, Part>({ query, part, title, gone, children }: AskedProps<Result, Part>) {
  const words = useMessages(placesMessages);
  const found = query.data === undefined ? undefined : part(query.data);
  const isThere = found !== undefined && found !== null;
  return (
    <>
      {title === undefined || isThere ? null : <PageHeader title={title} />}
      <ErrorPanel problem={query.error} onRetry={() => void query.refetch()} />
      {isThere
        ? children(found)
        : query.data !== undefined
          ? (gone ?? <EmptyState icon="info" title={words.goneTitle} text={words.goneText} />)
          : query.error === undefined
            ? <Waiting />
            : null}
    </>
  );
}
