/**
 * The tree of RFC 6962: leaf and node hashes, the root of leaves, and whether a proof leads where it should (RFC 9162,
 * 2.1.3.2 and 2.1.4.2). Sizes are at most 2^53 - 1.
 */
import { equal, sha256, type Bytes } from "./bytes.ts";

export const leafHash = (leaf: Uint8Array) => sha256(Uint8Array.of(0), leaf);
export const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);

/** Of leaf hashes in order; of none, the hash of nothing. */
export async function rootOf(hashes: readonly Bytes[]): Promise<Bytes> {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0]!;
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  const [left, right] = await Promise.all([rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half))]);
  return nodeHash(left, right);
}

const even = (n: number) => n % 2 === 0;
const halved = (n: number) => Math.floor(n / 2);

/** The root that a path from the leaf `index` of a tree of `size` gives, or nothing if the path has another length. */
export async function rootByPath(index: number, size: number, leaf: Bytes, path: readonly Bytes[]): Promise<Bytes | undefined> {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size || leaf.length !== 32) return undefined;
  let fn = index;
  let sn = size - 1;
  let root = leaf;
  for (const step of path) {
    if (sn === 0 || step.length !== 32) return undefined;
    if (!even(fn) || fn === sn) {
      root = await nodeHash(step, root);
      while (even(fn) && fn !== 0) {
        fn = halved(fn);
        sn = halved(sn);
      }
    } else {
      root = await nodeHash(root, step);
    }
    fn = halved(fn);
    sn = halved(sn);
  }
  return sn === 0 ? root : undefined;
}

export async function includes(index: number, size: number, leaf: Bytes, path: readonly Bytes[], root: Uint8Array): Promise<boolean> {
  const found = await rootByPath(index, size, leaf, path);
  return found !== undefined && equal(found, root);
}

/** Whether the tree of `size2` goes on from the tree of `size1`, which is not empty: nothing is shown from nothing. */
export async function continues(size1: number, size2: number, root1: Uint8Array, root2: Uint8Array, proof: readonly Bytes[]): Promise<boolean> {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 1 || size1 > size2) return false;
  if ([root1, root2, ...proof].some((hash) => hash.length !== 32)) return false;
  if (size1 === size2) return proof.length === 0 && equal(root1, root2);
  if (proof.length === 0) return false;
  let path = [...proof];
  const isPower = Math.log2(size1) % 1 === 0;
  if (isPower) path = [root1 as Bytes, ...path];
  let fn = size1 - 1;
  let sn = size2 - 1;
  while (!even(fn)) {
    fn = halved(fn);
    sn = halved(sn);
  }
  let fr = path[0]!;
  let sr = path[0]!;
  for (const step of path.slice(1)) {
    if (sn === 0) return false;
    if (!even(fn) || fn === sn) {
      fr = await nodeHash(step, fr);
      sr = await nodeHash(step, sr);
      while (even(fn) && fn !== 0) {
        fn = halved(fn);
        sn = halved(sn);
      }
    } else {
      sr = await nodeHash(sr, step);
    }
    fn = halved(fn);
    sn = halved(sn);
  }
  return sn === 0 && equal(fr, root1) && equal(sr, root2);
}
