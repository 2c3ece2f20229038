import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { blank, forms, missingIn, stepOf, valueOf, type Values } from "./forms.ts";

const table = readFileSync(new URL("../../../docs/formats/talks.md", import.meta.url), "utf8");
/** The rows of the table of kinds: needs, may have. */
const rows = new Map([...table.matchAll(/^\| `(\w+\.\w+)` \| (.*?) \| (.*?) \| .*\|$/gm)].map(([, kind, needs, may]) => [kind!, [needs!, may!].map((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!))]));
const us = (local: string) => Date.parse(`${local}:00Z`) * 1000;
const filled = (change: Partial<Values>): Values => ({ ...blank(), ...change });

test("every kind of the contract's table has a form, and no other", () => {
  const contract = JSON.parse(readFileSync(new URL("../../../schema/api.openapi.json", import.meta.url), "utf8"));
  assert.deepEqual(Object.keys(forms).sort(), [...contract.components.schemas.talk_choice.properties.kind.enum].sort());
});

for (const [kind, form] of Object.entries(forms)) {
  test(`${kind} asks for what its kind needs, and for nothing that it may not hold`, () => {
    const [needs = [], may = []] = rows.get(kind) ?? assert.fail("the kind is in docs/formats/talks.md");
    // What follows from the talks is composed.
    const composed = ["about", ...(kind === "round.set" ? ["when", "place"] : []), ...(kind.startsWith("document.") ? ["languages"] : [])];
    assert.deepEqual([...form.needed].sort(), needs.filter((name) => !composed.includes(name)).sort());
    for (const field of form.offered ?? []) assert.ok(may.includes(field), field);
  });
}

test("a delegation has its head first, and a line without a function is not complete", () => {
  const people = (text: string) => valueOf("people", filled({ lines: { people: text } }), us);
  assert.deepEqual(people("N. Arden, deputy minister\nT. Quill, adviser, translator\n"), [{ name: "N. Arden", function: "deputy minister", head: true }, { name: "T. Quill", function: "adviser, translator" }]);
  assert.equal(people("N. Arden"), undefined);
  assert.equal(people(" \n"), undefined);
});

test("a clause without words in any language is missing; languages ascend and are those of the clauses", () => {
  const clauses = [{ id: "c1", text: { fr: "La route est ouverte.", en: "The road is open." } }, { id: "c2", text: { en: "Each names an officer.", ar: "" } }];
  const step = stepOf("document.tabled", "r", "public", filled({ texts: { title: "On the road" }, clauses }), us);
  assert.deepEqual(step["languages"], ["en", "fr"]);
  assert.deepEqual((step["clauses"] as typeof clauses)[1], { id: "c2", text: { en: "Each names an officer." } });
  assert.deepEqual(missingIn("document.tabled", blank()), ["title", "clauses"]);
});

test("times are of the mechanism's clock, debtors ascend, each with a date of its own or none", () => {
  const step = stepOf("commitment.recorded", "d", "mechanism", filled({ owed: { borvik: "", aldmere: "2023-07-01T00:00" }, texts: { text: " open the road " }, lists: { to: ["castane"] } }), us);
  assert.deepEqual(step, { kind: "commitment.recorded", audience: "mechanism", about: "d", owed: [{ who: "aldmere", due: us("2023-07-01T00:00") }, { who: "borvik" }], text: "open the road", to: ["castane"] });
  assert.equal(valueOf("when", filled({ times: { from: "2023-07-01T00:00" } }), us), undefined);
});

test("who may read a step: an open kind everybody, a closed session's plan its members", () => {
  assert.equal(stepOf("round.closed", "r", "mechanism", filled({ texts: { text: "over" } }), us)["audience"], "public");
  assert.equal(stepOf("session.planned", "r", "public", filled({ texts: { title: "Track", access: "closed", manner: "direct" }, lists: { members: ["borvik", "aldmere", "borvik"] } }), us)["audience"], "session");
  assert.deepEqual(stepOf("session.planned", "r", "mechanism", filled({ texts: { title: "Track", access: "open", manner: "direct" }, lists: { members: ["borvik", "aldmere", "borvik"] } }), us)["members"], ["aldmere", "borvik"]);
});
