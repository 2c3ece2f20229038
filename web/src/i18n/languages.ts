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
