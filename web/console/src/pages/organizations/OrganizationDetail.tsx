import { InvitationsDocument, OrganizationDocument, type OrganizationQuery, OutboxDocument } from "@claimstead/sdk";
import { Button, Group, Menu, Tabs, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { usePlaces } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { organizationsMessages } from "../../messages/organizations";
import { placesMessages } from "../../messages/places";
import { Icon } from "../../shared/Icon";
import { useQuery } from "../../shared/queries";
import { Asked } from "../parts/Asked";
import { Card, Facts } from "../parts/Card";
import { may } from "../parts/rights";
import { Invitations } from "./Invitations";
import { Leave } from "./Leave";
import { Members } from "./Members";
import { ArchiveDialog, CreateDialog, MoveDialog, RenameDialog } from "./OrganizationDialogs";
import { Outbox } from "./Outbox";
import { PlanCard } from "./PlanCard";
import { useRoleIn } from "./roots";

export type Organization = NonNullable<OrganizationQuery["organization"]>;
type Dialog = "create" | "rename" | "move" | "archive";

/** One organization: what it is, who is in it, and what may be done with it. */
export function OrganizationDetail({ id }: { id: string }) {
  const query = useQuery(OrganizationDocument, { id });
  return (
    <div>
      <Asked query={query} part={(data) => data.organization}>
        {(organization) => <Detail organization={organization} />}
      </Asked>
    </div>
  );
}

function Detail({ organization }: { organization: Organization }) {
  const { here, choose } = usePlaces();
  const words = useMessages(organizationsMessages);
  const places = useMessages(placesMessages);
  const [path, navigate] = useLocation();
  const tab = new URLSearchParams(useSearch()).get("tab");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  // Lists that are null tell how far the role reaches.
  const invitations = useQuery(InvitationsDocument, { organizationId: organization.id, first: 1 }).data?.organization?.invitations;
  const outbox = useQuery(OutboxDocument, organization.parent === null ? { organizationId: organization.id, first: 1 } : null).data?.organization?.outbox;
  const isAdmin = invitations !== undefined && invitations !== null;
  const role = useRoleIn(organization.id, isAdmin);
  const isShaped = isAdmin && !organization.isPersonal;
  const close = () => setDialog(null);
  return (
    <>
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <Title order={2} size="h3">
          {organization.name}
        </Title>
        <Group gap="xs">
          {organization.id === here.id ? null : (
            <Button variant="default" onClick={() => choose({ id: organization.id, name: organization.name, isPersonal: organization.isPersonal, role })}>
              {words.switchTo}
            </Button>
          )}
          {isShaped ? (
            <Button leftSection={<Icon name="plus" />} onClick={() => setDialog("create")} aria-label={words.createBelow(organization.name)}>
              {words.create}
            </Button>
          ) : null}
          {isAdmin ? (
            <Menu position="bottom-end" width={200}>
              <Menu.Target>
                <Button variant="default" px="xs" aria-label={places.moreActions}>
                  <Icon name="more" />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setDialog("rename")}>{words.rename}</Menu.Item>
                {organization.parent === null || organization.isPersonal ? null : (
                  <>
                    <Menu.Item onClick={() => setDialog("move")}>{words.move}</Menu.Item>
                    <Menu.Item color="red" onClick={() => setDialog("archive")}>
                      {words.archive}
                    </Menu.Item>
                  </>
                )}
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </Group>
      </Group>
      <Tabs
        value={tab ?? "overview"}
        onChange={(value) => navigate(value === null || value === "overview" ? path : `${path}?tab=${value}`)}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">{words.tabs.overview}</Tabs.Tab>
          {organization.isPersonal || !may(role, "OPERATOR") ? null : <Tabs.Tab value="members">{words.tabs.members}</Tabs.Tab>}
          {isShaped ? <Tabs.Tab value="invitations">{words.tabs.invitations}</Tabs.Tab> : null}
          {organization.plan === null ? null : <Tabs.Tab value="plan">{words.tabs.plan}</Tabs.Tab>}
          {outbox === null || outbox === undefined ? null : <Tabs.Tab value="mails">{words.tabs.mails}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview organization={organization} isHere={organization.id === here.id} />
        </Tabs.Panel>
        <Tabs.Panel value="members">
          <Members organization={organization} role={role} isAdmin={isAdmin} />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <Invitations organization={organization} role={role} />
        </Tabs.Panel>
        <Tabs.Panel value="plan">
          <PlanCard organization={organization} />
        </Tabs.Panel>
        <Tabs.Panel value="mails">
          <Outbox organizationId={organization.id} />
        </Tabs.Panel>
      </Tabs>
      <CreateDialog parent={organization} isOpen={dialog === "create"} onClose={close} />
      <RenameDialog organization={organization} isOpen={dialog === "rename"} onClose={close} />
      <MoveDialog organization={organization} isOpen={dialog === "move"} onClose={close} />
      <ArchiveDialog organization={organization} isOpen={dialog === "archive"} onClose={close} />
    </>
  );
}

function Overview({ organization, isHere }: { organization: Organization; isHere: boolean }) {
  const words = useMessages(organizationsMessages);
  const formats = useFormats();
  return (
    <Card title={words.facts}>
      <Facts
        of={[
          [words.name, organization.name],
          [words.slug, <code key="slug">{organization.slug}</code>],
          [words.above, organization.parent?.name ?? (organization.slug === organization.brand.slug ? words.top : null)],
          [words.brand, organization.brand.displayName],
          [words.since, formats.moment(organization.createdAt)],
        ]}
      />
      {isHere ? <Text mt="sm" c="dimmed">{words.here}</Text> : null}
      <Leave organization={organization} />
    </Card>
  );
}
