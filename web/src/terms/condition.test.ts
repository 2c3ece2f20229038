import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { condition, type Condition } from "./condition.ts";

const q = (literal: string): Condition => ({ op: "question", literal });
const all = (...of: Condition[]): Condition => ({ op: "all", of });
const any = (...of: Condition[]): Condition => ({ op: "any", of });
const not = (of: Condition): Condition => ({ op: "not", of: [of] });

describe("a condition of the terms", () => {
  for (const [text, expected] of [
    ["withdrawn", q("fact:withdrawn in {yes}")],
    ["target_composition is only_designated", q("fact:target_composition in {only_designated}")],
    ["calibre in {large, small}", q("fact:calibre in {large, small}")],
    ["inside(contact-zone)", q("inside:contact-zone")],
    ["within_km(line, 2.5)", q("within:line:2500000")],
    ["notified(relief_flight)", q("fact:notified_relief_flight in {yes}")],
    ["actor in bound_or_supporting", q("actor:bound_or_supporting@accord")],
    ["after 2017-05-05T21:00:00Z AND NOT actor in designated", all(q("after:1494018000000000"), not(q("actor:designated@")))],
    ["responds_to(prior, 6 h, 10 km) AND proportionate", all(q("responds_to:21600000000:10000000"), q("fact:proportionate in {yes}"))],
    ["target in circle AND during 2023-06-01T02:00:00Z..2023-06-21T02:00:00Z", all(q("target:circle@"), q("during:1685584800000000:1687312800000000"))],
    ["inside(a) OR inside(b) AND c", any(q("inside:a"), all(q("inside:b"), q("fact:c in {yes}")))],
    ["NOT (inside(a) OR inside(b)) AND c", all(not(any(q("inside:a"), q("inside:b"))), q("fact:c in {yes}"))],
  ] as const) {
    test(text, () => assert.deepEqual(condition(text, "accord"), expected));
  }
  // What the server refuses, and what has no words here: the page shows the text.
  for (const text of ["", "AND", "a AND", "a b", "inside(", "inside(a", "(a", "a)", "NOT", "before soon", "during 2023-06-01T02:00:00Z", "responds_to(prior, 6 moons, 10 km)", "calibre in {}", "actor is x", "calibre >= 100 mm", "a ; b"]) {
    test(`"${text}" gives nothing`, () => assert.equal(condition(text, "accord"), undefined));
  }
});
