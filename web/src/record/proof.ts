/** C2SP tlog-proofs (docs/formats/record.md, section 14): that an entry stands in a log whose checkpoint is signed. */
import { fromBase64, type Bytes } from "./bytes.ts";
import { includes, leafHash } from "./merkle.ts";
import { parseCheckpoint, signedBy, type Checkpoint, type PublicKey } from "./note.ts";

export interface Proof {
  readonly entry: Bytes;
  readonly index: number;
  readonly path: readonly Bytes[];
  readonly checkpoint: Checkpoint;
}

export function parseProof(text: string): Proof {
  const split = text.indexOf("\n\n");
  if (split < 0) throw new Error("not a proof: no empty line before its checkpoint");
  const [magic, extra, index, ...path] = text.slice(0, split).split("\n");
  if (magic !== "c2sp.org/tlog-proof@v1") throw new Error("not a proof: another first line");
  if (extra === undefined || !extra.startsWith("extra ")) throw new Error("the proof does not carry its entry");
  const found = /^index (0|[1-9]\d{0,15})$/.exec(index ?? "");
  if (found === null) throw new Error("the proof does not say which entry it is");
  return {
    entry: fromBase64(extra.slice("extra ".length)),
    index: Number(found[1]),
    path: path.map(fromBase64),
    checkpoint: parseCheckpoint(text.slice(split + 2)),
  };
}

export interface Proven {
  readonly size: number;
  readonly cosigned: readonly { readonly name: string; readonly at: number }[];
}

/**
 * Checks that the proof's own entry is in the tree and that the log signed the tree; tells which of the witnesses
 * cosigned. Throws, saying which step does not hold.
 */
export async function checkProof(proof: Proof, log: PublicKey, witnesses: readonly PublicKey[]): Promise<Proven> {
  const { checkpoint } = proof;
  if (checkpoint.origin !== log.name) throw new Error(`the checkpoint is of another log: ${checkpoint.origin}`);
  if ((await signedBy(checkpoint.note, log)).by !== "key") throw new Error("the log has not signed this checkpoint");
  if (!(await includes(proof.index, checkpoint.size, await leafHash(proof.entry), proof.path, checkpoint.root))) {
    throw new Error("the path does not lead from the entry to the signed root");
  }
  const cosigned: { name: string; at: number }[] = [];
  for (const witness of witnesses) {
    const signed = await signedBy(checkpoint.note, witness);
    if (signed.by === "cosigner") cosigned.push({ name: witness.name, at: signed.at });
  }
  return { size: checkpoint.size, cosigned };
}
