import type { Role, ViewerQuery } from "@claimstead/sdk";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { shellMessages } from "../messages/shell";
import { useMessages } from "../messages/catalogue";
import { EmptyState } from "../shared/EmptyState";

export type Viewer = NonNullable<ViewerQuery["viewer"]>;

/** Where the person acts at the moment. */
export interface Here {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly isPersonal: boolean;
}

interface Places {
  readonly viewer: Viewer;
  readonly here: Here;
  /** The organizations that the person is a member of, and the present one. */
  readonly choices: readonly Here[];
  /** Go on in another one, perhaps below one's own: `role` then is what reaches there from above. */
  choose(organization: Here): void;
}

const KEY = "claimstead.organization";
const RANKS: readonly Role[] = ["OWNER", "ADMIN", "OPERATOR", "MEMBER"];
const Context = createContext<Places | null>(null);

/** Remembers where the person acts, and wears the brand of that place. */
export function OrganizationProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  const [, navigate] = useLocation();
  const words = useMessages(shellMessages);
  const [below, setBelow] = useState<Here | null>(null);
  const own = useMemo(() => ownOf(viewer), [viewer]);
  const [chosenId, setChosenId] = useState<string | null>(remembered);
  const here = (below?.id === chosenId ? below : null) ?? own.find(({ id }) => id === chosenId) ?? own[0];

  const choose = useCallback(
    (organization: Here) => {
      setBelow(own.some(({ id }) => id === organization.id) ? null : organization);
      setChosenId(organization.id);
      try {
        localStorage.setItem(KEY, organization.id);
      } catch {
        // A browser that keeps nothing begins with the first one next time.
      }
      // Filters, cursors and open drawers belong to the organization that is left.
      navigate(window.location.pathname);
    },
    [own, navigate],
  );

  const brand = viewer.memberships[0]?.organization.brand;
  useEffect(() => {
    if (brand === undefined) return;
    document.documentElement.style.setProperty("--brand", brand.primaryColor);
    document.documentElement.style.setProperty("--brand-text", brand.textColor);
  }, [brand]);

  const places = useMemo(
    () => (here === undefined ? null : { viewer, here, choices: below === null || below.id !== here.id ? own : [below, ...own], choose }),
    [viewer, here, below, own, choose],
  );
  if (places === null) {
    return (
      <main>
        <EmptyState icon="organizations" title={words.noOrganization.title} text={words.noOrganization.text} />
      </main>
    );
  }
  return <Context value={places}>{children}</Context>;
}

export function usePlaces(): Places {
  const places = useContext(Context);
  if (places === null) throw new Error("usePlaces stands below OrganizationProvider only.");
  return places;
}

/** The organization that the page is about. */
export function useHere(): Here {
  return usePlaces().here;
}

/** Whether the person's role here is one of those that administer. */
export function useIsAdmin(): boolean {
  const { role } = useHere();
  return role === "OWNER" || role === "ADMIN";
}

/** The person's own organizations: companies before the personal one, higher roles first. */
function ownOf(viewer: Viewer): Here[] {
  return viewer.memberships
    .map(({ role, organization: { id, name, isPersonal } }) => ({ id, name, isPersonal, role }))
    .sort((one, other) => Number(one.isPersonal) - Number(other.isPersonal) || RANKS.indexOf(one.role) - RANKS.indexOf(other.role));
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
