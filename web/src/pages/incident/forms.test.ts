import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { forms, stepOf } from "./forms.ts";

/** Kinds of case files, from the table of docs/methods/case.md. */
const documented = [...readFileSync(new URL("../../../../docs/methods/case.md", import.meta.url), "utf8").matchAll(/^\| `([a-z]+\.[a-z]+)` \| /gm)]
  .map((found) => found[1]!)
  .filter((kind) => !kind.startsWith("case.") || /opened|closed|reopened|escalated/.test(kind));

describe("the forms of steps", () => {
  test("there is one for every kind of the method, and no other", () => {
    const kinds = new Set(documented.filter((kind) => kind in forms || /^(notice|information|examination|fact|finding|reply|demand|measure|sanction|link|correction|withdrawal|opinion|vote|step)\./.test(kind)));
    assert.deepEqual(Object.keys(forms).sort(), [...kinds].sort());
    assert.ok(kinds.size >= 31);
  });

  test("lists are sorted and without doubles, what is empty is left out, text loses its outer blanks", () => {
    assert.deepEqual(stepOf("notice.given", { to: ["b", "a", "b"], text: "  hello " }), { kind: "notice.given", to: ["a", "b"], text: "hello" });
    assert.deepEqual(stepOf("notice.received", { about: "x", text: "" }), { kind: "notice.received", about: "x" });
    assert.deepEqual(stepOf("reply.given", { text: "no", to: ["a"] }), { kind: "reply.given", text: "no" });
  });
});
