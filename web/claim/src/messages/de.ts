import type { Messages } from "./en.ts";

export const de: Messages = {
  language: "Deutsch",
  addDevice: "Gerät hinzufügen",
  code: (grouped: string) => `Code ${grouped}`,
  typo: "Dieser Code enthält einen Tippfehler. Vergleichen Sie ihn noch einmal mit dem Etikett.",
};
