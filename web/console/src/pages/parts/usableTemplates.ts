import { type TemplateFieldsFragment, TemplatesDocument } from "@claimstead/sdk";
import { useEffect } from "react";
import { useHere } from "../../app/organization";
import { useChoices } from "../../shared/choices";

interface UsableTemplates {
  /** By name; undefined until all are known. */
  readonly templates: readonly TemplateFieldsFragment[] | undefined;
  readonly problem: unknown;
  retry(): void;
}

/** The templates with which something new can be made here. Nothing is asked until it is wanted. */
export function useUsableTemplates(isWanted = true): UsableTemplates {
  const { id } = useHere();
  const { known, hasMore, isLoading, problem, more, retry } = useChoices(
    TemplatesDocument,
    isWanted ? { organizationId: id, includeAbove: true } : null,
    (data) => data.organization?.templates,
  );
  const goesOn = hasMore && !isLoading && problem === undefined;
  useEffect(() => {
    if (goesOn) more();
  });
  const usable = known?.filter(({ archivedAt }) => archivedAt === null).sort((one, other) => one.name.localeCompare(other.name));
  return { templates: hasMore ? undefined : usable, problem, retry };
}
