import { type TemplateFieldsFragment, TemplatesDocument } from "@claimstead/sdk";
import { Button } from "@mantine/core";
import { Link, useLocation } from "wouter";
import { useHere, useIsAdmin } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { shellMessages } from "../../messages/shell";
import { templatesMessages } from "../../messages/templates";
import { usePaging } from "../../shared/address";
import { DataTable } from "../../shared/DataTable";
import { EmptyState } from "../../shared/EmptyState";
import { Icon } from "../../shared/Icon";
import { PageHeader } from "../../shared/PageHeader";
import { Pager } from "../../shared/Pager";
import { useQuery } from "../../shared/queries";
import { useShortcut } from "../../shared/shortcuts";
import { RelativeTime } from "../../shared/time";
import { Asked } from "../parts/Asked";
import { NotForYou } from "../parts/NotForYou";
import { Picture } from "./Picture";

/** The templates that the organization may use: its own, and those from above. */
export function TemplateList() {
  const { id, isPersonal } = useHere();
  const mayCreate = useIsAdmin() && !isPersonal;
  const words = useMessages(templatesMessages);
  const keys = useMessages(shellMessages).keys;
  const places = useMessages(placesMessages);
  const [, navigate] = useLocation();
  const paging = usePaging();
  const query = useQuery(TemplatesDocument, { organizationId: id, includeAbove: true, ...paging.page });
  useShortcut("c", keys.create, () => navigate("/templates/new"), mayCreate);
  const create = mayCreate ? (
    <Button component={Link} href="/templates/new" leftSection={<Icon name="plus" />}>
      {words.create}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={words.title} description={words.lead} actions={create} />
      <Asked query={query} part={(data) => data.organization?.templates} gone={<NotForYou />}>
        {({ edges, pageInfo }) =>
          edges.length === 0 && paging.isFirst ? (
            <EmptyState icon="templates" title={words.emptyTitle} text={words.emptyText}>
              {create}
            </EmptyState>
          ) : (
            <>
              <DataTable<TemplateFieldsFragment>
                label={words.title}
                rows={edges.map(({ node }) => node)}
                isFormer={query.isFormer}
                keyOf={(template) => template.id}
                nameOf={(template) => template.name}
                onOpen={(template) => navigate(`/templates/${encodeURIComponent(template.id)}`)}
                columns={[
                  {
                    key: "name",
                    header: places.name,
                    onPhone: "title",
                    render: (template) => <Picture url={template.pictureUrl} name={template.name} isBeside />,
                  },
                  { key: "description", header: words.description, onPhone: "hidden", render: (template) => template.description || "–" },
                  { key: "fields", header: words.fields, render: (template) => words.fieldCount(template.metadataFields.length) },
                  { key: "created", width: "9rem", header: places.created, render: (template) => <RelativeTime at={template.createdAt} /> },
                ]}
              />
              <Pager paging={paging} info={pageInfo} />
            </>
          )
        }
      </Asked>
    </>
  );
}
