import { type InvitationFieldsFragment, InvitationsDocument, InviteMemberDocument, ResendInvitationDocument, RevokeInvitationDocument, type Role } from "@claimstead/sdk";
import { Button, Checkbox, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { placesMessages } from "../../messages/places";
import { usePaging } from "../../shared/address";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { DataTable } from "../../shared/DataTable";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { Pager } from "../../shared/Pager";
import { useAct, useQuery } from "../../shared/queries";
import { Status } from "../../shared/Status";
import { RelativeTime } from "../../shared/time";
import { tellDone } from "../../shared/toasts";
import { Asked } from "../parts/Asked";
import { NotForYou } from "../parts/NotForYou";
import { rolesUpTo } from "../parts/rights";
import type { Organization } from "./OrganizationDetail";

const TONES = { OPEN: "neutral", EXPIRED: "warning", ACCEPTED: "good", REVOKED: "neutral" } as const;

/** Who has been asked in and has not come yet. */
export function Invitations({ organization, role }: { organization: Organization; role: Role }) {
  const words = useMessages(organizationsMessages);
  const places = useMessages(placesMessages);
  const paging = usePaging();
  const [includeEnded, setIncludeEnded] = useState(false);
  const [isInviting, setInviting] = useState(false);
  const query = useQuery(InvitationsDocument, { organizationId: organization.id, includeEnded, ...paging.page });
  const resend = useAct(async (invitationId: string) => (await call(ResendInvitationDocument, { input: { invitationId } })).resendInvitation);
  const revoke = useAct(async (invitationId: string) => (await call(RevokeInvitationDocument, { input: { invitationId } })).revokeInvitation);
  const again = async ({ id, email }: InvitationFieldsFragment) => {
    revoke.clear();
    if ((await resend.run(id)) !== undefined) tellDone(words.resent(email));
  };
  const end = async ({ id, email }: InvitationFieldsFragment) => {
    resend.clear();
    if ((await revoke.run(id)) !== undefined) tellDone(words.revoked(email));
  };
  const invite = (
    <Button leftSection={<Icon name="plus" />} onClick={() => setInviting(true)}>
      {words.invite}
    </Button>
  );
  return (
    <>
      <Group justify="space-between" mb="md" gap="sm">
        <Checkbox label={words.ended} checked={includeEnded} onChange={(event) => setIncludeEnded(event.currentTarget.checked)} />
        {invite}
      </Group>
      <ErrorPanel problem={resend.problem ?? revoke.problem} />
      <Asked query={query} part={(data) => data.organization?.invitations} gone={<NotForYou />}>
        {({ edges, pageInfo }) =>
          edges.length === 0 && paging.isFirst ? (
            <EmptyState icon="user" title={words.noInvitationsTitle} text={words.noInvitationsText} />
          ) : (
            <>
              <DataTable
                label={words.tabs.invitations}
                rows={edges.map(({ node }) => node)}
                isFormer={query.isFormer}
                keyOf={(invitation) => invitation.id}
                nameOf={(invitation) => invitation.email}
                columns={[
                  { key: "email", header: places.email, onPhone: "title", render: (invitation) => invitation.email },
                  { key: "role", header: places.role, render: (invitation) => words.roles[invitation.role] },
                  { key: "state", header: places.status, render: (invitation) => <Status tone={TONES[invitation.state]}>{words.states[invitation.state]}</Status> },
                  { key: "sent", header: words.sent, render: (invitation) => <RelativeTime at={invitation.sentAt} /> },
                  { key: "until", header: words.until, onPhone: "hidden", render: (invitation) => <RelativeTime at={invitation.expiresAt} /> },
                  {
                    key: "actions",
                    header: places.actions,
                    width: "15rem",
                    render: (invitation) =>
                      invitation.state === "OPEN" || invitation.state === "EXPIRED" ? (
                        <Group gap="xs">
                          <Button
                            variant="default"
                            size="xs"
                            disabled={resend.isBusy || revoke.isBusy}
                            aria-label={words.resendOne(invitation.email)}
                            onClick={() => void again(invitation)}
                          >
                            {words.resend}
                          </Button>
                          <Button
                            variant="default"
                            size="xs"
                            disabled={resend.isBusy || revoke.isBusy}
                            aria-label={words.revokeOne(invitation.email)}
                            onClick={() => void end(invitation)}
                          >
                            {words.revoke}
                          </Button>
                        </Group>
                      ) : null,
                  },
                ]}
              />
              <Pager paging={paging} info={pageInfo} />
            </>
          )
        }
      </Asked>
      <InviteDialog organization={organization} role={role} isOpen={isInviting} onClose={() => setInviting(false)} />
    </>
  );
}

function InviteDialog({ organization, role, isOpen, onClose }: { organization: Organization; role: Role; isOpen: boolean; onClose: () => void }) {
  const words = useMessages(organizationsMessages);
  const places = useMessages(placesMessages);
  const [email, setEmail] = useState("");
  const [chosen, setChosen] = useState<Role>("MEMBER");
  const invite = useAct(async () => (await call(InviteMemberDocument, { input: { organizationId: organization.id, email: email.trim(), role: chosen } })).inviteMember);
  const close = () => {
    invite.clear();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.inviteTitle(organization.name)}
      action={words.inviteNow}
      isBusy={invite.isBusy}
      problem={invite.problem}
      onClose={close}
      onConfirm={async () => {
        const invited = await invite.run();
        if (invited === undefined) return;
        tellDone(words.invited(invited.invitation.email));
        setEmail("");
        close();
      }}
    >
      <Text>{words.inviteText}</Text>
      <TextInput
        label={places.email}
        type="email"
        required
        maxLength={254}
        autoComplete="off"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        data-autofocus
      />
      <Radio.Group label={places.role} value={chosen} onChange={(value) => setChosen(value as Role)}>
        <Stack gap="xs" mt="xs">
          {rolesUpTo(role).map((value) => (
            <Radio key={value} value={value} label={words.roles[value]} description={words.roleHints[value]} />
          ))}
        </Stack>
      </Radio.Group>
    </ConfirmDialog>
  );
}
