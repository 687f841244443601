import { ArchiveOrganizationDocument, CreateOrganizationDocument, MemberCountDocument, MoveOrganizationDocument, UpdateOrganizationDocument } from "@claimstead/sdk";
import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { useAct, useQuery } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { MoveTo } from "../parts/MoveTo";
import type { Organization } from "./OrganizationDetail";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A new organization below another. */
export function CreateDialog({ parent, isOpen, onClose }: DialogProps & { parent: Organization }) {
  const words = useMessages(organizationsMessages);
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState("");
  const create = useAct(async () => (await call(CreateOrganizationDocument, { input: { parentId: parent.id, name, slug: slug.trim() === "" ? null : slug.trim() } })).createOrganization);
  const close = () => {
    create.clear();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.createBelow(parent.name)}
      action={words.createNow}
      isBusy={create.isBusy}
      problem={create.problem}
      onClose={close}
      onConfirm={async () => {
        const created = await create.run();
        if (created === undefined) return;
        tellDone(words.created(created.organization.name));
        close();
        navigate(`/organizations/${encodeURIComponent(created.organization.id)}`);
      }}
    >
      <TextInput label={words.name} required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <TextInput
        label={words.slug}
        description={words.slugHint}
        maxLength={60}
        autoCapitalize="none"
        spellCheck={false}
        value={slug}
        onChange={(event) => setSlug(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

/** Name and short name; a brand's own short name stays. */
export function RenameDialog({ organization, isOpen, onClose }: DialogProps & { organization: Organization }) {
  const words = useMessages(organizationsMessages);
  const [name, setName] = useState(organization.name);
  const [slug, setSlug] = useState(organization.slug);
  const isFixed = organization.slug === organization.brand.slug || organization.isPersonal;
  const rename = useAct(async () => (await call(UpdateOrganizationDocument, { input: { id: organization.id, name, slug: isFixed ? null : slug.trim() } })).updateOrganization);
  const close = () => {
    rename.clear();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.renameTitle(organization.name)}
      action={words.rename}
      isBusy={rename.isBusy}
      problem={rename.problem}
      onClose={close}
      onConfirm={async () => {
        if ((await rename.run()) === undefined) return;
        tellDone(words.renamed);
        close();
      }}
    >
      <TextInput label={words.name} required maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <TextInput
        label={words.slug}
        description={isFixed ? words.slugFixed : words.slugHint}
        readOnly={isFixed}
        maxLength={60}
        autoCapitalize="none"
        spellCheck={false}
        value={slug}
        onChange={(event) => setSlug(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

/** To another place in the tree, with all below it. */
export function MoveDialog({ organization, isOpen, onClose }: DialogProps & { organization: Organization }) {
  const words = useMessages(organizationsMessages);
  const move = useAct(async (parentId: string) => (await call(MoveOrganizationDocument, { input: { id: organization.id, parentId } })).moveOrganization);
  return (
    <MoveTo
      isOpen={isOpen}
      title={words.moveTitle(organization.name)}
      words={words}
      move={move}
      without={organization.parent}
      shut={[organization.id]}
      onMoved={(_, parent) => tellDone(words.moved(organization.name, parent.name))}
      onClose={onClose}
    />
  );
}

/** For ever, when it is empty; the number of members is confirmed by what the dialog shows of them. */
export function ArchiveDialog({ organization, isOpen, onClose }: DialogProps & { organization: Organization }) {
  const words = useMessages(organizationsMessages);
  const [, navigate] = useLocation();
  const counting = useQuery(MemberCountDocument, isOpen ? { organizationId: organization.id } : null);
  const members = counting.data?.organization?.members?.totalCount;
  const archive = useAct(async (confirmMembers: number) => (await call(ArchiveOrganizationDocument, { input: { id: organization.id, confirmMembers } })).archiveOrganization);
  const close = () => {
    archive.clear();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.archiveTitle(organization.name)}
      action={words.archiveNow}
      typed={organization.slug}
      isDangerous
      isBusy={archive.isBusy || (members === undefined && counting.isLoading)}
      problem={archive.problem ?? counting.error}
      onClose={close}
      onConfirm={async () => {
        // Whoever is refused sees the number as it is now.
        if (members === undefined || (await archive.run(members)) === undefined) return void counting.refetch();
        tellDone(words.archived(organization.name));
        close();
        navigate(organization.parent === null ? "/organizations" : `/organizations/${encodeURIComponent(organization.parent.id)}`);
      }}
    >
      <Text>{words.archiveText}</Text>
      {members === undefined || members === 0 ? null : <Text fw={600}>{words.archiveMembers(members)}</Text>}
    </ConfirmDialog>
  );
}
