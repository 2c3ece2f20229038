import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { canonical, NotCanonical, parseCanonical, type Json } from "./canonical.ts";

interface Vectors {
  accepted: { name: string; json: string; canonical: string; sha256: string }[];
  refused: { name: string; hex: string; reason: string }[];
  refused_values: { name: string; json: string; where: string; reason: string }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../schema/vectors/canonical_json.json", import.meta.url), "utf8"),
) as Vectors;

const utf8 = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The same value with ordinary objects, for assert.deepEqual, which compares prototypes. */
const plain = (value: Json): unknown => JSON.parse(JSON.stringify(value));

describe("the vectors shared with C++", () => {
  test("are as many as they were when this was written, or more", () => {
    assert.ok(vectors.accepted.length >= 80 && vectors.refused.length >= 160 && vectors.refused_values.length >= 13);
  });
  for (const { name, json, canonical: expected, sha256 } of vectors.accepted) {
    test(`accepted: ${name}`, () => {
      const bytes = canonical(JSON.parse(json));
      assert.equal(hex(bytes), hex(utf8(expected)));
      assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256);
      const value = parseCanonical(bytes);
      assert.deepEqual(plain(value), JSON.parse(json));
      assert.equal(hex(canonical(value)), hex(bytes));
    });
  }
  for (const { name, hex: bytes, reason } of vectors.refused) {
    test(`refused: ${name} (${reason})`, () => {
      assert.throws(() => parseCanonical(Buffer.from(bytes, "hex")), NotCanonical);
    });
  }
  for (const { name, json, where, reason } of vectors.refused_values) {
    test(`refused value: ${name} (${reason})`, () => {
      assert.throws(() => canonical(JSON.parse(json)), (error) => error instanceof NotCanonical && error.where === where);
    });
  }
});

describe("the writer", () => {
  for (const [name, value] of [
    ["undefined", undefined], ["a big integer", 1n], ["a function", () => 1], ["a symbol", Symbol("a")], ["a date", new Date(0)],
    ["a map", new Map()], ["bytes", new Uint8Array(1)], ["not a number", NaN], ["infinity", Infinity], ["a hole in an array", [, 1]],
    ["a member that is undefined", { a: undefined }], ["a lone leading surrogate", "\ud800"], ["a lone trailing surrogate", "\udc00"],
    ["a text object", Object("a")],
  ] as const) {
    test(`refuses ${name}`, () => assert.throws(() => canonical(value), NotCanonical));
  }

  test("refuses a value that holds itself rather than running for ever", () => {
    const ring: unknown[] = [];
    ring.push(ring);
    assert.throws(() => canonical(ring), NotCanonical);
  });

  test("writes minus zero as the zero it equals", () => assert.equal(hex(canonical(-0)), hex(utf8("0"))));

  test("does not depend on the order in which members were added", () => {
    assert.equal(hex(canonical({ a: 1, "10": 2, "9": 3 })), hex(canonical({ "9": 3, a: 1, "10": 2 })));
  });
});

describe("the reader", () => {
  test("gives objects without inherited members", () => {
    const value = parseCanonical(utf8('{"__proto__":{"a":1}}')) as Record<string, Json>;
    assert.deepEqual(Object.keys(value), ["__proto__"]);
    assert.equal((value as { toString?: unknown }).toString, undefined);
    assert.equal(({} as { a?: unknown }).a, undefined);
  });

  test("reads text longer than a call can have arguments", () => {
    const text = "a".repeat(300_000) + "\n" + "\u0647".repeat(300_000);
    assert.equal(parseCanonical(canonical(text)), text);
  });

  test("names the byte that it refuses", () => {
    assert.throws(() => parseCanonical(utf8("[1, 2]")), (error) => error instanceof NotCanonical && error.where === "byte 3");
  });

  /** Mulberry32: the same small mutations on every run. */
  const random = (seed: number) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  test("accepts nothing that the writer would not write, whatever one changes", () => {
    const next = random(20170225);
    const seeds = vectors.accepted.map((v) => utf8(v.canonical)).filter((b) => b.length > 0 && b.length < 200);
    let accepted = 0;
    for (let n = 0; n < 60_000; ++n) {
      const bytes = Uint8Array.from(seeds[Math.floor(next() * seeds.length)]!);
      for (let changes = 1 + Math.floor(next() * 2); changes > 0; --changes) {
        bytes[Math.floor(next() * bytes.length)] = next() < 0.5 ? Math.floor(next() * 256) : '"\\{}[],:0a_u-e.'.charCodeAt(Math.floor(next() * 15));
      }
      let value: Json;
      try {
        value = parseCanonical(bytes);
      } catch (error) {
        assert.ok(error instanceof NotCanonical, `${hex(bytes)}: ${String(error)}`);
        continue;
      }
      ++accepted;
      assert.equal(hex(canonical(value)), hex(bytes));
    }
    assert.ok(accepted > 1000, `only ${accepted} of the changed texts were read`);
  });
});
