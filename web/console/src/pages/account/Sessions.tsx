import { EndSessionDocument, SessionsDocument, SignOutDocument } from "@claimstead/sdk";
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { call, client } from "../../app/api";
import { accountMessages } from "../../messages/account";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { placesMessages } from "../../messages/places";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { useAct, useQuery } from "../../shared/queries";
import { Status } from "../../shared/Status";
import { useNow } from "../../shared/time";
import { tellDone } from "../../shared/toasts";
import { Asked } from "../parts/Asked";
import { Card } from "../parts/Card";
import classes from "./Sessions.module.css";

const STEP = 10;
const MOST = 100;

/** Where the person is signed in; each can be ended by itself, or all together. */
export function Sessions() {
  const words = useMessages(accountMessages);
  const places = useMessages(placesMessages);
  const formats = useFormats();
  const now = useNow();
  const [first, setFirst] = useState(STEP);
  const [isEnding, setEnding] = useState(false);
  const query = useQuery(SessionsDocument, { first });
  const end = useAct(async (sessionId: string) => (await call(EndSessionDocument, { input: { sessionId } })).endSession);
  const endAll = useAct(async () => (await call(SignOutDocument, { input: { everywhere: true } })).signOut);
  return (
    <Card
      title={words.sessions}
      actions={
        <Button variant="default" size="sm" onClick={() => setEnding(true)}>
          {words.endAll}
        </Button>
      }
    >
      <ErrorPanel problem={end.problem} />
      <Asked query={query} part={(data) => data.viewer?.sessions}>
        {({ edges, pageInfo }) => (
          <>
            <ul className={classes["list"]}>
              {edges.map(({ node: session }) => {
                const name = session.deviceName ?? words.unnamedDevice;
                return (
                  <li key={session.id} className={classes["session"]}>
                    <div className={classes["words"]}>
                      <div>
                        <strong>{name}</strong> {session.isCurrent ? <Status tone="good">{words.thisOne}</Status> : null}
                      </div>
                      <div className={classes["quiet"]}>{words.sessionFacts(formats.day(session.createdAt), formats.relative(session.lastUsedAt, now))}</div>
                    </div>
                    {session.isCurrent ? null : (
                      <Button
                        variant="default"
                        size="xs"
                        aria-label={words.endOne(name)}
                        disabled={end.isBusy}
                        onClick={async () => {
                          if ((await end.run(session.id)) !== undefined) tellDone(words.ended);
                        }}
                      >
                        {words.end}
                      </Button>
                    )}
                  </li>
                );
              })}
            </ul>
            {pageInfo.hasNextPage && first < MOST ? (
              <Button variant="default" mt="sm" loading={query.isLoading} onClick={() => setFirst(MOST)}>
                {places.loadMore}
              </Button>
            ) : null}
          </>
        )}
      </Asked>
      <ConfirmDialog
        isOpen={isEnding}
        title={words.endAllTitle}
        action={words.endAll}
        isDangerous
        isBusy={endAll.isBusy}
        problem={endAll.problem}
        onClose={() => {
          endAll.clear();
          setEnding(false);
        }}
        onConfirm={async () => {
          // The session that asks ends with the others.
          if ((await endAll.run()) !== undefined) client.session.end();
        }}
      >
        <Text>{words.endAllText}</Text>
      </ConfirmDialog>
    </Card>
  );
}
