/** truce-explanation/1, as docs/methods/judging.md has it: why a reading says what it says of an incident. */
export type Value = "yes" | "no" | "unknown";

export interface UsedFact {
  readonly name: string;
  readonly value: string;
  readonly source: string;
  readonly leaf: number;
}

export interface Node {
  readonly op: string;
  readonly value: Value;
  readonly literal?: string;
  readonly negated?: boolean;
  readonly question?: string;
  readonly facts?: readonly UsedFact[];
  readonly children?: readonly Node[];
  readonly rule?: string;
}

export interface ClauseRuling {
  readonly clause: string;
  readonly ruling: string;
  readonly undetermined: string;
  readonly quote?: string;
  readonly source: string;
  readonly summary: string;
  readonly elements: readonly Node[];
  readonly exceptions: readonly Node[];
  readonly exception: string;
  /** What fulfils an obligation. */
  readonly met: readonly Node[];
  /** A clause that allows what this one forbids. */
  readonly permits: readonly Node[];
  readonly clear?: readonly string[];
  readonly convict?: readonly string[];
  readonly if_accepted: boolean;
  readonly reconstructed: boolean;
}

export interface Explanation {
  readonly format: string;
  readonly incident: string;
  readonly reading: string;
  readonly finder: string;
  readonly sentence: string;
  readonly clauses: readonly ClauseRuling[];
}
