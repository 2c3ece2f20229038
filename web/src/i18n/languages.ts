/** The five languages of the interface. Dates are Gregorian in all of them, as instruments date themselves. */
export const languages = {
  ar: { name: "العربية", dir: "rtl", locale: "ar-u-ca-gregory-nu-arab" },
  en: { name: "English", dir: "ltr", locale: "en-GB" },
  fa: { name: "فارسی", dir: "rtl", locale: "fa-u-ca-gregory-nu-arabext" },
  ru: { name: "Русский", dir: "ltr", locale: "ru" },
  tr: { name: "Türkçe", dir: "ltr", locale: "tr" },
} as const;

export type Language = keyof typeof languages;

export const isLanguage = (name: string | null | undefined): name is Language => name != null && Object.hasOwn(languages, name);

/** The direction of text in any language that content may have. */
export const directionOf = (language: string | undefined): "ltr" | "rtl" | "auto" =>
  language === undefined ? "auto" : /^(ar|fa|he|ku-arab|ps|ur|ckb)\b/i.test(language) ? "rtl" : "ltr";

/** Text that keeps its own direction within a line of the other: coordinates, ids. */
export const leftToRight = (text: string): string => `\u2066${text}\u2069`;

const WRITTEN = { ltr: /[A-Za-z\u00c0-\u024f\u0400-\u04ff]/, rtl: /[\u0590-\u08ff\ufb1d-\ufefc]/ };
const ISOLATES = /[\u2066-\u2069]/g;
/**
 * A name or a word, to stand in a sentence that is written in `dir`. What is written the other way keeps to itself there, with the brackets
 * around it where they belong; what has such parts apart already, or none, stays as it is.
 */
export function standingIn(dir: "ltr" | "rtl", text: string): string {
  return WRITTEN[dir === "ltr" ? "rtl" : "ltr"].test(text) && text.search(ISOLATES) < 0 ? `\u2068${text}\u2069` : text;
}
/** For whoever is no page: a file, a map. */
export const withoutIsolates = (text: string): string => text.replace(ISOLATES, "");
