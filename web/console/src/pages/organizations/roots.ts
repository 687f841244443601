import type { Role } from "@claimstead/sdk";
import { usePlaces } from "../../app/organization";
import { may } from "../parts/rights";
import type { TreeNode } from "./OrganizationTree";

/** The organizations of the person that stand below none of their others: where their trees begin. */
export function useRoots(least: Role = "MEMBER"): readonly TreeNode[] {
  const { viewer } = usePlaces();
  const own = viewer.memberships.filter(({ role }) => may(role, least)).map(({ organization }) => organization);
  return own.filter(({ parent }) => parent === null || own.every(({ id }) => id !== parent.id));
}

/** The person's role in an organization: their own there, else, where they administer it from above, the highest they hold. */
export function useRoleIn(organizationId: string, isAdministered: boolean): Role {
  const { viewer, here } = usePlaces();
  const direct = viewer.memberships.find(({ organization }) => organization.id === organizationId)?.role;
  const roles = viewer.memberships.map(({ role }) => role);
  if (isAdministered) return roles.includes("OWNER") && direct !== "ADMIN" ? "OWNER" : "ADMIN";
  return direct ?? (here.id === organizationId ? here.role : "MEMBER");
}
