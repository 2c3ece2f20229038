/** The columns of a bulletin (docs/formats/bulletin.md), which its schema describes as two kinds. */
import type { Bulletin, Range } from "./client.ts";
import type { Localised } from "../i18n/index.svelte.ts";

interface Common {
  readonly register: string;
  readonly recorder: string;
  readonly recorder_name: Localised;
  readonly name: Localised;
  readonly unit: Localised;
  readonly limits: string;
  readonly citation: string;
  readonly licence: string;
}

export const marks = ["if_accepted", "own_side", "reconstructed", "no_rule", "contradictory"] as const;
export type Tally = Readonly<Record<"recorded" | "violation" | "exempt" | "no_violation" | "undetermined", Range>> & Partial<Readonly<Record<(typeof marks)[number], Range>>>;

/** `total` is absent while the register's records are not disclosed. */
export interface ReportsColumn extends Common {
  readonly holds: "reports";
  readonly disclosed: boolean;
  readonly total?: Tally;
  readonly divisions?: readonly (Tally & { readonly division: string })[];
}

/** `total` is absent where no count was stated. */
export interface CountsColumn extends Common {
  readonly holds: "counts";
  readonly published: boolean;
  readonly total?: { readonly count: number };
  readonly split: "not_stated" | "partial" | "complete" | "exceeding" | "no_total";
  readonly divisions?: readonly { readonly division: string; readonly count: number }[];
  readonly confirmations?: readonly { readonly of: string; readonly confirmed: number }[];
}

export type Column = ReportsColumn | CountsColumn;

export const columnsOf = (bulletin: Bulletin) => bulletin.registers as unknown as readonly Column[];
