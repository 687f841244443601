import { OrganizationDocument } from "@claimstead/sdk";
import { usePlaces } from "../../app/organization";
import { brandMessages } from "../../messages/brand";
import { useMessages } from "../../messages/catalogue";
import { EmptyState } from "../../shared/EmptyState";
import { PageHeader } from "../../shared/PageHeader";
import { useQuery } from "../../shared/queries";
import { Asked } from "../parts/Asked";
import { may } from "../parts/rights";
import { BrandEditor } from "./BrandEditor";

/** How customers see the manufacturer; for administrators of the root organization. */
export default function BrandPage() {
  const { viewer } = usePlaces();
  const words = useMessages(brandMessages);
  const root = viewer.memberships.find(
    ({ role, organization: { parent, isPersonal, slug, brand } }) => parent === null && !isPersonal && slug === brand.slug && may(role, "ADMIN"),
  )?.organization;
  const query = useQuery(OrganizationDocument, root === undefined ? null : { id: root.id });
  const name = viewer.memberships[0]?.organization.brand.displayName ?? "";
  return (
    <>
      <PageHeader title={words.title} description={words.lead} />
      {root === undefined ? (
        <EmptyState icon="brand" title={words.notRootTitle} text={words.notRootText(name)} />
      ) : (
        <Asked query={query} part={(data) => data.organization}>
          {(organization) => <BrandEditor key={organization.id} rootId={organization.id} brand={organization.brand} />}
        </Asked>
      )}
    </>
  );
}
