/** The body of an entry: parts by audience, each committed to (docs/formats/record.md, sections 4 and 5). */
import { concat, fromHex, sha256, toHex, utf8, type Bytes } from "./bytes.ts";
import { leafHash, rootOf } from "./merkle.ts";

export const audiences = ["public", "mechanism", "exact", "provenance"] as const;
export type Audience = (typeof audiences)[number];

/** An open part has secret and content, a sealed one its commitment alone. */
export interface Part {
  readonly audience: Audience;
  readonly commitment?: string;
  readonly secret?: string;
  readonly content?: string;
}

export async function commitmentOf(audience: Audience, secret: Uint8Array, content: string): Promise<Bytes> {
  return sha256(Uint8Array.of(0), utf8("truce/part/v1\n"), secret, Uint8Array.of(audiences.indexOf(audience) + 1), utf8(content));
}

/**
 * The root that parts give. An open part's commitment is computed, and must be the one it names if it names one; throws
 * if not, or if parts are out of order.
 */
export async function bodyRoot(parts: readonly Part[]): Promise<Bytes> {
  const leaves: Bytes[] = [];
  let last = -1;
  for (const part of parts) {
    const number = audiences.indexOf(part.audience);
    if (number <= last) throw new Error("the parts are not in the order of their audiences");
    last = number;
    if (part.secret !== undefined && part.content !== undefined) {
      const computed = await commitmentOf(part.audience, fromHex(part.secret), part.content);
      if (part.commitment !== undefined && part.commitment !== toHex(computed)) throw new Error(`what the ${part.audience} part says is not what was committed to`);
      leaves.push(computed);
    } else if (part.commitment !== undefined) {
      leaves.push(fromHex(part.commitment));
    } else {
      throw new Error(`the ${part.audience} part is neither open nor committed to`);
    }
  }
  return rootOf(leaves);
}

export const itemLeaf = async (root: Uint8Array): Promise<Bytes> => leafHash(concat(utf8("truce/item/v1\n"), root));

export interface Header {
  readonly author: string;
  readonly body: string;
  readonly id: string;
  readonly log: string;
  readonly prev: string;
  readonly slot: string;
  readonly open?: { readonly at: number; readonly kind: string; readonly refs: readonly string[] };
}

/** The header of an entry's note. */
export function headerOf(note: string): Header {
  const [magic, header = ""] = note.split("\n");
  if (magic !== "truce/entry/v1") throw new Error("not an entry: another first line");
  return JSON.parse(header) as Header;
}
