/** truce/case/1, as docs/formats/case.md has it. What the reader may not see is left out of the steps. */
export interface StepBody {
  readonly kind: string;
  readonly about?: string;
  readonly to?: readonly string[];
  readonly text?: string;
  readonly accused?: readonly string[];
  readonly attribute?: string;
  readonly confidence?: string;
  readonly source?: string;
  readonly values?: readonly string[];
  readonly range?: readonly [number, number];
  readonly when?: readonly [number, number];
  readonly where?: { readonly kind: string };
  readonly finding?: string;
  readonly manner?: string;
  readonly report?: string;
  readonly into?: string;
  readonly sanction?: string;
  readonly choice?: string;
  readonly on?: string;
  readonly forum?: string;
  readonly evidence?: readonly string[];
  readonly replaces?: string;
}

export interface CaseStep {
  readonly id: string;
  readonly author: string;
  readonly speaker?: string;
  readonly key: string;
  readonly recorded_at: number;
  readonly confirmed: boolean;
  readonly body: StepBody;
}

export interface Finder {
  readonly finder: string;
  readonly examiner: boolean;
  readonly position: "none" | "declined" | "finding";
  readonly finding?: string;
  readonly means?: string;
  readonly step?: string;
  readonly facts: readonly string[];
  readonly reading?: string;
  readonly ruling?: string;
  readonly verdict?: string;
  readonly contradicts: boolean;
}

export interface Pivot {
  readonly a: string;
  readonly b: string;
  readonly kind: "none" | "facts" | "reading" | "both" | "wide";
  readonly facts: readonly string[];
  readonly clauses: readonly string[];
  readonly words: string;
}

export interface Due {
  readonly what: string;
  readonly from: string;
  readonly to?: string;
  readonly about: string;
  readonly since: number;
  readonly by?: number;
  readonly clause?: string;
  readonly overdue: boolean;
}

export interface Link {
  readonly step: string;
  readonly report: string;
  readonly incident: string;
  readonly state: string;
  readonly accepted_by: readonly string[];
  readonly disputed_by: readonly string[];
}

export interface CaseFile {
  readonly form: "truce/case/1";
  readonly as_of: number;
  readonly case: string;
  readonly incident: string;
  readonly leads_to: string;
  readonly phase: "open" | "closed";
  readonly status: "open" | "one-sided" | "disputed" | "agreed";
  readonly leaning: string;
  readonly finders: readonly Finder[];
  readonly pivots: readonly Pivot[];
  readonly links: readonly Link[];
  readonly due: readonly Due[];
  readonly naming: readonly { readonly participant: string; readonly named_from?: number }[];
  readonly can: readonly string[];
  readonly steps: readonly CaseStep[];
}
