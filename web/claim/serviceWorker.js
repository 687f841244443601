// The claim app's service worker: it opens without a network, at any of its paths. What the API answers never passes
// through here. `VERSION` and `FILES` are put in by the build.

const KEPT = `claim-${VERSION}`;
const BRAND = "claim-brand";
const SHELL = "/claim";
/** A page that has not come by then is taken from here: links in the field are slow before they are dead. */
const PATIENCE_MS = 4000;

const isPage = (path) => /^\/(c\/[^/]+|claim(\/.*)?|verify|reset|invitation|transfer)$/i.test(path);
const isOfBrand = (path) => path === "/brand.json" || path === "/brand.css" || /^\/brands\/[^/]+\/logo/.test(path);

addEventListener("install", (event) => {
  const files = [SHELL, ...FILES].map((path) => new Request(path, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(files)));
});

const isOld = (name) => name.startsWith("claim-") && name !== KEPT && name !== BRAND;

// A new version waits until no page of the old one is open. Nobody waits for it: pages come from the network first.
addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (isPage(url.pathname)) event.respondWith(page(request));
  } else if (url.pathname.startsWith("/assets/claim/")) {
    event.respondWith(asset(request));
  } else if (isOfBrand(url.pathname)) {
    event.respondWith(ofBrand(event, request));
  }
});

/** From the network, and the kept one where that fails or takes too long. Every page is the same file. */
async function page(request) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = fetch(request).catch(() => undefined);
  const first = await Promise.race([answer, late]);
  if (first?.ok) return first;
  const kept = await caches.match(SHELL, { cacheName: KEPT });
  return kept ?? (await answer) ?? Response.error();
}

/** Its name holds its digest, so a kept one is the right one. */
async function asset(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}

/** The kept one at once, and the newer one for the next time. */
async function ofBrand(event, request) {
  const cache = await caches.open(BRAND);
  const kept = await cache.match(request, { ignoreVary: true });
  const newer = fetch(request).then(async (answer) => {
    if (answer.ok) await cache.put(request, answer.clone());
    else if (answer.status === 404) await cache.delete(request);
    return answer;
  });
  if (kept === undefined) return newer;
  event.waitUntil(newer.catch(() => undefined));
  return kept;
}
