import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { argumentNames, format, pluralForms } from "./message.ts";

const of = (language: string) => ({
  plural: (n: number) => new Intl.PluralRules(language).select(n),
  number: (n: number) => new Intl.NumberFormat(language === "ar" ? "ar-u-nu-arab" : language).format(n),
});
const days = "{n, plural, =0 {никогда} one {# день} few {# дня} many {# дней} other {# дня}}";

describe("a message", () => {
  test("takes its arguments", () => {
    assert.equal(format("{a} and {b}", { a: "x", b: 1200 }, of("en")), "x and 1,200");
  });
  test("counts as Russian does", () => {
    assert.deepEqual([0, 1, 2, 5, 21, 1.5].map((n) => format(days, { n }, of("ru"))), ["никогда", "1 день", "2 дня", "5 дней", "21 день", "1,5 дня"]);
  });
  test("counts as Arabic does, in its digits", () => {
    const message = "{n, plural, zero {لا أيام} one {يوم واحد} two {يومان} few {# أيام} many {# يوماً} other {# يوم}}";
    assert.deepEqual([0, 1, 2, 3, 11, 100].map((n) => format(message, { n }, of("ar"))), ["لا أيام", "يوم واحد", "يومان", "٣ أيام", "١١ يوماً", "١٠٠ يوم"]);
  });
  test("selects by a word, and nests", () => {
    const message = "{who, select, a {{n, plural, one {one of {name}} other {# of {name}}}} other {none}}";
    assert.equal(format(message, { who: "a", n: 3, name: "A" }, of("en")), "3 of A");
    assert.equal(format(message, { who: "b", n: 3, name: "A" }, of("en")), "none");
  });
  test("tells its arguments and plural forms", () => {
    assert.deepEqual(argumentNames("{b} {a, plural, one {{c}} other {}}"), ["a", "b", "c"]);
    assert.deepEqual(pluralForms(days), [["one", "few", "many", "other"]]);
  });
  for (const [name, message] of [
    ["an open brace", "a {b"], ["a stray brace", "a } b"], ["no other", "{n, plural, one {x}}"], ["a kind that is unknown", "{n, date, other {x}}"],
  ] as const) {
    test(`is refused for ${name}`, () => assert.throws(() => format(message, { n: 1, b: "" }, of("en"))));
  }
  test("does not leave out an argument in silence", () => assert.throws(() => format("{a}", {}, of("en"))));
});
