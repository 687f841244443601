import { EndSessionDocument, relativeTime, SessionsDocument, type ResultOf } from "@claimstead/sdk";

import { client } from "../client.ts";
import { useLocale, useMessages } from "../messages/index.ts";
import { useAct, useQuestion } from "../state/asking.ts";
import { signOut } from "../state/signingOut.ts";
import { Button } from "../ui/Button.tsx";
import { Failure, Loading } from "../ui/Notice.tsx";

const AT_MOST = 20;

/** Where the person is signed in, and how to end that. */
export function Sessions() {
  const words = useMessages().sessions;
  const { data, failure, again } = useQuestion(SessionsDocument, { first: AT_MOST, after: null });
  const sessions = data?.viewer?.sessions.edges.map(({ node }) => node) ?? [];
  return (
    <section>
      <h2>{words.title}</h2>
      <Failure failure={failure} onAgain={again} />
      {data === null && failure === null ? <Loading /> : null}
      <ul class="sessions">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnded={again} />
        ))}
      </ul>
      {sessions.length > 1 ? (
        <Button look="second" onClick={() => void signOut(true)}>
          {words.everywhere}
        </Button>
      ) : null}
    </section>
  );
}

type Row = NonNullable<ResultOf<typeof SessionsDocument>["viewer"]>["sessions"]["edges"][number]["node"];

function SessionRow({ session, onEnded }: { readonly session: Row; readonly onEnded: () => void }) {
  const words = useMessages().sessions;
  const locale = useLocale();
  const act = useAct<ResultOf<typeof EndSessionDocument>["endSession"]>();
  const name = session.deviceName ?? words.unnamed;
  const end = async () => {
    const done = await act.run(async () => {
      const answer = (await client.request(EndSessionDocument, { input: { sessionId: session.id } })).endSession;
      if (answer.__typename === "SessionNotYours") onEnded();
      return answer;
    });
    if (done !== null) onEnded();
  };
  return (
    <li>
      <span>
        <strong>{name}</strong>
        <span class="quiet"> {session.isCurrent ? words.current : words.used(relativeTime(locale, session.lastUsedAt))}</span>
      </span>
      {session.isCurrent ? null : (
        <Button look="quiet" isBusy={act.isBusy} aria-label={words.endOf(name)} onClick={() => void end()}>
          {words.end}
        </Button>
      )}
      <Failure failure={act.failure} />
    </li>
  );
}
