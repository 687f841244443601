import type { Role } from "@claimstead/sdk";

const RANKS: Readonly<Record<Role, number>> = { OWNER: 3, ADMIN: 2, OPERATOR: 1, MEMBER: 0 };

export const ROLES: readonly Role[] = ["OWNER", "ADMIN", "OPERATOR", "MEMBER"];

/** Whether a role is at least this one. What is hidden by it the server refuses all the same. */
export function may(role: Role, least: Role): boolean {
  return RANKS[role] >= RANKS[least];
}

/** The roles that somebody of this role may give away, the highest first. */
export function rolesUpTo(role: Role): readonly Role[] {
  return ROLES.filter((each) => may(role, each));
}
