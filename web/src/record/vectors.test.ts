import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

/** The worked example of docs/formats/record.md, read with nothing but SHA-256 and Ed25519. */
const example = JSON.parse(
  readFileSync(new URL("../../../schema/vectors/record.json", import.meta.url), "utf8"),
) as Record<string, string>;

const member = (name: string): string => {
  const value = example[name];
  assert.equal(typeof value, "string", name);
  return value as string;
};
const sha256 = (...parts: (Uint8Array | string)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leaf = (entry: string | Uint8Array) => sha256(Buffer.of(0), entry);
const node = (left: Buffer, right: Buffer) => sha256(Buffer.of(1), left, right);

interface Key {
  name: string;
  id: Buffer;
  material: Buffer;
}
const parseKey = (vkey: string): Key => {
  const [name = "", id = "", ...rest] = vkey.split("+");
  const material = Buffer.from(rest.join("+"), "base64");
  assert.deepEqual(sha256(name, "\n", material).subarray(0, 4).toString("hex"), id);
  return { name, id: Buffer.from(id, "hex"), material };
};
const holds = (key: Key, message: string | Uint8Array, signature: Uint8Array): boolean => {
  const prefix = Buffer.from("302a300506032b6570032100", "hex"); // SubjectPublicKeyInfo of Ed25519
  const der = Buffer.concat([prefix, key.material.subarray(1)]);
  return verify(null, Buffer.from(message), createPublicKey({ key: der, format: "der", type: "spki" }), signature);
};
/** The text of a note and what stands in the line of a key, behind its id. */
const openNote = (note: string, key: Key): { text: string; signature: Buffer } => {
  const split = note.lastIndexOf("\n\n");
  const lines = note.slice(split + 2).split("\n");
  const line = lines.find((candidate) => candidate.startsWith(`\u2014 ${key.name} `));
  assert.ok(line !== undefined, `no line of ${key.name}`);
  const raw = Buffer.from(line.slice(line.lastIndexOf(" ") + 1), "base64");
  assert.deepEqual(raw.subarray(0, 4), key.id);
  return { text: note.slice(0, split + 1), signature: raw.subarray(4) };
};

describe("the worked example of the record", () => {
  const log = parseKey(member("log_vkey"));
  const witness = parseKey(member("witness_vkey"));
  const desk = parseKey(member("desk_vkey"));

  test("the entry is signed by the desk and commits to its body", () => {
    const { text, signature } = openNote(member("entry"), desk);
    assert.ok(holds(desk, text, signature));
    const secret = Buffer.from(member("part_secret"), "hex");
    const commitment = leaf(Buffer.concat([Buffer.from("truce/part/v1\n"), secret, Buffer.of(2), Buffer.from(member("part_content"))]));
    assert.equal(commitment.toString("hex"), member("part_commitment"));
    assert.equal(member("body_root"), member("part_commitment")); // a tree of one leaf is that leaf
    const header = JSON.parse(text.split("\n")[1] ?? "") as Record<string, string>;
    assert.equal(header["body"], member("body_root"));
  });

  test("the log and the witness signed the checkpoint", () => {
    const note = member("cosigned_checkpoint");
    const byLog = openNote(note, log);
    assert.ok(holds(log, byLog.text, byLog.signature));
    const byWitness = openNote(note, witness);
    const time = byWitness.signature.readBigUInt64BE(0);
    const message = `cosignature/v1\ntime ${String(time)}\n${byWitness.text}`;
    assert.equal(message, member("cosigned_message"));
    assert.ok(holds(witness, message, byWitness.signature.subarray(8)));
    assert.ok(!holds(witness, message.replace("exercise", "exercize"), byWitness.signature.subarray(8)));
  });

  test("the proof leads from the entry to the signed root", () => {
    const [head = "", ...rest] = member("proof").split("\n\n");
    const lines = head.split("\n");
    assert.equal(lines[0], "c2sp.org/tlog-proof@v1");
    const entry = Buffer.from((lines[1] ?? "").slice("extra ".length), "base64");
    assert.equal(entry.toString(), member("entry"));
    assert.equal(lines[2], "index 1");
    const path = lines.slice(3).map((line) => Buffer.from(line, "base64"));
    assert.equal(path.length, 2);
    const [first = Buffer.alloc(0), third = Buffer.alloc(0)] = path;
    const root = node(node(first, leaf(entry)), third);
    assert.deepEqual(first, leaf("first"));
    assert.deepEqual(third, leaf("third"));
    assert.equal(rest.join("\n\n"), member("cosigned_checkpoint"));
    assert.equal(member("checkpoint").split("\n")[2], root.toString("base64"));
  });
});
