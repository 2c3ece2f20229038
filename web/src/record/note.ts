/**
 * C2SP signed notes, checkpoints and cosignatures (docs/formats/record.md, sections 2, 3, 7 and 11), by WebCrypto.
 * Signing and checking signatures need a secure context: TLS, or this machine itself.
 */
import { concat, equal, fromBase64, fromHex, sha256, toBase64, toHex, utf8, type Bytes } from "./bytes.ts";

/** A public key as a line: name "+" hex(id) "+" base64(type || key). Type 1 signs notes, 4 cosigns. */
export interface PublicKey {
  readonly vkey: string;
  readonly name: string;
  readonly id: Bytes;
  readonly type: 1 | 4;
  readonly key: Bytes;
}

export async function parseVkey(vkey: string): Promise<PublicKey> {
  const found = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
  if (found === null) throw new Error(`not a key: ${vkey}`);
  const [, name = "", id = "", rest = ""] = found;
  const material = fromBase64(rest);
  const type = material[0];
  if (material.length !== 33 || (type !== 1 && type !== 4)) throw new Error(`a key of an unknown kind: ${vkey}`);
  if (toHex(await keyId(name, material)) !== id) throw new Error(`the id of this key is not its own: ${vkey}`);
  return { vkey, name, id: fromHex(id), type, key: material.slice(1) };
}

export const keyId = async (name: string, material: Uint8Array): Promise<Bytes> => (await sha256(utf8(`${name}\n`), material)).slice(0, 4);

/** The name of a desk's key: its institution and the beginning of its fingerprint. */
export const deskKeyName = async (institution: string, key: Uint8Array): Promise<string> => `${institution}/${toHex(await sha256(key)).slice(0, 8)}`;

export async function vkeyOf(name: string, type: 1 | 4, key: Uint8Array): Promise<string> {
  const material = concat(Uint8Array.of(type), key);
  return `${name}+${toHex(await keyId(name, material))}+${toBase64(material)}`;
}

export interface Signature {
  readonly name: string;
  readonly id: Bytes;
  readonly bytes: Bytes;
}

export interface Note {
  /** With its last line feed: what is signed. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

export function parseNote(note: string): Note {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new Error("not a signed note: no empty line before its signatures");
  const text = note.slice(0, split + 1);
  const signatures = note.slice(split + 2, -1).split("\n").map((line) => {
    const found = /^\u2014 (\S+) (\S+)$/u.exec(line);
    if (found === null) throw new Error(`not a signature line: ${line}`);
    const bytes = fromBase64(found[2]!);
    if (bytes.length < 5) throw new Error(`a signature that is too short: ${line}`);
    return { name: found[1]!, id: bytes.slice(0, 4), bytes: bytes.slice(4) };
  });
  return { text, signatures };
}

export const noteOf = (text: string, name: string, id: Uint8Array, signature: Uint8Array): string => `${text}\n\u2014 ${name} ${toBase64(concat(id, signature))}\n`;

async function holds(key: PublicKey, message: Bytes, signature: Bytes): Promise<boolean> {
  const imported = await crypto.subtle.importKey("raw", key.key as Bytes, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, message);
}

export type Signed = { readonly by: "nobody" } | { readonly by: "key" } | { readonly by: "cosigner"; readonly at: number };

/**
 * Whether a key has signed a note; a cosigner's time is in microseconds UTC. "nobody" if no line is the key's. A line
 * that is the key's and does not hold throws: such a note is false, not unsigned.
 */
export async function signedBy(note: Note, key: PublicKey): Promise<Signed> {
  const line = note.signatures.find((signature) => signature.name === key.name && equal(signature.id, key.id));
  if (line === undefined) return { by: "nobody" };
  if (key.type === 1) {
    if (!(await holds(key, utf8(note.text), line.bytes))) throw new Error(`the signature of ${key.name} does not hold`);
    return { by: "key" };
  }
  if (line.bytes.length !== 72) throw new Error(`the cosignature of ${key.name} has another length than it should`);
  const seconds = new DataView(line.bytes.buffer, line.bytes.byteOffset).getBigUint64(0);
  const message = utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`);
  if (!(await holds(key, message, line.bytes.slice(8)))) throw new Error(`the cosignature of ${key.name} does not hold`);
  return { by: "cosigner", at: Number(seconds) * 1_000_000 };
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
  readonly note: Note;
}

/** A checkpoint's text: origin, size, root, no more lines. Its signatures are not checked here. */
export function parseCheckpoint(text: string): Checkpoint {
  const note = parseNote(text);
  const [origin = "", size = "", root = "", end, ...more] = note.text.split("\n");
  if (origin === "" || end !== "" || more.length > 0) throw new Error("not a checkpoint: it should have three lines");
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) throw new Error(`not a size: ${size}`);
  const hash = fromBase64(root);
  if (hash.length !== 32) throw new Error("the root has another length than a hash");
  return { origin, size: Number(size), root: hash, note };
}
