/**
 * Canonical JSON: one value, one sequence of bytes, so that a hash or a signature speaks of the value.
 *
 * RFC 8785 restricted to integers within +-(2^53-1), text without lone surrogates, booleans, arrays, and objects
 * whose keys match [a-z0-9_]+; at most 64 arrays and objects inside one another. docs/formats/canonical-json.md
 * has the grammar. The reader follows that grammar byte by byte rather than writing the value again and comparing,
 * as the C++ reader does: schema/vectors/canonical_json.json holds the two to one answer.
 */

export type Json = boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value that no canonical bytes stand for, or bytes that are not canonical. `where` is "a.b[3]" or "byte 17". */
export class NotCanonical extends Error {
  readonly where: string;

  constructor(what: string, where: string) {
    super(`${where}: ${what}`);
    this.name = "NotCanonical";
    this.where = where;
  }
}

const DEPTH_MAX = 64;
const KEY = /^[a-z0-9_]+$/;
const SHORT_ESCAPES = new Map([[0x08, "b"], [0x09, "t"], [0x0a, "n"], [0x0c, "f"], [0x0d, "r"], [0x22, '"'], [0x5c, "\\"]]);
const SHORT_ESCAPED = new Map([...SHORT_ESCAPES].map(([code, letter]) => [letter.charCodeAt(0), code]));

/** The canonical bytes of a value. Throws NotCanonical for whatever is not Json, named by its path. */
export function canonical(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(textOf(value, "", 0));
}

/** `depth` arrays and objects are around the value. */
function textOf(value: unknown, path: string, depth: number): string {
  switch (typeof value) {
    case "boolean": return value ? "true" : "false";
    case "number": return integerText(value, path);
    case "string": return quoted(value, path);
    case "object":
      if (value === null) throw refused("null is not allowed: leave the key out", path);
      if (depth >= DEPTH_MAX) throw refused(`nested more than ${DEPTH_MAX} levels deep`, path);
      return Array.isArray(value) ? arrayText(value, path, depth) : objectText(value, path, depth);
    default: throw refused(`${typeof value} is not a JSON value`, path);
  }
}

function integerText(value: number, path: string): string {
  if (!Number.isInteger(value)) throw refused("decimals are not allowed: use a smaller unit", path);
  if (!Number.isSafeInteger(value)) throw refused("an integer beyond 2^53-1", path);
  return String(value);  // -0 is "0": the value is the same
}

function arrayText(value: readonly unknown[], path: string, depth: number): string {
  const parts: string[] = [];
  for (let i = 0; i < value.length; ++i) parts.push(textOf(value[i], `${path}[${i}]`, depth + 1));  // a hole is undefined: refused
  return `[${parts.join(",")}]`;
}

function objectText(value: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refused("only plain objects are JSON values", path);
  // Sorted as text: an object itself yields keys that look like numbers first. ASCII, so bytes and units agree.
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => {
    const place = path === "" ? key : `${path}.${key}`;
    if (!KEY.test(key)) throw refused("a key may hold only a-z, 0-9 and _", place);
    return `"${key}":${textOf(member, place, depth + 1)}`;
  });
  return `{${parts.join(",")}}`;
}

function quoted(text: string, path: string): string {
  if (!text.isWellFormed()) throw refused("a lone surrogate", path);
  return `"${text.replace(/[\u0000-\u001f"\\]/g, (c) => escape(c.charCodeAt(0)))}"`;
}

function escape(code: number): string {
  return "\\" + (SHORT_ESCAPES.get(code) ?? "u" + code.toString(16).padStart(4, "0"));
}

function refused(what: string, path: string): NotCanonical {
  return new NotCanonical(what, path === "" ? "(the whole value)" : path);
}

/**
 * Reads canonical bytes and only those; throws NotCanonical otherwise. Objects have no prototype, so that a key such
 * as "__proto__" or "constructor" is a key like any other.
 */
