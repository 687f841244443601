import { chooseLanguage } from "@claimstead/sdk";
import { createContext, useContext } from "react";

import { de } from "./de.ts";
import { en, type Messages } from "./en.ts";

export const LANGUAGES = { en, de } satisfies Record<string, Messages>;
export type Language = keyof typeof LANGUAGES;

const CHOSEN = "claimstead.language";

/** What the person chose here before, else what their browser asks for. */
export function language(): Language {
  return chooseLanguage(["en", "de"], [localStorage.getItem(CHOSEN) ?? "", ...navigator.languages]);
}

export function rememberLanguage(chosen: Language): void {
  localStorage.setItem(CHOSEN, chosen);
}

const MessagesContext = createContext<Messages>(en);
export const MessagesProvider = MessagesContext.Provider;

/** The words of the person's language. */
export function useMessages(): Messages {
  return useContext(MessagesContext);
}
