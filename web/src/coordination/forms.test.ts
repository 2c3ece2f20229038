import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { blank, forms, missingIn, numberOf, pointsOf, shifted, shiftsOf, stepOf, valueOf, volumeOf, type Field, type Values } from "./forms.ts";

const instant = (local: string) => Date.parse(`${local}:00Z`) * 1000;
const values = (more: Partial<Values>): Values => ({ ...blank(), times: { from: "2023-06-20T10:00", to: "2023-06-20T12:00" }, ...more });

describe("the forms of coordination", () => {
  const source = readFileSync(new URL("../../../truce/coordinate/coordination_kinds.cpp", import.meta.url), "utf8");
  /** Members of each kind as the table in C++ has them, without those that the server or the page fills in. */
  const arrays = new Map([...source.matchAll(/constexpr std::array (\w+)\{([^;]*)\};/g)].map(([, name, members]) => [name!, [...members!.matchAll(/M::(\w+), (needed|optional)/g)].map(([, member, use]) => ({ member: member!.replace(/_$/, ""), needed: use === "needed" }))]));
  const FILLED = new Set(["activity", "version", "digest", "about", "seen", "keys"]);
  for (const [, kind, members] of source.matchAll(/CoordinationRow\{K::\w+, "([\w.]+)", "[^"]*", (\w+)/g)) {
    if (kind === "activity.asked") continue;
    test(`${kind} asks for what the table has`, () => {
      const form = forms[kind as "activity.filed"] ?? assert.fail("it has a form");
      const wanted = arrays.get(members!)!.filter(({ member }) => !FILLED.has(member));
      assert.deepEqual([...form.needed].sort(), wanted.filter(({ needed }) => needed).map(({ member }) => member).sort());
      assert.deepEqual([...(form.offered ?? [])].sort(), wanted.filter(({ needed }) => !needed).map(({ member }) => member).sort());
    });
  }

  test("numbers are read as people write them", () => {
    assert.deepEqual(["12.5", "12,5", "-0.5", "−3", "١٢٫٥", "۱۲", ""].map(numberOf), [12.5, 12.5, -0.5, -3, 12.5, 12, Number.NaN]);
  });
  test("points are latitude and longitude, and nothing else is taken for one", () => {
    assert.deepEqual(pointsOf("-18.05 -28.00\n-17.8 -28"), [[-180500000, -280000000], [-178000000, -280000000]]);
    assert.deepEqual(pointsOf("1 2; 3 4;"), [[10000000, 20000000], [30000000, 40000000]]);
    for (const wrong of ["12", "1 2 3", "north south", "91 0", "0 181"]) assert.equal(pointsOf(wrong), undefined, wrong);
  });
  test("a volume is whole or is none", () => {
    const circle = values({ shape: "circle", points: "12 20", metres: "500" });
    assert.deepEqual(volumeOf(circle, instant), {
      footprint: { kind: "circle", lat_e7: 120000000, lon_e7: 200000000, radius_mm: 500000 }, height: { kind: "surface", high_mm: 4000 }, from: instant("2023-06-20T10:00"), to: instant("2023-06-20T12:00"),
    });
    assert.equal(volumeOf({ ...circle, points: "12 20\n13 20" }, instant), undefined, "a circle has one middle");
    assert.equal(volumeOf({ ...circle, shape: "corridor" }, instant), undefined, "a corridor has two ends");
    assert.equal(volumeOf({ ...circle, shape: "polygon", points: "1 1\n2 2" }, instant), undefined);
    assert.equal(volumeOf({ ...circle, metres: "" }, instant), undefined);
    assert.equal(volumeOf({ ...circle, times: { from: "2023-06-20T10:00", to: "2023-06-20T10:00" } }, instant), undefined, "its window holds no instant");
    assert.equal(volumeOf({ ...circle, height: "band", low: "300", high: "200" }, instant), undefined);
    assert.deepEqual(volumeOf({ ...circle, height: "band", low: "200", high: "300" }, instant)?.height, { kind: "band", low_mm: 200000, high_mm: 300000 });
    assert.equal(volumeOf({ ...circle, open: true, times: { from: "2023-06-20T10:00" } }, instant, true)?.to, Number.MAX_SAFE_INTEGER);
    assert.equal(volumeOf({ ...circle, open: true, times: { from: "2023-06-20T10:00" } }, instant), undefined, "an activity has an end");
  });
  test("what is missing is named, and what was not entered is left out", () => {
    assert.deepEqual(missingIn("activity.filed", blank(), instant), ["workflow", "activity_kind", "volumes"]);
    const filled = values({ shape: "circle", points: "12 20", texts: { workflow: "notify", activity_kind: " patrol ", vehicles: "truck 1\n\ntruck 2 " }, lists: { to: ["b", "a", "b"] } });
    assert.deepEqual(missingIn("activity.filed", filled, instant), []);
    const step = stepOf("activity.filed", { activity: "", seen: "d" }, filled, instant);
    assert.deepEqual(Object.keys(step).sort(), ["activity_kind", "convoy", "kind", "seen", "to", "volumes", "workflow"]);
    assert.deepEqual([step["activity_kind"], step["to"], step["convoy"]], ["patrol", ["a", "b"], { vehicles: ["truck 1", "truck 2"] }]);
    assert.equal(valueOf("public" as Field, blank(), instant), undefined);
  });
  test("a message answers a conversation or opens one", () => {
    const said = { ...blank(), texts: { text: "x", key: "k" } };
    assert.deepEqual(stepOf("conflict.raised", { about: "t", activity: "a" }, said, instant), { kind: "conflict.raised", about: "t", text: "x" });
    assert.deepEqual(stepOf("conflict.raised", { about: "", activity: "a" }, said, instant), { kind: "conflict.raised", activity: "a", text: "x", key: "k" });
  });
  test("a shift moves the whole plan by just so much", () => {
    const plan = values({ points: "12 20\n12.1 20", height: "band", low: "100", high: "200" });
    const shifts = shiftsOf({ digest: "", under_review: false, disclosed: [], shifts: { later_us: 15_300_000_000, lower_mm: 50_000, aside: { distance_mm: 1_000_000, bearing_mdeg: 90_000 } } });
    assert.deepEqual(shifts.map(({ by }) => by), ["later", "lower", "aside"]);
    const move = ([lon, lat]: [number, number]): [number, number] => [lon + 1, lat];
    assert.deepEqual(shifted(plan, shifts[0]!, move).times, { from: "2023-06-20T14:15", to: "2023-06-20T16:15" });
    const lower = shifted(plan, shifts[1]!, move);
    assert.deepEqual([lower.low, lower.high], ["50", "150"]);
    assert.deepEqual(pointsOf(shifted(plan, shifts[2]!, move).points), [[120000000, 210000000], [121000000, 210000000]]);
    assert.equal(shiftsOf({ digest: "", under_review: true, disclosed: [] }).length, 0);
  });
});
