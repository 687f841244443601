import type { DeviceDetailFragment } from "@claimstead/sdk";
import { usePlaces } from "../../app/organization";
import { may } from "../parts/rights";

export interface DeviceRights {
  /** Owns it, or administers where it stands. */
  readonly mayEdit: boolean;
  /** Give it to somebody, or give it up. */
  readonly mayRelease: boolean;
  readonly mayMove: boolean;
  /** Administers the very organization that issued it. */
  readonly mayDisclaim: boolean;
  readonly isOwner: boolean;
  readonly isStaff: boolean;
}

/** What is offered for a device. The server decides anew at each act. */
export function useDeviceRights(device: DeviceDetailFragment): DeviceRights {
  const { viewer, here } = usePlaces();
  const isOwner = device.owner?.id === viewer.user.id;
  const place = device.organization;
  const direct = place === null ? undefined : viewer.memberships.find(({ organization }) => organization.id === place.id);
  // What stands below the present organization is reached by the role there.
  const role = direct?.role ?? here.role;
  const administers = place !== null && !place.isPersonal && may(role, "ADMIN");
  const isOwned = device.status === "CLAIMED";
  const issuer = device.staticToken?.issuer.id;
  return {
    isOwner,
    mayEdit: isOwner || administers,
    mayRelease: isOwned && (isOwner || administers),
    mayMove: isOwned && administers,
    mayDisclaim: isOwned && viewer.memberships.some(({ organization, role: held }) => organization.id === issuer && may(held, "ADMIN")),
    isStaff: may(here.role, "OPERATOR"),
  };
}
