import { BatchDocument, BatchesDocument, MembersDocument, TemplateDocument, TemplatesDocument } from "@claimstead/sdk";
import { useHere } from "../../app/organization";
import { type Choices, useChoices } from "../../shared/choices";
import { PickOne } from "../../shared/PickOne";
import { useQuery } from "../../shared/queries";

interface FilterProps {
  readonly label: string;
  readonly any: string;
  readonly value: string;
  onChange(value: string): void;
}

/** One of the templates that can be used here. */
export function TemplateFilter(props: FilterProps) {
  const { id } = useHere();
  const choices = useChoices(TemplatesDocument, { organizationId: id, includeAbove: true }, (data) => data.organization?.templates);
  const alone = useQuery(TemplateDocument, lacks(choices, props.value) ? { id: props.value } : null).data?.template;
  return <PickOne {...props} choices={choices} options={optionsOf(choices, alone)} />;
}

/** One of the organization's batches, the newest first. */
export function BatchFilter(props: FilterProps) {
  const { id } = useHere();
  const choices = useChoices(BatchesDocument, { organizationId: id }, (data) => data.organization?.tokenBatches);
  const alone = useQuery(BatchDocument, lacks(choices, props.value) ? { id: props.value } : null).data?.tokenBatch;
  return <PickOne {...props} choices={choices} options={optionsOf(choices, alone)} />;
}

/** One of the organization's members. */
export function MemberFilter(props: FilterProps) {
  const { id } = useHere();
  const choices = useChoices(MembersDocument, { organizationId: id }, (data) => data.organization?.members);
  const options = (choices.known ?? []).map(({ user }) => ({ value: user.id, label: user.name ?? user.email }));
  return <PickOne {...props} choices={choices} options={options} />;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Whether what the address names is none of the first, so that its name is asked for by itself. */
function lacks({ known }: Choices<Named>, value: string): boolean {
  return value !== "" && known !== undefined && !known.some(({ id }) => id === value);
}

function optionsOf({ known = [] }: Choices<Named>, alone: Named | null | undefined) {
  const isMissing = alone != null && !known.some(({ id }) => id === alone.id);
  return [...known, ...(isMissing ? [alone] : [])].map(({ id, name }) => ({ value: id, label: name }));
}
