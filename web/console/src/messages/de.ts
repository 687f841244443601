import type { Messages } from "./en.ts";

export const de: Messages = {
  language: "Deutsch",
  title: "Claimstead-Konsole",
  loading: "Wird geladen …",
  signedOut: "Sie sind abgemeldet.",
  signedIn: (email: string) => `Angemeldet als ${email}.`,
};
