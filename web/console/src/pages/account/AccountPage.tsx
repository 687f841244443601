import { RequestEmailVerificationDocument } from "@claimstead/sdk";
import { Button, Group, Text } from "@mantine/core";
import { call } from "../../app/api";
import { usePlaces } from "../../app/organization";
import { accountMessages } from "../../messages/account";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { shellMessages } from "../../messages/shell";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Note } from "../../shared/Note";
import { PageHeader } from "../../shared/PageHeader";
import { useAct } from "../../shared/queries";
import { Status } from "../../shared/Status";
import { tellDone } from "../../shared/toasts";
import { Card, Columns, Facts } from "../parts/Card";
import { DeleteAccount } from "./DeleteAccount";
import { Looks } from "./Looks";
import { Password } from "./Password";
import { Sessions } from "./Sessions";

/** The person's own account: address, roles, password, sessions, looks, and its end. */
export default function AccountPage() {
  const words = useMessages(accountMessages);
  return (
    <>
      <PageHeader title={words.title} description={words.lead} />
      <Columns
        main={
          <>
            <You />
            <Sessions />
          </>
        }
        side={
          <>
            <Password />
            <Looks />
            <DeleteAccount />
          </>
        }
      />
    </>
  );
}

function You() {
  const { viewer } = usePlaces();
  const words = useMessages(accountMessages);
  const { roles } = useMessages(shellMessages);
  const formats = useFormats();
  const { user, memberships } = viewer;
  const brand = memberships[0]?.organization.brand.slug ?? "";
  const verify = useAct(async () => (await call(RequestEmailVerificationDocument, { input: { brand, email: user.email } })).requestEmailVerification);
  return (
    <Card title={words.you}>
      <Facts
        of={[
          [words.name, user.name ?? <Text key="none" span c="dimmed">{words.noName}</Text>],
          [
            words.email,
            <Group key="email" gap="xs">
              {user.email} {user.isEmailVerified ? <Status tone="good">{words.verified}</Status> : <Status tone="warning">{words.notVerified}</Status>}
            </Group>,
          ],
          [words.since, formats.day(user.createdAt)],
          [
            words.roles,
            <div key="roles">
              {memberships.map(({ id, role, organization }) => (
                <div key={id}>
                  {roles[role]} · {organization.name}
                </div>
              ))}
            </div>,
          ],
        ]}
      />
      {user.isEmailVerified ? null : (
        <div style={{ marginBlockStart: "var(--space-3)" }}>
          <Note tone="warning">
            <p>{words.notVerifiedHint}</p>
            <ErrorPanel problem={verify.problem} />
            <Button
              variant="default"
              loading={verify.isBusy}
              onClick={async () => {
                const sent = await verify.run();
                if (sent !== undefined) tellDone(words.verificationSent(sent.email));
              }}
            >
              {words.sendVerification}
            </Button>
          </Note>
        </div>
      )}
    </Card>
  );
}
