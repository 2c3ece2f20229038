import assert from "node:assert/strict";
import { test } from "node:test";

import { cached } from "./cached.ts";

test("what is made is made once for what it was made from, whatever that is", () => {
  const made: unknown[][] = [];
  const make = cached((...from: unknown[]) => { made.push(from); return { from }; });
  assert.equal(make("a"), make("a"));
  assert.equal(make("a", { x: 1 }), make("a", { x: 1 }));
  assert.notEqual(make("a", { x: 1 }), make("a", { x: 2 }));
  assert.notEqual(make("a"), make("a", {}));
  assert.deepEqual(made, [["a"], ["a", { x: 1 }], ["a", { x: 2 }], ["a", {}]]);
  // A text that looks like a list is not taken for one.
  assert.notEqual(make('["a",{}]'), make("a", {}));
});
