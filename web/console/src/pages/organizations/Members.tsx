import { ChangeMemberRoleDocument, type MembershipFieldsFragment, MembersDocument, RemoveMemberDocument, type Role } from "@claimstead/sdk";
import { Badge, Button, Group, NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { call } from "../../app/api";
import { usePlaces } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { placesMessages } from "../../messages/places";
import { usePaging } from "../../shared/address";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { DataTable } from "../../shared/DataTable";
import { EmptyState } from "../../shared/EmptyState";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Pager } from "../../shared/Pager";
import { useAct, useQuery } from "../../shared/queries";
import { RelativeTime } from "../../shared/time";
import { tellDone } from "../../shared/toasts";
import { Asked } from "../parts/Asked";
import { NotForYou } from "../parts/NotForYou";
import { may, rolesUpTo } from "../parts/rights";
import type { Organization } from "./OrganizationDetail";

/** Who has a role in this very organization; roles change in place. */
export function Members({ organization, role, isAdmin }: { organization: Organization; role: Role; isAdmin: boolean }) {
  const { viewer } = usePlaces();
  const words = useMessages(organizationsMessages);
  const places = useMessages(placesMessages);
  const paging = usePaging();
  const [leaver, setLeaver] = useState<MembershipFieldsFragment | null>(null);
  const query = useQuery(MembersDocument, { organizationId: organization.id, ...paging.page });
  const change = useAct(async (membershipId: string, next: Role) => (await call(ChangeMemberRoleDocument, { input: { membershipId, role: next } })).changeMemberRole);
  const remove = useAct(async (membershipId: string) => (await call(RemoveMemberDocument, { input: { membershipId } })).removeMember);
  const close = () => {
    remove.clear();
    setLeaver(null);
  };
  return (
    <>
      <ErrorPanel problem={change.problem} />
      <Asked query={query} part={(data) => data.organization?.members} gone={<NotForYou />}>
        {({ edges, pageInfo }) =>
          edges.length === 0 && paging.isFirst ? (
            <EmptyState icon="user" title={words.noMembersTitle} text={words.noMembersText} />
          ) : (
            <>
              <DataTable
                label={words.members}
                rows={edges.map(({ node }) => node)}
                isFormer={query.isFormer}
                keyOf={(membership) => membership.id}
                nameOf={(membership) => nameOf(membership)}
                columns={[
                  {
                    key: "who",
                    header: places.name,
                    onPhone: "title",
                    render: (membership) => (
                      <>
                        {nameOf(membership)}{" "}
                        {membership.user.id === viewer.user.id ? (
                          <Badge variant="default" tt="none">
                            {words.you}
                          </Badge>
                        ) : null}
                        {membership.user.name === null ? null : (
                          <Text size="sm" c="dimmed" fw={400}>
                            {membership.user.email}
                          </Text>
                        )}
                      </>
                    ),
                  },
                  {
                    key: "role",
                    header: places.role,
                    width: "12rem",
                    render: (membership) =>
                      isAdmin && may(role, membership.role) ? (
                        <NativeSelect
                          aria-label={words.changeRole(nameOf(membership))}
                          value={membership.role}
                          disabled={change.isBusy}
                          data={rolesUpTo(role).map((value) => ({ value, label: words.roles[value] }))}
                          onChange={async (event) => {
                            const next = event.currentTarget.value as Role;
                            if ((await change.run(membership.id, next)) !== undefined) tellDone(words.roleChanged(nameOf(membership), words.roles[next]));
                          }}
                        />
                      ) : (
                        words.roles[membership.role]
                      ),
                  },
                  { key: "since", header: words.memberSince, width: "9rem", onPhone: "hidden", render: (membership) => <RelativeTime at={membership.createdAt} /> },
                  {
                    key: "actions",
                    header: places.actions,
                    width: "9rem",
                    render: (membership) => {
                      if (membership.user.id === viewer.user.id || !isAdmin || !may(role, membership.role)) return null;
                      return (
                        <Group>
                          <Button variant="default" size="xs" aria-label={words.removeOne(nameOf(membership))} onClick={() => setLeaver(membership)}>
                            {words.removeMember}
                          </Button>
                        </Group>
                      );
                    },
                  },
                ]}
              />
              <Pager paging={paging} info={pageInfo} />
            </>
          )
        }
      </Asked>
      <ConfirmDialog
        isOpen={leaver !== null}
        title={words.removeMemberTitle(leaver === null ? "" : nameOf(leaver))}
        action={words.removeMember}
        isDangerous
        isBusy={remove.isBusy}
        problem={remove.problem}
        onClose={close}
        onConfirm={async () => {
          if (leaver === null) return;
          const removed = await remove.run(leaver.id);
          if (removed === undefined) return;
          tellDone(words.removed(removed.devicesKept));
          close();
        }}
      >
        <Text>{words.removeMemberText}</Text>
      </ConfirmDialog>
    </>
  );
}

function nameOf({ user }: MembershipFieldsFragment): string {
  return user.name ?? user.email;
}
