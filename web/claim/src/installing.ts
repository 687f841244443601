/** Chromium's offer to install the app, kept until the person has had a first success. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offer: InstallPrompt | null = null;

export function keepInstallPrompt(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallPrompt;
  });
  addEventListener("appinstalled", () => {
    offer = null;
  });
}

export const canInstall = (): boolean => offer !== null;

/** Ask the browser to ask. An offer works once. */
export async function install(): Promise<void> {
  const asked = offer;
  offer = null;
  await asked?.prompt();
}
