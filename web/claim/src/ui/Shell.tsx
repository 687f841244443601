import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter";

import { useMessages } from "../messages/index.ts";
import { useBrand, askForBrand } from "../state/brand.ts";
import { useSession } from "../state/session.ts";
import { Icon } from "./Icon.tsx";

/** What stands around every page: the brand, the ways to the other pages, and whether there is a network. */
export function Shell({ children }: { readonly children: ComponentChildren }) {
  const words = useMessages();
  const { brand } = useBrand();
  const session = useSession();
  const isOnline = useOnline();
  const isSignedIn = session.status !== "signed-out";
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        {words.skip}
      </a>
      <header>
        <Link href={isSignedIn ? "/claim/devices" : "/claim"} class="brand">
          {brand?.logoUrl ? <img src={brand.logoUrl} alt={brand.displayName} /> : <span>{brand?.displayName ?? ""}</span>}
        </Link>
        {isSignedIn ? <Navigation /> : <SignInLink />}
      </header>
      <div aria-live="polite">{isOnline ? null : <p class="offline">{words.failure.offlineNow}</p>}</div>
      <main id="main" tabIndex={-1}>{children}</main>
      <Footer />
    </>
  );
}

/** Without the address: what stands behind the `#` there is the token of a mail. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Navigation() {
  const words = useMessages().places;
  const [path] = useLocation();
  const places = [
    ["/claim/devices", words.devices, "devices"],
    ["/claim", words.add, "scan"],
    ["/claim/account", words.account, "person"],
  ] as const;
  return (
    <nav aria-label={words.label}>
      {places.map(([place, name, icon]) => (
        <Link key={place} href={place} aria-current={isAt(path, place) ? "page" : undefined}>
          <Icon name={icon} size={22} />
          {name}
        </Link>
      ))}
    </nav>
  );
}

const isAt = (path: string, place: string): boolean =>
  path === place || (place === "/claim/devices" && path.startsWith(place)) || (place === "/claim" && /^\/c\//i.test(path));

function SignInLink() {
  const words = useMessages();
  const [path] = useLocation();
  if (path !== "/claim") return null;
  return (
    <Link href="/claim/sign-in" class="sign-in">
      {words.signIn.action}
    </Link>
  );
}

/** The brand's own pages: help, privacy, terms. */
function Footer() {
  const words = useMessages();
  const { brand } = useBrand();
  if (brand === null) return null;
  const pages = [
    [words.links.help, brand.supportUrl],
    [words.links.privacy, brand.privacyUrl],
    [words.links.terms, brand.termsUrl],
    ...brand.links.map((link) => [link.name, link.url] as const),
  ] as const;
  const known = pages.filter(([, url]) => url);
  if (known.length === 0) return null;
  return (
    <footer>
      {known.map(([name, url]) => (
        <a key={url} href={url!} rel="noreferrer" target="_blank">
          {name}
        </a>
      ))}
    </footer>
  );
}

function useOnline(): boolean {
  const [isOnline, setIsOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => {
      setIsOnline(navigator.onLine);
      if (navigator.onLine) void askForBrand();
    };
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return isOnline;
}
