import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { fromBase64, toBase64, toHex, utf8 } from "./bytes.ts";
import { leafHash, rootOf } from "./merkle.ts";
import { entriesIn, leafHashes, rootOfMany, tilePath } from "./tiles.ts";

describe("a log as files", () => {
  test("names its tiles as C2SP does", () => {
    assert.equal(tilePath(1, 1234067), "/tile/1/x001/x234/067");
    assert.equal(tilePath(0, 0, 30), "/tile/0/000.p/30");
    assert.equal(tilePath("entries", 256), "/tile/entries/256");
  });

  test("gives the same root level by level as by the definition, for every small size", async () => {
    const leaves = await Promise.all(Array.from({ length: 70 }, (_, i) => leafHash(utf8(`leaf ${i}`))));
    for (let n = 0; n <= leaves.length; ++n) assert.equal(toHex(await rootOfMany(leaves.slice(0, n))), toHex(await rootOf(leaves.slice(0, n))), String(n));
  });

  test("a public log of 300 entries has the root that its checkpoint says", async () => {
    const { sunlight } = JSON.parse(readFileSync(new URL("../../../tests/vectors/logs.json", import.meta.url), "utf8")) as { sunlight: { files: Record<string, string> } };
    const text = Buffer.from(sunlight.files["checkpoint"]!, "base64").toString();
    const lines = (text.includes("\n") ? text : sunlight.files["checkpoint"]!).split("\n");
    const size = Number(lines[1]);
    assert.equal(size, 300);
    const hashes = await leafHashes(size, async (path) => fromBase64(sunlight.files[path.slice(1)]!));
    assert.equal(toBase64(await rootOfMany(hashes)), lines[2]);
  });

  test("a tile that is too short is refused", async () => {
    await assert.rejects(leafHashes(3, async () => new Uint8Array(64)));
  });

  test("a bundle gives its entries, and not half of one", () => {
    assert.deepEqual(entriesIn(Uint8Array.of(0, 1, 65, 0, 0, 0, 2, 66, 67)).map((entry) => new TextDecoder().decode(entry)), ["A", "", "BC"]);
    assert.throws(() => entriesIn(Uint8Array.of(0, 2, 65)));
    assert.throws(() => entriesIn(Uint8Array.of(0)));
  });
});
