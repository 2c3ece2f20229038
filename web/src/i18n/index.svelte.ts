/**
 * The interface's language, and what depends on it: words, plurals, digits, dates, names.
 *
 * The language of what people wrote is another thing: `pick` says which one it found, and the page marks it with
 * `lang` and `dir` of its own.
 */
import { cached } from "./cached.ts";
import { compile, type Arguments } from "./message.ts";
import type { Key, Messages } from "./en/index.ts";
import { languages, isLanguage, standingIn, type Language } from "./languages.ts";

export { languages, type Language } from "./languages.ts";
export type { Key } from "./en/index.ts";

const loaders: Record<Language, () => Promise<{ messages: Messages }>> = {
  ar: () => import("./ar/index.ts"),
  en: () => import("./en/index.ts"),
  fa: () => import("./fa/index.ts"),
  ru: () => import("./ru/index.ts"),
  tr: () => import("./tr/index.ts"),
};

const STORED = "truce.language";

class Interface {
  language = $state<Language>("en");
  messages = $state.raw<Messages | undefined>(undefined);
  /** Minutes east of UTC of the mechanism's clock, and what to call it; the server tells. */
  zone = $state<string | undefined>(undefined);

  get locale(): string {
    return languages[this.language].locale;
  }
  get dir(): "ltr" | "rtl" {
    return languages[this.language].dir;
  }
}

export const ui = new Interface();

/** The first of: the address (?lang=), what was chosen here before, what the browser asks for, English. */
export function preferredLanguage(search: string): Language {
  const asked = new URLSearchParams(search).get("lang");
  if (isLanguage(asked)) return asked;
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  for (const tag of navigator.languages) {
    const base = tag.split("-")[0];
    if (isLanguage(base)) return base;
  }
  return "en";
}

export async function useLanguage(language: Language, remember = false): Promise<void> {
  const { messages } = await loaders[language]();
  ui.language = language;
  ui.messages = messages;
  document.documentElement.lang = language;
  document.documentElement.dir = languages[language].dir;
  if (remember) localStorage.setItem(STORED, language);
}

/** The words for a key. Messages are loaded before anything is shown, and every language has every key. */
export function t(key: Key, args: Arguments = {}): string {
  const message = ui.messages?.[key];
  if (message === undefined) return key;
  return message.includes("{") ? compiled(message)(args) : message;
}

/** The words for a word of the server's vocabulary, if the pages know it; else the word itself. */
export function word(prefix: "kind" | "ruling" | "status" | "fact" | "audience" | "op" | "value" | "confidence" | "role" | "state", name: string): string {
  const message = (ui.messages as Record<string, string> | undefined)?.[`${prefix}.${name}`];
  return message ?? name.replaceAll("_", " ");
}

const plurals = cached((language: string) => new Intl.PluralRules(language));
const numbers = cached((locale: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
const lists = cached((locale: string, type: "conjunction" | "disjunction") => new Intl.ListFormat(locale, { type }));
const languageNames = cached((locale: string) => new Intl.DisplayNames(locale, { type: "language" }));

const plural = (n: number) => plurals(ui.language).select(n);
const compiled = cached((message: string) => compile(message, { plural, number: (n) => number(n), text: (text) => standingIn(ui.dir, text) }));

/** The name of a language, in the reader's. */
export const languageName = (code: string) => languageNames(ui.locale).of(code) ?? code;

export function number(n: number, options: Intl.NumberFormatOptions = {}): string {
  return numbers(ui.locale, options).format(n);
}

/** "4", or "4–5" where the count is an interval. */
export function interval(count: { certain: number; possible: number }): string {
  return count.certain === count.possible ? number(count.certain) : `${number(count.certain)}–${number(count.possible)}`;
}

export function percent(share: number): string {
  return number(share, { style: "percent", maximumFractionDigits: 0 });
}

export function list(items: readonly string[], type: "conjunction" | "disjunction" = "conjunction"): string {
  return lists(ui.locale, type).format(items.map((item) => standingIn(ui.dir, item)));
}

const collators = cached((locale: string) => new Intl.Collator(locale));
/** In the order of the reader's alphabet, so that none stands before another for any other reason. */
export const byName = <T>(items: readonly T[], name: (item: T) => string): T[] => [...items].sort((a, b) => collators(ui.locale).compare(name(a), name(b)));
export const sortedNames = (names: readonly string[]) => byName([...new Set(names)], (name) => name);

/** Between one thing said and the next; the languages that are written from the right have a comma of their own. */
export const comma = () => (ui.dir === "rtl" ? "، " : ", ");
/**
 * Between things that stand beside each other in a line. The zeros of Arabic and Persian are dots, and a dot beside 20
 * makes it look like 200: there it is the semicolon of these scripts.
 */
export const beside = () => (ui.dir === "rtl" ? "؛ " : "\u00a0· ");

export interface Localised {
  readonly [language: string]: string;
}

/** A name in the interface's language if it has one, else in English, else in whichever it has; and which that is. */
export function pick(name: Localised | string | undefined): { text: string; language: string | undefined } {
  if (name === undefined) return { text: "", language: undefined };
  if (typeof name === "string") return { text: name, language: undefined };
  for (const language of [ui.language, "en", ...Object.keys(name)]) {
    const text = name[language];
    if (text !== undefined && text !== "") return { text, language };
  }
  return { text: "", language: undefined };
}

export const nameOf = (name: Localised | string | undefined) => pick(name).text;
