/**
 * One kind of step for each of many rows: which steps that makes, and what became of each. A key's entries stand in one chain, so each
 * step is composed anew when its turn comes; it is signed only if it says what was shown.
 */
import type { Incident, Schemas } from "../../api/client.ts";

export const KINDS = ["case.opened", "notice.given", "information.requested", "link.disputed"] as const;
export type BulkKind = (typeof KINDS)[number];

export type State = "new" | "shown" | "changed" | "sent" | "recorded" | "refused";
/** Why a row makes no step. */
export type Lack = "no_case" | "has_case" | "no_link";

export interface Job {
  readonly incident: string;
  readonly label: string;
  readonly request: { readonly step: { readonly kind: string } & Readonly<Record<string, unknown>>; readonly case?: string };
  readonly state: State;
  readonly lack?: Lack;
  /** What was shown, and all that it was the words of. */
  readonly words?: string;
  readonly contents?: string;
  readonly refusal?: { readonly id: string; readonly what: string; readonly remedy: string };
  /** The bytes that were handed in: where no answer came, the same ones are handed in again. */
  readonly handed?: { readonly note: string; readonly body: Schemas["composed"]["body"] };
  readonly receipt?: string;
}

export interface Values {
  readonly people: readonly string[];
  readonly text: string;
}

/** What a kind asks for, besides the rows. */
export const needs = (kind: BulkKind) => ({ people: kind === "notice.given" || kind === "information.requested", text: kind !== "case.opened" });

/** A step for each row, or for each waiting link that names it; a row that can have none says why. */
export function jobsOf(kind: BulkKind, values: Values, rows: readonly Pick<Incident, "id" | "case">[], labelOf: (id: string) => string, links: readonly Schemas["waiting_link"][], me: string): Job[] {
  const text = values.text.trim();
  const people = [...new Set(values.people)].sort();
  return rows.flatMap((row): Job[] => {
    const common = { incident: row.id, label: labelOf(row.id) };
    const lacking = (lack: Lack): Job[] => [{ ...common, request: { step: { kind } }, state: "refused", lack }];
    const own = row.case ?? "";
    if (kind === "case.opened") {
      if (own !== "") return lacking("has_case");
      return [{ ...common, request: { step: { kind, incident: row.id, ...(people.length > 0 ? { accused: people } : {}), ...(text === "" ? {} : { text }) } }, state: "new" }];
    }
    if (kind === "link.disputed") {
      const named = links.filter((link) => (link.report === row.id || link.incident === row.id) && !link.disputed_by.includes(me));
      if (named.length === 0) return lacking("no_link");
      return named.map((link) => ({ ...common, request: { case: link.case, step: { kind, about: link.step, text } }, state: "new" }));
    }
    if (own === "") return lacking("no_case");
    return [{ ...common, request: { case: own, step: { kind, to: people, text } }, state: "new" }];
  })
    // A link of which both reports were chosen is one step.
    .filter((job, i, all) => kind !== "link.disputed" || job.lack !== undefined || all.findIndex((one) => one.request.step["about"] === job.request.step["about"]) === i);
}

/** All that a composed step says, without what is random in it. */
export const contentsOf = (composed: Schemas["composed"]) => [composed.words, ...composed.body.map((part) => `${part.audience} ${part.content}`)].join("\n");

export const waits = (job: Job) => job.state === "new" || job.state === "shown" || job.state === "changed" || job.state === "sent";
