import assert from "node:assert/strict";
import { test } from "node:test";

import { csv } from "./csv.ts";

test("a table as CSV quotes what must be quoted and disarms formulas", () => {
  assert.equal(csv([["a", 'b "c"', "d,e"], ["=1+1", "-5", "x\ny"], ["العربية", "", "–2"]]), 'a,"b ""c""","d,e"\r\n\'=1+1,\'-5,"x\ny"\r\nالعربية,,–2\r\n');
});
