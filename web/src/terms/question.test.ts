import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { question, type Names } from "./question.ts";

const id = (name: string) => `<${name}>`;
const names: Names = { act: id, actor: id, area: id, instrument: id, fact: id, value: id, time: (us) => `t${us}`, duration: (us) => `${us / 3.6e9} h`, metres: (m) => `${m} m`, or: (items) => items.join(" or ") };

describe("a question of a verdict's tree", () => {
  for (const [literal, key, args] of [
    ["act:obstruct_aid, obstruct_patrol", "q.act", { acts: "<obstruct_aid> or <obstruct_patrol>" }],
    ["actor:bound_or_supporting@lull-accord", "q.actor_bound", { instrument: "<lull-accord>" }],
    ["target:ashen-circle@", "q.target", { who: "<ashen-circle>" }],
    ["actor:designated@", "q.actor_designated", {}],
    ["target:bound@lull-accord", "q.target_party", { instrument: "<lull-accord>" }],
    ["within:line:2500000", "q.within", { area: "<line>", distance: "2500 m" }],
    ["in_force:lull-accord:1", "q.in_force", { instrument: "<lull-accord>" }],
    ["inside:pocket", "q.inside", { area: "<pocket>" }],
    ["fact:proportionate in {yes}", "q.fact", { fact: "<proportionate>", values: "<yes>" }],
    ["before:1686794400000000", "q.before", { time: "t1686794400000000" }],
    ["during:1:2", "q.during", { from: "t1", to: "t2" }],
    ["responds_to:21600000000:10000000", "q.responds_to", { within: "6 h", distance: "10000 m" }],
  ] as const) {
    test(literal, () => assert.deepEqual(question(literal, names), { key, args }));
  }
  for (const literal of ["", "held:x", "fact:odd", "before:soon", "within:line:far", "actor:x@y"]) {
    test(`"${literal}" is left to the server's own words`, () => assert.equal(question(literal, names), undefined));
  }
});
