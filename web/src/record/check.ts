/**
 * What a page can check of an entry by itself, step by step, so that a reader sees which steps hold and which could not
 * be done for want of what is sealed.
 */
import { toHex, utf8, equal } from "./bytes.ts";
import { bodyRoot, headerOf, type Part } from "./body.ts";
import { parseNote, parseVkey, signedBy } from "./note.ts";
import { checkProof, parseProof, type Proven } from "./proof.ts";

export type StepName = "proof" | "same" | "author" | "body" | "sealed" | "secure";
export interface Step {
  readonly name: StepName;
  readonly holds: boolean;
  /** Why not, or with which particulars. */
  readonly detail: string;
}

export interface Given {
  readonly note: string;
  readonly parts: readonly Part[];
  readonly proof: string;
  readonly log: string;
  readonly witnesses: readonly string[];
  /** Keys of the institutions, by which the author's is found. */
  readonly keys: readonly string[];
}

export interface Checked {
  readonly steps: readonly Step[];
  readonly holds: boolean;
  readonly proven: Proven | undefined;
}

/** Never throws: what does not hold is a step that says so. */
export async function checkEntry(given: Given): Promise<Checked> {
  const steps: Step[] = [];
  let proven: Proven | undefined;
  const step = async (name: StepName, work: () => Promise<string>) => {
    try {
      steps.push({ name, holds: true, detail: await work() });
    } catch (fault) {
      steps.push({ name, holds: false, detail: fault instanceof Error ? fault.message : String(fault) });
    }
  };
  if (globalThis.crypto?.subtle === undefined) {
    return { steps: [{ name: "secure", holds: false, detail: "" }], holds: false, proven: undefined };
  }

  await step("proof", async () => {
    const log = await parseVkey(given.log);
    const witnesses = await Promise.all(given.witnesses.map(parseVkey));
    proven = await checkProof(parseProof(given.proof), log, witnesses);
    return String(proven.size);
  });
  await step("same", async () => {
    if (!equal(parseProof(given.proof).entry, utf8(given.note))) throw new Error("the proof is of another entry than the one shown");
    return "";
  });
  await step("author", async () => {
    const note = parseNote(given.note);
    const line = note.signatures[0];
    const author = headerOf(given.note).author;
    if (note.signatures.length !== 1 || line === undefined) throw new Error("an entry has exactly one signature");
    if (!line.name.startsWith(`${author}/`) && author !== "log") throw new Error(`signed by ${line.name}, which is not a key of ${author}`);
    for (const vkey of given.keys) {
      const key = await parseVkey(vkey);
      if (key.name === line.name && (await signedBy(note, key)).by === "key") return line.name;
    }
    throw new Error(`no enrolled key ${line.name}`);
  });
  await step("body", async () => {
    const committed = headerOf(given.note).body;
    const computed = toHex(await bodyRoot(given.parts));
    if (computed !== committed) throw new Error("the parts shown are not the body that was signed");
    return committed;
  });
  const sealed = given.parts.filter((part) => part.content === undefined);
  if (sealed.length > 0) steps.push({ name: "sealed", holds: true, detail: sealed.map((part) => part.audience).join(",") });
  return { steps, holds: steps.every((one) => one.holds), proven };
}
