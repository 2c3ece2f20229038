import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { messages as ar } from "./ar/index.ts";
import { messages as en } from "./en/index.ts";
import { messages as fa } from "./fa/index.ts";
import { languages, standingIn, withoutIsolates } from "./languages.ts";
import { argumentNames, format, pluralForms } from "./message.ts";
import { messages as ru } from "./ru/index.ts";
import { messages as tr } from "./tr/index.ts";

const others = { ar, fa, ru, tr };
/** What is the same in another language, and why: signs, formats, names. */
const SAME = new Set(["incident.title_sep", "map.somewhere", "unit.m", "unit.km"]);

/** Plural categories that a whole number can have in a language. */
const categories = (language: string) => {
  const rules = new Intl.PluralRules(language);
  return [...new Set([...Array.from({ length: 201 }, (_, n) => n), 1000, 1_000_000].map((n) => rules.select(n)))];
};
/** Millions are a category of their own in none of the five but by rounding; what a page counts is below. */
const needed = (language: string) => categories(language).filter((form) => form !== "other");

for (const [language, messages] of Object.entries(others)) {
  describe(`the words in ${language}`, () => {
    test("are there for every key, and for no other", () => assert.deepEqual(Object.keys(messages).sort(), Object.keys(en).sort()));

    for (const [key, english] of Object.entries(en)) {
      const message = (messages as Record<string, string>)[key] ?? "";
      test(key, () => {
        assert.notEqual(message.trim(), "");
        if (!SAME.has(key)) assert.notEqual(message, english, "it is still English");
        assert.deepEqual(argumentNames(message), argumentNames(english));
        for (const forms of pluralForms(message)) for (const form of needed(language)) assert.ok(forms.includes(form), `no form for "${form}"`);
      });
    }
  });
}

describe("every message of every language", () => {
  for (const [language, messages] of Object.entries({ en, ...others })) {
    test(`can be said in ${language} with 0, 1, 2, 3, 11, 100 of whatever it counts`, () => {
      const rules = new Intl.PluralRules(language);
      const numbers = new Intl.NumberFormat(languages[language as "en"].locale);
      for (const [key, message] of Object.entries(messages)) {
        for (const n of [0, 1, 2, 3, 11, 100]) {
          const args = Object.fromEntries(argumentNames(message).map((name) => [name, n]));
          const said = format(message, args, { plural: (count) => rules.select(count), number: (count) => numbers.format(count) });
          assert.ok(!/[{}]/.test(said), key);
        }
      }
    });
  }
});

test("English has a plural wherever it counts a word", () => {
  for (const message of Object.values(en)) for (const forms of pluralForms(message)) assert.deepEqual(forms, ["one", "other"]);
});

/** Keys that are put together from a word of the server's vocabulary, by what they begin with. */
const COMPOSED = /^(desk\.(line|state)|co\.(relation|workflow|state|consent|outcome|waiting|alert|regime|level|shift|shape|height|field)|kind|ruling|status|fact|audience|op|value|confidence|role|state|class|version|pivot|undetermined|problem|line|deontic|burden|answer|q|receipt|proof|import\.(state|whole)|report\.(place|what|state|field)|report|links\.state|review\.doubt|bulk|bulk\.state|bulletin\.mark|incident|incident\.place_detail|phase|manner|access|missing|stance|promise|outcome|containment|field|document\.(status|as|change)|round\.answer|round\.vote|step|step\.means|agreement\.approval)\./;

test("no message is left over", () => {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => /\.(svelte|ts)$/.test(path) && !/i18n[/\\](en|ar|ru|tr|fa)[/\\]/.test(path) && !path.endsWith(".test.ts"));
  const all = sources.map((path) => readFileSync(`${root}${path}`, "utf8")).join("\n");
  assert.deepEqual(Object.keys(en).filter((key) => !all.includes(`"${key}"`) && !COMPOSED.test(key)), []);
});

describe("what is written the other way", () => {
  test("keeps to itself in a sentence, once", () => {
    assert.equal(standingIn("rtl", "Mill Edge (old)"), "\u2068Mill Edge (old)\u2069");
    assert.equal(standingIn("ltr", "حلب"), "\u2068حلب\u2069");
    assert.equal(standingIn("ltr", "Mill Edge"), "Mill Edge");
    assert.equal(standingIn("rtl", "حلب، ١٢"), "حلب، ١٢");
    const composed = `ضمن ${standingIn("rtl", "Mill Edge")}`;
    assert.equal(standingIn("rtl", composed), composed);
  });
  test("leaves no marks in a file", () => {
    assert.equal(withoutIsolates(`في ${standingIn("rtl", "Mill Edge")}`), "في Mill Edge");
  });
});
