import type { BrandFieldsFragment } from "@claimstead/sdk";

import { useSyncExternalStore } from "../react.ts";
import { kept } from "./kept.ts";

/** What the app shows of a brand; `/brand.json` says it of the host, previews say it of a code. */
export type Brand = Pick<
  BrandFieldsFragment,
  "slug" | "displayName" | "primaryColor" | "textColor" | "logoUrl" | "supportUrl" | "privacyUrl" | "termsUrl" | "links" | "selfSignUp" | "claimHost"
> &
  Partial<Pick<BrandFieldsFragment, "appleApps" | "androidApps">>;

export type BrandState =
  | { readonly status: "asking"; readonly brand: null }
  | { readonly status: "known"; readonly brand: Brand }
  /** The host is that of no brand, and several live here. */
  | { readonly status: "nobodys"; readonly brand: null }
  /** Not known for want of an answer. */
  | { readonly status: "unreachable"; readonly brand: null };

let state: BrandState = { status: "asking", brand: null };
/** That of the host, when it has one; codes of others are foreign here. */
let ofHost: Brand | null = null;
const listeners = new Set<() => void>();

function change(next: BrandState): void {
  state = next;
  for (const listener of [...listeners]) listener();
}

/** Ask which brand lives at this host; again after a failure. */
export async function askForBrand(): Promise<void> {
  if (state.status !== "known") change({ status: "asking", brand: null });
  try {
    const response = await fetch("/brand.json", { credentials: "omit" });
    if (response.ok) {
      ofHost = (await response.json()) as Brand;
      if (state.status !== "known") change({ status: "known", brand: ofHost });
      return;
    }
    if (response.status !== 404) throw new Error(`/brand.json answered ${response.status}.`);
    const remembered = kept.read("brand");
    if (remembered !== null) meetBrand(JSON.parse(remembered) as Brand);
    else if (state.status !== "known") change({ status: "nobodys", brand: null });
  } catch {
    if (state.status !== "known") change({ status: "unreachable", brand: null });
  }
}

/** Go on in the face of the brand that a code or a mail has named. */
export function meetBrand(brand: Brand): void {
  if (ofHost === null) kept.write("brand", JSON.stringify(brand));
  const style = document.documentElement.style;
  style.setProperty("--brand", brand.primaryColor);
  style.setProperty("--brand-text", brand.textColor);
  if (state.brand?.slug !== brand.slug || state.brand.androidApps === undefined) change({ status: "known", brand });
}

/** Whether a code that belongs to `brand` is none of the brand whose host this is. */
export function isForeignHere(brand: Brand): boolean {
  return ofHost !== null && ofHost.slug !== brand.slug;
}

/** The hosts whose claim links this app may answer. */
export function ownHosts(): readonly string[] {
  const hosts = [location.host, ofHost?.claimHost, state.brand?.claimHost];
  return hosts.filter((host) => host !== undefined).map((host) => host.toLowerCase());
}

export function useBrand(): BrandState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
