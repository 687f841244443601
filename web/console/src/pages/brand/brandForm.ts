import type { BrandFieldsFragment, UpdateBrandInput } from "@claimstead/sdk";
import { contrast, parseColour, READABLE, readableOn } from "./contrast";

export interface LinkForm {
  readonly key: string;
  readonly name: string;
  readonly url: string;
}

export interface AndroidForm {
  readonly key: string;
  readonly package: string;
  readonly fingerprints: string;
}

export interface BrandForm {
  readonly displayName: string;
  readonly primaryColor: string;
  /** Empty: chosen by itself. */
  readonly textColor: string;
  readonly supportUrl: string;
  readonly privacyUrl: string;
  readonly termsUrl: string;
  readonly links: readonly LinkForm[];
  readonly claimHost: string;
  readonly appleApps: string;
  readonly androidApps: readonly AndroidForm[];
}

let made = 0;

export function newKey(): string {
  made += 1;
  return `new-${made}`;
}

export function formOf(brand: BrandFieldsFragment): BrandForm {
  return {
    displayName: brand.displayName,
    primaryColor: brand.primaryColor,
    textColor: brand.textColor === readableOn(brand.primaryColor) ? "" : brand.textColor,
    supportUrl: brand.supportUrl ?? "",
    privacyUrl: brand.privacyUrl ?? "",
    termsUrl: brand.termsUrl ?? "",
    links: brand.links.map(({ name, url }) => ({ key: newKey(), name, url })),
    claimHost: brand.claimHost,
    appleApps: brand.appleApps.join("\n"),
    androidApps: brand.androidApps.map((app) => ({ key: newKey(), package: app.package, fingerprints: app.fingerprints.join("\n") })),
  };
}

const lines = (text: string) => text.split(/[\n,]/).map((line) => line.trim()).filter((line) => line !== "");

/** Only what differs from `saved`: what others changed meanwhile stays. */
export function changesOf(form: BrandForm, saved: BrandForm): Omit<UpdateBrandInput, "organizationId"> {
  const whole = {
    displayName: form.displayName,
    primaryColor: form.primaryColor.trim(),
    textColor: form.textColor.trim(),
    supportUrl: form.supportUrl.trim(),
    privacyUrl: form.privacyUrl.trim(),
    termsUrl: form.termsUrl.trim(),
    links: form.links.filter(({ name, url }) => name.trim() !== "" || url.trim() !== "").map(({ name, url }) => ({ name: name.trim(), url: url.trim() })),
    claimHost: form.claimHost.trim(),
    appleApps: lines(form.appleApps),
    androidApps: form.androidApps.filter((app) => app.package.trim() !== "" || app.fingerprints.trim() !== "").map((app) => ({ package: app.package.trim(), fingerprints: lines(app.fingerprints) })),
  };
  return Object.fromEntries(Object.entries(whole).filter(([name]) => JSON.stringify(form[name as keyof BrandForm]) !== JSON.stringify(saved[name as keyof BrandForm])));
}

export interface Colours {
  readonly primary: string;
  readonly text: string;
  readonly ratio: number;
  readonly isReadable: boolean;
}

/** The colours as they would be shown; null while one of them is none. */
export function coloursOf({ primaryColor, textColor }: Pick<BrandForm, "primaryColor" | "textColor">): Colours | null {
  const primary = parseColour(primaryColor);
  if (primary === null) return null;
  const text = textColor.trim() === "" ? readableOn(primary) : parseColour(textColor);
  if (text === null) return null;
  const ratio = contrast(primary, text);
  return { primary, text, ratio, isReadable: ratio >= READABLE };
}
