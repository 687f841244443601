import { ArchiveTemplateDocument, CreateTemplateDocument, TemplateDocument, type TemplateFieldsFragment, TemplatesDocument, UpdateTemplateDocument } from "@claimstead/sdk";
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { call } from "../../app/api";
import { useHere, useIsAdmin } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { templatesMessages } from "../../messages/templates";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { Icon } from "../../shared/Icon";
import { Note } from "../../shared/Note";
import { PageHeader } from "../../shared/PageHeader";
import { useAct, useQuery } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { Asked } from "../parts/Asked";
import { BackTo } from "../parts/BackTo";
import { Columns } from "../parts/Card";
import { BoxGuide } from "./BoxGuide";
import { TemplateFormCard } from "./TemplateFormCard";
import { inputOf, type TemplateForm } from "./templateForm";

export function NewTemplate() {
  const { id } = useHere();
  const words = useMessages(templatesMessages);
  const [, navigate] = useLocation();
  const create = useAct(async (form: TemplateForm) => (await call(CreateTemplateDocument, { input: { organizationId: id, ...inputOf(form) } })).createTemplate);
  return (
    <>
      <BackTo href="/templates">{words.title}</BackTo>
      <PageHeader title={words.create} />
      <TemplateFormCard
        template={null}
        isReadOnly={false}
        does={words.createIt}
        isBusy={create.isBusy}
        problem={create.problem}
        onSave={async (form) => {
          const created = await create.run(form);
          if (created === undefined) return false;
          tellDone(words.created);
          navigate(`/templates/${encodeURIComponent(created.template.id)}`, { replace: true });
          return true;
        }}
      />
    </>
  );
}

export function EditTemplate() {
  const { id = "" } = useParams<{ id: string }>();
  const words = useMessages(templatesMessages);
  const query = useQuery(TemplateDocument, { id: decodeURIComponent(id) });
  return (
    <>
      <BackTo href="/templates">{words.title}</BackTo>
      <Asked query={query} part={(data) => data.template} title={words.title}>
        {(template) => <Edit key={template.id} template={template} />}
      </Asked>
    </>
  );
}

function Edit({ template }: { template: TemplateFieldsFragment }) {
  const words = useMessages(templatesMessages);
  const formats = useFormats();
  const isAdmin = useIsAdmin();
  const isFromAbove = useIsFromAbove(template.id);
  const [isArchiving, setArchiving] = useState(false);
  const update = useAct(async (form: TemplateForm) => (await call(UpdateTemplateDocument, { input: { id: template.id, ...inputOf(form) } })).updateTemplate);
  const archive = useAct(async () => (await call(ArchiveTemplateDocument, { input: { id: template.id } })).archiveTemplate);
  const mayChange = isAdmin && !isFromAbove && template.archivedAt === null;
  return (
    <>
      <PageHeader
        title={template.name}
        description={template.description}
        actions={
          mayChange ? (
            <>
              <Button variant="default" onClick={() => setArchiving(true)}>
                {words.archive}
              </Button>
              <Button component={Link} href={`/tokens/create?template=${encodeURIComponent(template.id)}`} leftSection={<Icon name="plus" />}>
                {words.createTokens}
              </Button>
            </>
          ) : null
        }
      />
      {template.archivedAt === null ? null : <Note tone="warning">{words.archivedNote(formats.moment(template.archivedAt))}</Note>}
      {isFromAbove && template.archivedAt === null ? <Note>{words.fromAboveHint}</Note> : null}
      <Columns
        main={
          <TemplateFormCard
            template={template}
            isReadOnly={!mayChange}
            does={words.save}
            isBusy={update.isBusy}
            problem={update.problem}
            onSave={async (form) => {
              if ((await update.run(form)) === undefined) return false;
              tellDone(words.saved);
              return true;
            }}
          />
        }
        side={<BoxGuide template={template} />}
      />
      <ConfirmDialog
        isOpen={isArchiving}
        title={words.archiveTitle(template.name)}
        action={words.archive}
        isDangerous
        isBusy={archive.isBusy}
        problem={archive.problem}
        onClose={() => setArchiving(false)}
        onConfirm={async () => {
          if ((await archive.run()) === undefined) return;
          setArchiving(false);
          tellDone(words.archivedNow);
        }}
      >
        <Text>{words.archiveText}</Text>
      </ConfirmDialog>
    </>
  );
}

/** Whether the template belongs to an organization above; while that is not known, the server decides. */
function useIsFromAbove(templateId: string): boolean {
  const { id } = useHere();
  const own = useQuery(TemplatesDocument, { organizationId: id, first: 100 }).data?.organization?.templates;
  if (own === undefined || own === null || own.pageInfo.hasNextPage) return false;
  return own.edges.every(({ node }) => node.id !== templateId);
}
