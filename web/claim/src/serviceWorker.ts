const RELOADED = "claimstead.claim.reloaded";

const register = (): void => void navigator.serviceWorker.register("/sw.js").catch(() => undefined);

/** The app opens without a network from the second visit on; a part of an older build that is gone leads to the new one. */
export function startServiceWorker(): void {
  addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
    if (!navigator.onLine || Date.now() - last < 10_000) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
  if (import.meta.env.PROD && "serviceWorker" in navigator) {
    // After the page itself is there: what it loads for later must not slow it down.
    if (document.readyState === "complete") register();
    else addEventListener("load", register, { once: true });
  }
}
