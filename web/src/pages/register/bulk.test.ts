import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { contentsOf, jobsOf, needs, waits, type BulkKind } from "./bulk.ts";

const rows = [{ id: "a/0", case: "case-a" }, { id: "b/1" }];
const link = (step: string, report: string, incident: string, disputed_by: string[] = []) => ({ step, report, incident, disputed_by, accepted_by: [], case: `case-of-${step}`, claimed_at: 0, claimed_by: "m", doubt: "claimed" as const, text: "" });
const make = (kind: BulkKind, links: ReturnType<typeof link>[] = [], of: readonly { id: string; case?: string }[] = rows) => jobsOf(kind, { people: ["z", "b", "z"], text: "  why? " }, of, (id) => `row ${id}`, links, "me");

describe("a step for each of many rows", () => {
  test("goes to the case of its row, and a row without one says so", () => {
    for (const kind of ["notice.given", "information.requested"] as const) {
      assert.deepEqual(make(kind), [
        { incident: "a/0", label: "row a/0", request: { case: "case-a", step: { kind, to: ["b", "z"], text: "why?" } }, state: "new" },
        { incident: "b/1", label: "row b/1", request: { step: { kind } }, state: "refused", lack: "no_case" },
      ]);
    }
  });

  test("opens a case where none is open", () => {
    assert.deepEqual(make("case.opened").map(({ state, lack, request }) => [state, lack, request.step["incident"]]), [["refused", "has_case", undefined], ["new", undefined, "b/1"]]);
    assert.deepEqual(jobsOf("case.opened", { people: [], text: " " }, [rows[1]!], String, [], "me")[0]?.request, { step: { kind: "case.opened", incident: "b/1" } });
  });

  test("disputes each waiting link that names the row once, and none twice", () => {
    const links = [link("l1", "b/1", "a/0"), link("l2", "c/0", "a/0"), link("l3", "b/1", "d/0", ["me"])];
    assert.deepEqual(make("link.disputed", links).map(({ incident, request }) => [incident, request]), [
      ["a/0", { case: "case-of-l1", step: { kind: "link.disputed", about: "l1", text: "why?" } }],
      ["a/0", { case: "case-of-l2", step: { kind: "link.disputed", about: "l2", text: "why?" } }],
    ]);
    assert.deepEqual(make("link.disputed", [], [rows[0]!, rows[1]!]).map(({ lack }) => lack), ["no_link", "no_link"]);
  });

  test("asks for addressees and words where its kind has them", () => {
    assert.deepEqual(needs("case.opened"), { people: false, text: false });
    assert.deepEqual(needs("link.disputed"), { people: false, text: true });
    assert.deepEqual(needs("notice.given"), { people: true, text: true });
  });

  test("says the same only if its words and every part of it are the same, secrets aside", () => {
    const composed = (words: string, content: string, secret: string) => contentsOf({ id: "x", kind: "k", text: secret, words, signer: { name: "n", id: "i" }, body: [{ audience: "mechanism", content, secret }] } as never);
    assert.equal(composed("w", "c", "1"), composed("w", "c", "2"));
    assert.notEqual(composed("w", "c", "1"), composed("w", "d", "1"));
    assert.notEqual(composed("w", "c", "1"), composed("v", "c", "1"));
  });

  test("waits until it is recorded or refused", () => {
    const job = make("notice.given")[0]!;
    assert.deepEqual((["new", "shown", "changed", "sent", "recorded", "refused"] as const).map((state) => waits({ ...job, state })), [true, true, true, true, false, false]);
  });
});
