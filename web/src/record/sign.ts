/**
 * Keys that sign in this browser. The private half is a CryptoKey that cannot be taken out: it can sign, and nobody, not
 * these pages either, can read it. It lies in IndexedDB of this browser and origin.
 */
import { concat, fromBase64, fromHex, toHex, utf8, type Bytes } from "./bytes.ts";
import { deskKeyName, keyId, noteOf, vkeyOf } from "./note.ts";

export interface DeskKey {
  readonly institution: string;
  readonly name: string;
  readonly vkey: string;
  /** Of the signature line. */
  readonly id: Bytes;
  readonly key: CryptoKey;
}

async function deskKey(institution: string, publicBytes: Bytes, key: CryptoKey): Promise<DeskKey> {
  const name = await deskKeyName(institution, publicBytes);
  return { institution, name, vkey: await vkeyOf(name, 1, publicBytes), id: await keyId(name, concat(Uint8Array.of(1), publicBytes)), key };
}

/** A new key, made here; its public half is what the institution enrols. */
export async function makeKey(institution: string): Promise<DeskKey> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  return deskKey(institution, new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)), pair.privateKey);
}

const PKCS8_HEAD = fromHex("302e020100300506032b657004220420");
const B64URL = (text: string) => text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "=");

/** A key from its seed of 32 bytes. The public half is read off an extractable copy that is dropped at once. */
export async function importSeed(institution: string, seed: Uint8Array): Promise<DeskKey> {
  if (seed.length !== 32) throw new Error("a seed has 32 bytes");
  const pkcs8 = concat(PKCS8_HEAD, seed);
  const { x } = await crypto.subtle.exportKey("jwk", await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]));
  return deskKey(institution, fromBase64(B64URL(x ?? "")), await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]));
}

/** The one line of a private key file: PRIVATE+KEY+name+id+base64(0x01 || seed). */
export async function importKeyFile(text: string): Promise<DeskKey> {
  const found = /^PRIVATE\+KEY\+(([a-z0-9-]{1,64})\/[0-9a-f]{8})\+([0-9a-f]{8})\+(\S+)\s*$/.exec(text);
  if (found === null) throw new Error("not a key file of truce: it should be one line that begins with PRIVATE+KEY+");
  const [, name = "", institution = "", id = "", rest = ""] = found;
  const material = fromBase64(rest);
  if (material.length !== 33 || material[0] !== 1) throw new Error("the key file holds another kind of key");
  const key = await importSeed(institution, material.slice(1));
  if (key.name !== name || toHex(key.id) !== id) throw new Error("the name in the key file is not that of its key");
  return key;
}

/** The text as a signed note of this key. */
export async function sign(key: DeskKey, text: string): Promise<string> {
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key.key, utf8(text)));
  return noteOf(text, key.name, key.id, signature);
}
