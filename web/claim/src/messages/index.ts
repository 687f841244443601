import { chooseLanguage } from "@claimstead/sdk";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

import { en, type Messages } from "./en.ts";

/** English comes with the app; other languages are fetched by those who speak them. */
const LANGUAGES = {
  en: () => Promise.resolve(en),
  de: () => import("./de.ts").then((module) => module.de),
} satisfies Record<string, () => Promise<Messages>>;
export type Language = keyof typeof LANGUAGES;

const CHOSEN = "claimstead.language";

/** What the person chose here before, else what their browser asks for. */
export function language(): Language {
  return chooseLanguage(["en", "de"], [localStorage.getItem(CHOSEN) ?? "", ...navigator.languages]);
}

export const messagesOf = (spoken: Language): Promise<Messages> => LANGUAGES[spoken]();

const MessagesContext = createContext<Messages>(en);
export const MessagesProvider = MessagesContext.Provider;

/** The words of the person's language. */
export function useMessages(): Messages {
  return useContext(MessagesContext);
}