export function parseCanonical(bytes: Uint8Array): Json {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  private readonly bytes: Uint8Array;
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });  // keeps U+FEFF
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** `depth` arrays and objects are around the value. */
  value(depth: number): Json {
    switch (this.bytes[this.at]) {
      case 0x5b: return this.array(depth);  // [
      case 0x7b: return this.object(depth);  // {
      case 0x22: return this.text();
      case 0x74: return this.word("true", true);
      case 0x66: return this.word("false", false);
      default: return this.integer();
    }
  }

  end(): void {
    if (this.at !== this.bytes.length) this.refuse("bytes after the value");
  }

  private array(depth: number): Json[] {
    this.open(depth);
    const out: Json[] = [];
    if (this.skip("]")) return out;
    do out.push(this.value(depth + 1)); while (this.skip(","));
    if (!this.skip("]")) this.refuse("neither a comma nor the end of the array");
    return out;
  }

  private object(depth: number): { [key: string]: Json } {
    this.open(depth);
    const out: { [key: string]: Json } = Object.create(null);
    if (this.skip("}")) return out;
    let last = "";  // every key is later than the empty text
    do {
      const key = this.key();
      if (key <= last) this.refuse(key === last ? "the same key twice" : "keys are not in ascending order");
      last = key;
      if (!this.skip(":")) this.refuse("a key needs a colon");
      out[key] = this.value(depth + 1);
    } while (this.skip(","));
    if (!this.skip("}")) this.refuse("neither a comma nor the end of the object");
    return out;
  }

  private open(depth: number): void {
    if (depth >= DEPTH_MAX) this.refuse(`nested more than ${DEPTH_MAX} levels deep`);
    ++this.at;
  }

  private key(): string {
    if (!this.skip('"')) this.refuse("a key stands in quotation marks");
    const from = this.at;
    while (this.bytes[this.at] !== 0x22 && this.at < this.bytes.length) ++this.at;
    const key = this.decoded(from, this.at);
    if (!KEY.test(key)) this.refuse("a key may hold only a-z, 0-9 and _");
    ++this.at;
    return key;
  }

  private text(): string {
    let out = "";
    let from = ++this.at;  // start of the run not yet decoded
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined) this.refuse("a text without end");
      if (byte < 0x20) this.refuse("a raw control character");
      if (byte === 0x22 || byte === 0x5c) {
        out += this.decoded(from, this.at);
        ++this.at;
        if (byte === 0x22) return out;
        out += this.escaped();
        from = this.at;
      } else {
        ++this.at;
      }
    }
  }

  /** What follows a reverse solidus; only the spelling that the writer chooses. */
  private escaped(): string {
    const letter = this.bytes[this.at++];
    const short = letter === undefined ? undefined : SHORT_ESCAPED.get(letter);
    if (short !== undefined) return String.fromCharCode(short);
    if (letter !== 0x75) this.refuse("no such escape");
    const digits = String.fromCharCode(...this.bytes.subarray(this.at, this.at + 4));
    const code = /^00[01][0-9a-f]$/.test(digits) ? parseInt(digits, 16) : NaN;
    if (Number.isNaN(code) || SHORT_ESCAPES.has(code)) this.refuse("not the canonical spelling of this character");
    this.at += 4;
    return String.fromCharCode(code);
  }

  private decoded(from: number, to: number): string {
    try {
      return this.utf8.decode(this.bytes.subarray(from, to));
    } catch {
      this.refuse("not valid UTF-8");
    }
  }

  private integer(): number {
    const text = String.fromCharCode(...this.bytes.subarray(this.at, this.at + 18));  // a sign, 16 digits, one too many
    const digits = /^(?:0|-?[1-9][0-9]*)/.exec(text)?.[0];
    if (digits === undefined) this.refuse("neither an integer, a text, true, false, an array nor an object");
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) this.refuse("an integer beyond 2^53-1");
    this.at += digits.length;
    return value;
  }

  private word<T>(word: string, meaning: T): T {
    for (const letter of word) if (!this.skip(letter)) this.refuse(`not the word ${word}`);
    return meaning;
  }

  /** Moves past one ASCII character if it is there. */
  private skip(character: string): boolean {
    if (this.bytes[this.at] !== character.charCodeAt(0)) return false;
    ++this.at;
    return true;
  }

  private refuse(what: string): never {
    throw new NotCanonical(what, `byte ${this.at}`);
  }
}
