import { useEffect, useState } from "react";

const KEY = "claimstead.brand";

export interface BrandHere {
  readonly slug: string;
  readonly name: string;
  readonly logoUrl: string | null;
}

/** The brand of this host, as `/brand.json` tells it; null where a host serves several, which then ask for its name. */
export function useBrandHere(): BrandHere | null {
  const [brand, setBrand] = useState<BrandHere | null>(null);
  useEffect(() => {
    const stopping = new AbortController();
    void ask(stopping.signal).then((found) => {
      if (found !== null) setBrand(found);
    });
    return () => stopping.abort();
  }, []);
  return brand;
}

async function ask(signal: AbortSignal): Promise<BrandHere | null> {
  try {
    const response = await fetch("/brand.json", { credentials: "omit", signal });
    if (!response.ok) return null;
    const told = (await response.json()) as Record<string, unknown>;
    const style = document.documentElement.style;
    if (typeof told["primaryColor"] === "string") style.setProperty("--brand", told["primaryColor"]);
    if (typeof told["textColor"] === "string") style.setProperty("--brand-text", told["textColor"]);
    const { slug, displayName, logoUrl } = told;
    if (typeof slug !== "string") return null;
    return { slug, name: typeof displayName === "string" ? displayName : slug, logoUrl: typeof logoUrl === "string" ? logoUrl : null };
  } catch {
    return null;
  }
}

export function rememberedBrand(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function rememberBrand(slug: string): void {
  try {
    localStorage.setItem(KEY, slug);
  } catch {
    // It is only a convenience.
  }
}
