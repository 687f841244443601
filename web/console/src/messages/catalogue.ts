import { useSyncExternalStore } from "react";

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The words of one page or part, whole in every language: the types demand it. */
export type Catalogue<Words> = Readonly<Record<Language, Words>>;

export function catalogue<Words>(en: Words, de: NoInfer<Words>): Catalogue<Words> {
  return { en, de };
}

const KEY = "claimstead.language";
const listeners = new Set<() => void>();
let current: Language = stored() ?? preferred();

/** The chosen language, else the first of the browser's that we have, else English. */
export function language(): Language {
  return current;
}

export function chooseLanguage(chosen: Language): void {
  current = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  document.documentElement.lang = chosen;
  for (const listener of listeners) listener();
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, language);
}

/** The words of a catalogue in the present language; the component follows when that changes. */
export function useMessages<Words>(words: Catalogue<Words>): Words {
  return words[useLanguage()];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return LANGUAGES.find((each) => each === kept);
  } catch {
    return undefined;
  }
}

function preferred(): Language {
  const wanted = navigator.languages.map((each) => each.slice(0, 2).toLowerCase());
  return LANGUAGES.find((each) => each === wanted.find((one) => LANGUAGES.includes(one as Language))) ?? "en";
}
