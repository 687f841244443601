import { ArchiveOrganizationDocument, CreateOrganizationDocument, MembersDocument, MoveOrganizationDocument, UpdateOrganizationDocument } from "@claimstead/sdk";
import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { organizationsMessages } from "../../messages/organizations";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { useAct, useQuery } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import type { Organization } from "./OrganizationDetail";
import { type Picked, PlacePicker } from "./PlacePicker";

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
      <TextInput label={words.slug} description={words.slugHint} maxLength={60} autoCapitalize="none" spellCheck={false} value={slug} onChange={(event) => setSlug(event.currentTarget.value)} />
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
      <TextInput label={words.slug} description={isFixed ? words.slugFixed : words.slugHint} readOnly={isFixed} maxLength={60} autoCapitalize="none" spellCheck={false} value={slug} onChange={(event) => setSlug(event.currentTarget.value)} />
    </ConfirmDialog>
  );
}

/** To another place in the tree, with all below it. */
export function MoveDialog({ organization, isOpen, onClose }: DialogProps & { organization: Organization }) {
  const words = useMessages(organizationsMessages);
  const [place, setPlace] = useState<Picked | null>(null);
  const move = useAct(async (parentId: string) => (await call(MoveOrganizationDocument, { input: { id: organization.id, parentId } })).moveOrganization);
  const close = () => {
    move.clear();
    setPlace(null);
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={words.moveTitle(organization.name)}
      action={words.moveNow}
      isBusy={move.isBusy}
      problem={move.problem}
      onClose={close}
      onConfirm={async () => {
        if (place === null || (await move.run(place.id)) === undefined) return;
        tellDone(words.moved(organization.name, place.name));
        close();
      }}
    >
      <Text>{words.moveText}</Text>
      <PlacePicker label={words.moveTo} picked={place} without={organization.parent === null ? [] : [organization.parent.id]} shut={[organization.id]} onPick={setPlace} />
    </ConfirmDialog>
  );
}

/** For ever, when it is empty; the number of members is confirmed by what the dialog shows of them. */
export function ArchiveDialog({ organization, isOpen, onClose }: DialogProps & { organization: Organization }) {
  const words = useMessages(organizationsMessages);
  const [, navigate] = useLocation();
  const members = useQuery(MembersDocument, isOpen ? { organizationId: organization.id, first: 100 } : null).data?.organization?.members?.edges.length ?? 0;
  const archive = useAct(async () => (await call(ArchiveOrganizationDocument, { input: { id: organization.id, confirmMembers: members } })).archiveOrganization);
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
      isBusy={archive.isBusy}
      problem={archive.problem}
      onClose={close}
      onConfirm={async () => {
        if ((await archive.run()) === undefined) return;
        tellDone(words.archived(organization.name));
        close();
        navigate(organization.parent === null ? "/organizations" : `/organizations/${encodeURIComponent(organization.parent.id)}`);
      }}
    >
      <Text>{words.archiveText}</Text>
      {members === 0 ? null : <Text fw={600}>{words.archiveMembers(members)}</Text>}
    </ConfirmDialog>
  );
}
