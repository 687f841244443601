import { OutboxDocument, type OutboxQuery } from "@claimstead/sdk";
import { Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { placesMessages } from "../../messages/places";
import { sharedMessages } from "../../messages/shared";
import { usePaging } from "../../shared/address";
import { DataTable } from "../../shared/DataTable";
import { EmptyState } from "../../shared/EmptyState";
import { Note } from "../../shared/Note";
import { Pager } from "../../shared/Pager";
import { useQuery } from "../../shared/queries";
import { Status } from "../../shared/Status";
import { RelativeTime } from "../../shared/time";
import { Asked } from "../parts/Asked";

type Mail = NonNullable<NonNullable<OutboxQuery["organization"]>["outbox"]>["edges"][number]["node"];

/** While developing: the mails of the brand, to be read here instead of in a mailbox. */
export function Outbox({ organizationId }: { organizationId: string }) {
  const words = useMessages(organizationsMessages);
  const places = useMessages(placesMessages);
  const shared = useMessages(sharedMessages);
  const paging = usePaging();
  const [mail, setMail] = useState<Mail | null>(null);
  const query = useQuery(OutboxDocument, { organizationId, ...paging.page });
  return (
    <Stack gap="md">
      <Note>{words.mailsHint}</Note>
      <Asked query={query} part={(data) => data.organization?.outbox}>
        {({ edges, pageInfo }) =>
          edges.length === 0 && paging.isFirst ? (
            <EmptyState icon="info" title={words.noMails} />
          ) : (
            <div>
              <DataTable
                label={words.mails}
                rows={edges.map(({ node }) => node)}
                isFormer={query.isFormer}
                keyOf={(each) => each.id}
                nameOf={(each) => each.subject ?? each.kind}
                onOpen={setMail}
                columns={[
                  { key: "subject", header: words.mailSubject, onPhone: "title", render: (each) => each.subject ?? words.mailErased },
                  { key: "to", header: words.mailTo, render: (each) => each.recipient },
                  { key: "state", header: places.status, render: (each) => <MailState mail={each} /> },
                  { key: "at", header: places.created, render: (each) => <RelativeTime at={each.createdAt} /> },
                ]}
              />
              <Pager paging={paging} info={pageInfo} />
            </div>
          )
        }
      </Asked>
      <Modal
        opened={mail !== null}
        onClose={() => setMail(null)}
        title={mail?.subject ?? words.mailErased}
        size="lg"
        closeButtonProps={{ "aria-label": shared.close }}
      >
        <Text size="sm" c="dimmed">
          {words.mailTo}: {mail?.recipient}
        </Text>
        {mail?.failure == null ? null : (
          <Text size="sm">
            {words.mailFailure}: {mail.failure}
          </Text>
        )}
        <pre style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", fontFamily: "inherit" }}>{mail?.text ?? words.mailErased}</pre>
      </Modal>
    </Stack>
  );
}

function MailState({ mail }: { mail: Mail }) {
  const words = useMessages(organizationsMessages).mailStates;
  if (mail.sentAt !== null) return <Status tone="good">{words.sent}</Status>;
  return mail.givenUpAt === null ? <Status>{words.waiting}</Status> : <Status tone="danger">{words.givenUp}</Status>;
}
