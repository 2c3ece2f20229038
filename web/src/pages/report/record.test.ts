import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { blank, lineOf, missing, numberOf, withOffset } from "./record.ts";

const offset = () => -7200;

describe("a report of the form", () => {
  test("carries the mechanism's offset, also of half hours", () => {
    assert.equal(withOffset("2023-06-16T09:10", -7200), "2023-06-16T09:10:00-02:00");
    assert.equal(withOffset("2023-06-16T09:10:30", 19800), "2023-06-16T09:10:30+05:30");
  });

  test("becomes a line with what it holds and nothing else", () => {
    const draft = { ...blank(), source_id: " a-1 ", from: "2023-06-16T09:10", to: "2023-06-16T09:20", lat: "-19.02", lon: "-28.0196", radius_m: "300", act: "mortar", actors: ["b", "a"], low: "0", best: "1", high: "2" };
    assert.deepEqual(lineOf(draft, offset), {
      kind: "report", source_id: "a-1", time_from: "2023-06-16T09:10:00-02:00", time_to: "2023-06-16T09:20:00-02:00", lat: -19.02, lon: -28.0196, radius_m: 300, act: "mortar", actors: ["a", "b"], low: 0, best: 1, high: 2,
    });
    assert.deepEqual(missing(draft), []);
  });

  test("cites photographs by the hash of their bytes", () => {
    const line = lineOf({ ...blank(), note: "two craters", files: [{ name: "a.jpg", sha256: "ab", bytes: 1 }] }, offset);
    assert.equal(line["note"], "two craters\nsha256:ab a.jpg");
  });

  test("a look that found nothing has no act, a watch has its interruptions", () => {
    const look = lineOf({ ...blank(), what: "nothing", act: "mortar", low: "1", best: "1", high: "1" }, offset);
    assert.equal(look["nothing_observed"], true);
    assert.ok(!("act" in look) && !("low" in look));
    const watch = lineOf({ ...blank(), what: "watch", means: "post", interruptions: [{ from: "2023-06-16T10:00", to: "2023-06-16T11:00", reason: " fog " }] }, offset);
    assert.deepEqual(watch["interruptions"], [{ from: "2023-06-16T10:00:00-02:00", to: "2023-06-16T11:00:00-02:00", reason: "fog" }]);
  });

  test("takes a number as people write one, and says which is none", () => {
    for (const [text, number] of [["-18.62", -18.62], [" 500 ", 500], ["\u2212 18", NaN], ["\u221218,62", -18.62], ["\u0661\u0662\u066b\u0665", 12.5], ["\u06f3\u06f6", 36], ["", NaN], ["-", NaN], ["1e3", NaN], ["18.62 S", NaN], ["1.2.3", NaN]] as const) assert.equal(numberOf(text), number, text);
    const draft = { ...blank(), source_id: "x", from: "2023-06-16T10:00", to: "2023-06-16T10:01", lat: "-", lon: "-27,2", radius_m: "" };
    assert.deepEqual(missing(draft), ["lat", "radius_m"]);
    assert.deepEqual(lineOf({ ...draft, lat: "\u0661", radius_m: "5" }, offset)["lon"], -27.2);
    assert.deepEqual(missing({ ...draft, lat: "1", radius_m: "5", low: "0", best: "x", high: "2" }), ["best"]);
  });

  test("says what is missing or cannot be", () => {
    assert.deepEqual(missing({ ...blank(), place: "area" }), ["source_id", "from", "to", "areas"]);
    assert.deepEqual(missing({ ...blank(), source_id: "x", from: "2023-06-16T10:00", to: "2023-06-16T10:00", place: "area", areas: ["a"] }), ["to"]);
    assert.deepEqual(missing({ ...blank(), source_id: "x", from: "2023-06-16T10:00", to: "2023-06-16T10:01", place: "area", areas: ["a"], low: "3", best: "2", high: "4" }), ["best"]);
  });
});
