import type { Role } from "@claimstead/sdk";
import type { shell } from "../messages/en/shell";
import type { IconName } from "../shared/Icon";

export type Place = keyof typeof shell.places;

/** The places of the console, in the order of the navigation, and whose role reaches there. */
export const PLACES: readonly { readonly place: Place; readonly path: string; readonly icon: IconName; readonly roles: readonly Role[] }[] = [
  { place: "devices", path: "/devices", icon: "devices", roles: ["OWNER", "ADMIN", "OPERATOR", "MEMBER"] },
  { place: "tokens", path: "/tokens", icon: "tokens", roles: ["OWNER", "ADMIN", "OPERATOR"] },
  { place: "batches", path: "/batches", icon: "batches", roles: ["OWNER", "ADMIN", "OPERATOR"] },
  { place: "templates", path: "/templates", icon: "templates", roles: ["OWNER", "ADMIN", "OPERATOR"] },
  { place: "organizations", path: "/organizations", icon: "organizations", roles: ["OWNER", "ADMIN", "OPERATOR", "MEMBER"] },
  { place: "brand", path: "/brand", icon: "brand", roles: ["OWNER", "ADMIN"] },
  { place: "activity", path: "/activity", icon: "activity", roles: ["OWNER", "ADMIN", "OPERATOR"] },
];
