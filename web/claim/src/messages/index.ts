import { chooseLanguage, localeOf } from "@claimstead/sdk";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

import { en, type Messages } from "./en.ts";

/** English comes with the app; other languages are fetched by those who speak them. */
const LANGUAGES = {
  en: () => Promise.resolve(en),
  de: () => import("./de.ts").then((module) => module.de),
} satisfies Record<string, () => Promise<Messages>>;
export type Language = keyof typeof LANGUAGES;

/** Each language in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

const CHOSEN = "claimstead.language";

/** What the person chose here before, else what their browser asks for. */
export function language(): Language {
  return chooseLanguage(["en", "de"], [chosen(), ...navigator.languages]);
}

/** Speak another language from now on. */
export function speak(next: Language): void {
  try {
    localStorage.setItem(CHOSEN, next);
  } catch {
    // The browser keeps nothing, so it goes on in its own language.
  }
  location.reload();
}

function chosen(): string {
  try {
    return localStorage.getItem(CHOSEN) ?? "";
  } catch {
    return "";
  }
}

/** The words of a language; English when they cannot be fetched. */
export const messagesOf = (spoken: Language): Promise<Messages> => LANGUAGES[spoken]().catch(() => en);

interface Speech {
  readonly language: Language;
  readonly messages: Messages;
}

const SpeechContext = createContext<Speech>({ language: "en", messages: en });
export const SpeechProvider = SpeechContext.Provider;

/** The words of the person's language. */
export function useMessages(): Messages {
  return useContext(SpeechContext).messages;
}

export function useLanguage(): Language {
  return useContext(SpeechContext).language;
}

/** How dates and times are written: as where the person lives, in the language that is spoken here. */
export function useLocale(): string {
  return localeOf(useLanguage(), navigator.languages);
}
