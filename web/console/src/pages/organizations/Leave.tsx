import { RemoveMemberDocument } from "@claimstead/sdk";
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../app/api";
import { usePlaces } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import type { Organization } from "./OrganizationDetail";

/** The way out of an organization that the person is a member of, whatever their role lets them see of it. */
export function Leave({ organization }: { organization: Organization }) {
  const { viewer } = usePlaces();
  const words = useMessages(organizationsMessages);
  const [, navigate] = useLocation();
  const [isOpen, setOpen] = useState(false);
  const leave = useAct(async (membershipId: string) => (await call(RemoveMemberDocument, { input: { membershipId } })).removeMember);
  const membership = viewer.memberships.find((each) => each.organization.id === organization.id);
  if (membership === undefined || organization.isPersonal) return null;
  return (
    <>
      <Button variant="default" mt="md" onClick={() => setOpen(true)}>
        {words.leaveOf(organization.name)}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={words.leaveTitle(organization.name)}
        action={words.leave}
        isDangerous
        isBusy={leave.isBusy}
        problem={leave.problem}
        onClose={() => {
          leave.clear();
          setOpen(false);
        }}
        onConfirm={async () => {
          if ((await leave.run(membership.id)) === undefined) return;
          setOpen(false);
          tellDone(words.left(organization.name));
          navigate("/organizations");
        }}
      >
        <Text>{words.leaveText}</Text>
      </ConfirmDialog>
    </>
  );
}
