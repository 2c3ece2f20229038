import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { bodyRoot } from "./body.ts";
import { fromBase64, fromHex, toHex, utf8, type Bytes } from "./bytes.ts";
import { checkEntry } from "./check.ts";
import { continues, includes, leafHash } from "./merkle.ts";
import { deskKeyName, noteOf, parseCheckpoint, parseNote, parseVkey, signedBy, vkeyOf } from "./note.ts";
import { checkProof, parseProof } from "./proof.ts";
import { importSeed, sign } from "./sign.ts";

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8"));
const example = read("schema/vectors/record.json") as Record<string, string>;
const is = (name: string) => example[name] ?? assert.fail(name);

interface Case { name: string; wantErr: boolean; proof: string[] | null; [key: string]: unknown }
const merkle = read("tests/vectors/merkle.json") as { consistency: Case[]; inclusion: Case[] };
const hashes = (list: string[] | null) => (list ?? []).map(fromBase64);
/** Some of the vectors have placeholders for roots that are only compared: they stay different. Of nothing comes nothing. */
const hash = (value: unknown): Bytes => {
  const bytes = fromBase64(String(value));
  return bytes.length === 32 || bytes.length === 0 ? bytes : Uint8Array.from(createHash("sha256").update(bytes).digest());
};

describe("the public vectors of transparency-dev/merkle", () => {
  test("every inclusion proof is accepted or refused as it should", async () => {
    for (const c of merkle.inclusion) {
      const holds = await includes(Number(c["leafIdx"]), Number(c["treeSize"]), hash(c["leafHash"]), hashes(c.proof), hash(c["root"]));
      assert.equal(holds, !c.wantErr, c.name);
    }
    assert.ok(merkle.inclusion.length >= 98);
  });
  test("every consistency proof is accepted or refused as it should", async () => {
    for (const c of merkle.consistency) {
      const holds = await continues(Number(c["size1"]), Number(c["size2"]), hash(c["root1"]), hash(c["root2"]), hashes(c.proof));
      assert.equal(holds, !c.wantErr, c.name);
    }
    assert.ok(merkle.consistency.length >= 98);
  });
});

describe("the worked example of the record's format", () => {
  const given = () => ({
    note: is("entry"),
    parts: [{ audience: "mechanism" as const, commitment: is("part_commitment"), secret: is("part_secret"), content: is("part_content") }],
    proof: is("proof"),
    log: is("log_vkey"),
    witnesses: [is("witness_vkey")],
    keys: [is("desk_vkey")],
  });

  test("holds in every step", async () => {
    const checked = await checkEntry(given());
    assert.deepEqual(checked.steps.map((step) => [step.name, step.holds]), [["proof", true], ["same", true], ["author", true], ["body", true]]);
    assert.ok(checked.holds);
    assert.deepEqual(checked.proven, { size: 3, cosigned: [{ name: "guarantor.example/witness", at: 1488040200_000000 }] });
  });

  test("holds with a sealed part, and says that it is sealed", async () => {
    const { holds, steps } = await checkEntry({ ...given(), parts: [{ audience: "mechanism", commitment: is("part_commitment") }] });
    assert.ok(holds);
    assert.deepEqual(steps.at(-1), { name: "sealed", holds: true, detail: "mechanism" });
  });

  const tampered: [string, string, Partial<ReturnType<typeof given>>][] = [
    ["another word in a part", "body", { parts: [{ ...given().parts[0]!, content: is("part_content").replace("north", "south") }] }],
    ["another secret", "body", { parts: [{ ...given().parts[0]!, secret: "05".repeat(32) }] }],
    ["a part for another audience", "body", { parts: [{ audience: "exact" as never, secret: is("part_secret"), content: is("part_content"), commitment: "" }] }],
    ["another entry than the proof's", "same", { note: is("entry").replace("12Z", "00Z") }],
    ["another author", "author", { note: is("entry").replace('"author":"ru"', '"author":"tr"') }],
    ["a key that was not enrolled", "author", { keys: [is("witness_vkey")] }],
    ["a changed hash in the path", "proof", { proof: is("proof").replace(/(index 1\n)(.)/, (_, head: string, c: string) => head + (c === "A" ? "B" : "A")) }],
    ["another index", "proof", { proof: is("proof").replace("index 1", "index 0") }],
    ["a checkpoint of another size", "proof", { proof: is("proof").replace("exercise\n3\n", "exercise\n4\n") }],
    ["another log", "proof", { log: is("witness_vkey") }],
  ];
  for (const [what, name, change] of tampered) {
    test(`does not hold with ${what}`, async () => {
      const { holds, steps } = await checkEntry({ ...given(), ...change });
      assert.equal(holds, false);
      assert.equal(steps.find((step) => step.name === name)?.holds, false);
    });
  }

  test("a cosignature that does not hold makes the proof false", async () => {
    const broken = is("proof").replace(/(guarantor\.example\/witness .{30})(.)/, (_, head: string, c: string) => head + (c === "x" ? "y" : "x"));
    await assert.rejects(checkProof(parseProof(broken), await parseVkey(is("log_vkey")), [await parseVkey(is("witness_vkey"))]));
  });

  test("a key's own name is its fingerprint's, and its id is checked", async () => {
    const key = await parseVkey(is("desk_vkey"));
    assert.equal(await deskKeyName("ru", key.key), key.name);
    assert.equal(await vkeyOf(key.name, 1, key.key), is("desk_vkey"));
    await assert.rejects(parseVkey(is("desk_vkey").replace("ru/", "tr/")));
  });

  test("a note that is signed here is byte for byte the one that C++ signs", async () => {
    const key = await importSeed("ru", fromHex(is("desk_seed")));
    assert.equal(key.vkey, is("desk_vkey"));
    const { text } = parseNote(is("entry"));
    assert.equal(await sign(key, text), is("entry"));
    assert.deepEqual(await signedBy(parseNote(await sign(key, text)), await parseVkey(key.vkey)), { by: "key" });
  });

  test("commitments and roots are those of the format", async () => {
    assert.equal(toHex(await bodyRoot(given().parts)), is("body_root"));
    assert.equal(toHex(await leafHash(utf8(is("entry")))), is("leaf_hash"));
    assert.equal(parseCheckpoint(is("checkpoint")).size, 3);
  });
});

describe("what is misspelt", () => {
  test("is refused", async () => {
    for (const text of ["", "no note", "text\n\nline\n", "text\n\n\u2014 name notbase64!\n"]) assert.throws(() => parseNote(text));
    for (const text of ["o\n1\nAAAA\n", "\n1\nx\n", "o\n01\n" + "A".repeat(43) + "=\n"]) assert.throws(() => parseCheckpoint(noteOf(text, "o", new Uint8Array(4), new Uint8Array(64))));
    for (const text of ["AA=A", "A", "AB==", "A-==", " AAA"]) assert.throws(() => fromBase64(text));
    for (const text of ["AB", "0", "0g"]) assert.throws(() => fromHex(text));
    await assert.rejects(parseVkey("name+00000000+AAAA"));
  });
});
