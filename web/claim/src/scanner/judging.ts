import { parseClaimCode } from "@claimstead/sdk";

/** What a scanned text is. */
export type Scanned =
  | { readonly kind: "code"; readonly code: string }
  /** A claim link of another host: another brand, or another installation. */
  | { readonly kind: "elsewhere"; readonly host: string; readonly url: string }
  /** One of our links, whose code cannot be right. */
  | { readonly kind: "mistyped" }
  | { readonly kind: "other" };

/** Tells claim codes for `hosts` from what else stands on boxes. Nothing is sent. */
export function judge(text: string, hosts: readonly string[]): Scanned {
  const url = linkIn(text.trim());
  if (url === null) {
    const code = parseClaimCode(text);
    return code === null ? { kind: "other" } : { kind: "code", code: code.text };
  }
  const isClaimLink = /^\/c\/[^/]+\/?$/i.test(url.pathname);
  if (!isClaimLink) return { kind: "other" };
  const code = parseClaimCode(text);
  if (!hosts.includes(url.host.toLowerCase())) {
    return code === null ? { kind: "other" } : { kind: "elsewhere", host: url.host, url: url.href };
  }
  return code === null ? { kind: "mistyped" } : { kind: "code", code: code.text };
}

function linkIn(text: string): URL | null {
  if (!/^https?:/i.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
