/**
 * Which members a step of each kind asks its officer for. What the state of the case decides (phase, what it replaces,
 * what it has seen, the verdict) the server composes. docs/methods/case.md, truce/examine/step_kinds.cpp.
 */
import type { CaseFile, CaseStep } from "../../api/case.ts";

export type Field = "about" | "to" | "text" | "accused" | "attribute" | "values" | "confidence" | "source" | "finding" | "manner" | "report" | "into" | "sanction" | "choice" | "on" | "forum" | "evidence";

export interface Form {
  readonly needed: readonly Field[];
  readonly offered?: readonly Field[];
  /** Kinds of steps that it can be about. */
  readonly about?: readonly string[];
}

export const forms: Readonly<Record<string, Form>> = {
  "case.opened": { needed: [], offered: ["accused", "text"] },
  "notice.given": { needed: ["to", "text"] },
  "notice.received": { needed: ["about"], offered: ["text"], about: ["notice.given"] },
  "information.requested": { needed: ["to", "text"] },
  "information.given": { needed: ["about", "text"], about: ["information.requested"] },
  "examination.proposed": { needed: ["to", "manner"], offered: ["text"] },
  "examination.joined": { needed: ["about"], offered: ["text"], about: ["examination.proposed"] },
  "fact.asserted": { needed: ["attribute", "values", "confidence", "source"] },
  "finding.signed": { needed: ["finding", "text"] },
  "finding.declined": { needed: ["text"] },
  "reply.given": { needed: ["text"] },
  "demand.made": { needed: ["to", "text"] },
  "demand.answered": { needed: ["about", "text"], about: ["demand.made"] },
  "measure.reported": { needed: ["text"], offered: ["about"], about: ["demand.made", "information.requested"] },
  "sanction.proposed": { needed: ["to", "sanction", "text"] },
  "sanction.decided": { needed: ["about"], offered: ["text"], about: ["sanction.proposed"] },
  "sanction.applied": { needed: ["about", "text"], about: ["sanction.decided"] },
  "sanction.lifted": { needed: ["about", "text"], about: ["sanction.decided"] },
  "case.escalated": { needed: ["forum", "text"] },
  "case.closed": { needed: ["text"] },
  "case.reopened": { needed: ["evidence", "text"] },
  "link.proposed": { needed: ["report", "text"] },
  "link.accepted": { needed: ["about"], offered: ["text"], about: ["link.proposed", "link.merged"] },
  "link.disputed": { needed: ["about", "text"], about: ["link.proposed", "link.merged"] },
  "link.merged": { needed: ["into", "text"] },
  "link.split": { needed: ["about", "text"], about: ["link.proposed", "link.merged"] },
  "correction.noted": { needed: ["report", "text"] },
  "withdrawal.noted": { needed: ["report", "text"] },
  "opinion.recorded": { needed: ["text"], offered: ["about"] },
  "vote.cast": { needed: ["on", "choice"], offered: ["about", "text"] },
  "step.confirmed": { needed: ["about"] },
};

/** The steps of the case that a new one of this kind can be about: of its kinds, and asked of this institution where it was asked of somebody. */
export function candidates(kind: string, file: CaseFile, institution: string): readonly CaseStep[] {
  const form = forms[kind];
  const wanted = form?.about;
  const answers = ["notice.received", "information.given", "examination.joined", "demand.answered"];
  return file.steps.filter((step) => {
    if (kind === "step.confirmed") return !step.confirmed && step.speaker === institution;
    if (wanted !== undefined && !wanted.includes(step.body.kind)) return false;
    if (answers.includes(kind)) return step.body.to?.includes(institution) === true;
    return true;
  });
}

/** The step as POST /api/steps/compose takes it: members that are empty are left out, lists are sorted and without doubles. */
export function stepOf(kind: string, values: Readonly<Record<string, string | readonly string[]>>): { kind: string } & Record<string, unknown> {
  const step: { kind: string } & Record<string, unknown> = { kind };
  const form = forms[kind];
  for (const field of [...(form?.needed ?? []), ...(form?.offered ?? [])]) {
    const value = values[field];
    if (value === undefined || value.length === 0) continue;
    step[field] = typeof value === "string" ? value.trim() : [...new Set(value)].sort();
  }
  return step;
}
