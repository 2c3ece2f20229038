import assert from "node:assert/strict";
import { test } from "node:test";

import { pack, unpack } from "./packed.ts";

const big = 20_000;

for (const [name, arcs] of Object.entries({
  "no line": [],
  "a line of one place": [[[3, 4]]],
  "lines one after the other": [[[0, 0], [1, -1], [-2, 2]], [[5, 7], [0, 0]], [[-5, 0], [31, -31], [-32, 32]]],
  "steps as long as the grid": [[[big, 0], [-big, big], [big, -big]], [[0, big], [1, 1]]],
  "every step to a hundred": [[[0, 0], ...Array.from({ length: 201 }, (_, i) => [i - 100, 100 - i])]],
} as Record<string, number[][][]>)) {
  test(`${name} comes out of its packing as it went in, by way of JSON`, () => {
    const text = JSON.stringify(pack(arcs));
    assert.ok(!text.includes("\\"), "nothing needs escaping");
    assert.deepEqual(unpack(JSON.parse(text)), arcs);
  });
}
