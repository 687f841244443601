import { usePlaces } from "../../app/organization";

/** Whether the person may take tokens away that this organization issued: for administrators of the very organization. */
export function useActsAsIssuer(): boolean {
  const { viewer, here } = usePlaces();
  return viewer.memberships.some(({ role, organization }) => organization.id === here.id && (role === "OWNER" || role === "ADMIN"));
}
