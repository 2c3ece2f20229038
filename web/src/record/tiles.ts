/**
 * Reads a log by its tiles (docs/formats/record.md, section 12) and computes its root, as anyone can: all hashes of
 * level 0, and from them every level above.
 */
import type { Bytes } from "./bytes.ts";
import { nodeHash, rootOf } from "./merkle.ts";

const WIDTH = 256;
const HASH = 32;

/** The path of tile `n` of a level: decimal in groups of three, all but the last with an x before it. */
export function tilePath(level: number | "entries", n: number, width = WIDTH): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.../g) ?? ["000"];
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  return `/tile/${level}/${path}${width < WIDTH ? `.p/${width}` : ""}`;
}

export type Fetch = (path: string) => Promise<Bytes>;

/** The hashes of all leaves of a tree of `size`; `tell` is told how many have come. */
export async function leafHashes(size: number, fetch: Fetch, tell: (n: number) => void = () => {}): Promise<Bytes[]> {
  const hashes: Bytes[] = [];
  for (let tile = 0; tile * WIDTH < size; ++tile) {
    const width = Math.min(WIDTH, size - tile * WIDTH);
    const bytes = await fetch(tilePath(0, tile, width));
    if (bytes.length !== width * HASH) throw new Error(`the tile ${tilePath(0, tile, width)} has ${bytes.length} bytes, not ${width * HASH}`);
    for (let i = 0; i < width; ++i) hashes.push(bytes.slice(i * HASH, (i + 1) * HASH));
    tell(hashes.length);
  }
  return hashes;
}

/** The root of many leaves, level by level: as rootOf, without a deep stack. */
export async function rootOfMany(hashes: readonly Bytes[]): Promise<Bytes> {
  if (hashes.length < 2) return rootOf(hashes);
  let level = [...hashes];
  while (level.length > 1) {
    const above: Bytes[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) above.push(await nodeHash(level[i]!, level[i + 1]!));
    if (level.length % 2 === 1) above.push(level.at(-1)!);
    level = above;
  }
  return level[0]!;
}

/** The notes of a bundle of entries: each its length in two bytes, then itself. */
export function entriesIn(bundle: Bytes): Bytes[] {
  const out: Bytes[] = [];
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.length);
  for (let at = 0; at < bundle.length; ) {
    if (at + 2 > bundle.length) throw new Error("a bundle ends within a length");
    const length = view.getUint16(at);
    if (at + 2 + length > bundle.length) throw new Error("a bundle ends within an entry");
    out.push(bundle.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return out;
}
