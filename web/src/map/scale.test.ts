import assert from "node:assert/strict";
import { test } from "node:test";

import { roundLength } from "./scale.ts";

test("a scale is a round length that fits", () => {
  for (const [most, expected] of [[1, 1], [1.9, 1], [2, 2], [4.9, 3], [9.99, 5], [10, 10], [149, 100], [61_300, 50_000], [0.4, 0.3]] as const) assert.ok(Math.abs(roundLength(most) - expected) < 1e-9, `${most} ${roundLength(most)}`);
});
