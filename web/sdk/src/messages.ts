/** Which language to speak, and in which words. */

/** The best of `available` for a person: what they chose, else what their browser asks for, else the first. */
export function chooseLanguage<Language extends string>(
  available: readonly [Language, ...Language[]],
  wanted: readonly string[],
): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split("-")[0];
    const found = available.find((each) => each === language);
    if (found !== undefined) return found;
  }
  return available[0];
}

/** How a person writes dates and numbers in a language: as in the first place of theirs that speaks it, such as `en-GB` for `en`. */
export function localeOf(language: string, wanted: readonly string[]): string {
  return wanted.find((tag) => isTag(tag) && tag.toLowerCase().split("-")[0] === language) ?? language;
}

/** Browsers give away what is none, such as Chromium `en-US@posix`; Intl would refuse it. */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** The form of a word that a number asks for, in languages that have one form for one and one for all others. */
export function plural(count: number, one: string, other: string): string {
  return count === 1 ? one : other;
}

/** A moment as a distance from now, in words: `2 hours ago`. */
export function relativeTime(language: string, moment: string | Date, now: Date = new Date()): string {
  const seconds = (new Date(moment).getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(Math.trunc(seconds), "second");
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
