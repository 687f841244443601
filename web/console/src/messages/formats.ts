import { localeOf } from "@claimstead/sdk";
import { type Language, useLanguage } from "./catalogue";

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export interface Formats {
  number(value: number): string;
  /** Day and time, in the reader's time zone. */
  moment(value: string | Date): string;
  day(value: string | Date): string;
  /** Such as `2 hours ago`; below ten seconds `now`. */
  relative(value: string | Date, now: number): string;
  /** Such as `MAC Address, Colour and Serial`. */
  list(values: readonly string[]): string;
}

function formats(locale: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    number: (value) => number.format(value),
    moment: (value) => moment.format(new Date(value)),
    day: (value) => day.format(new Date(value)),
    list: (values) => list.format(values),
    relative(value, now) {
      // The page's clock ticks slowly: what has just happened may lie a little ahead of it.
      const ahead = Math.round((new Date(value).getTime() - now) / 1000);
      const seconds = ahead > 0 && ahead < 60 ? 0 : ahead;
      if (Math.abs(seconds) < 10) return relative.format(0, "second");
      const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
      return relative.format(Math.trunc(seconds / length), unit);
    },
  };
}

const byLanguage = new Map<Language, Formats>();

/** Each language's are made once: building them is slow. */
function formatsOf(language: Language): Formats {
  const known = byLanguage.get(language) ?? formats(localeOf(language, navigator.languages));
  byLanguage.set(language, known);
  return known;
}

/** Numbers, times and lists as the reader writes them in the present language. */
export function useFormats(): Formats {
  return formatsOf(useLanguage());
}
