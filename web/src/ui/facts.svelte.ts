/** What an examiner's facts say, and the first thing on which two findings part, in the reader's words. */
import type { CaseFile, CaseStep, Pivot, StepBody } from "../api/case.ts";
import { mechanism } from "../api/mechanism.svelte.ts";
import { list, number, t, ui, word } from "../i18n/index.svelte.ts";
import { span } from "../i18n/time.svelte.ts";
import type { Region } from "../map/region.ts";
import { regionWords } from "./describe.svelte.ts";

export function valueOf(body: StepBody): string {
  if (body.values !== undefined) return list(body.values.map((value) => (mechanism.value?.acts.some((act) => act.id === value) ? mechanism.actTitle(value) : word("value", mechanism.actorName(value)))), "disjunction");
  if (body.range !== undefined) return `${number(body.range[0])}–${number(body.range[1])}`;
  if (body.when !== undefined) return span(body.when[0], body.when[1]);
  if (body.where !== undefined) return regionWords(body.where as Region);
  return "";
}

export const attributeTitle = (name: string) => (["when", "where", "act", "actor", "target"].includes(name) ? word("fact", name) : mechanism.factTitle(name));

/** What two findings turn on; none where they agree. */
export const partings = (file: CaseFile) => file.pivots.filter((pivot) => pivot.kind !== "none");

export const partingWords = (pivot: Pivot) =>
  t(`pivot.${pivot.kind === "none" ? "wide" : pivot.kind}`, { a: mechanism.participantName(pivot.a), b: mechanism.participantName(pivot.b), facts: list(pivot.facts.map((name) => attributeTitle(name).toLocaleLowerCase(ui.locale))), clauses: list(pivot.clauses) });

/** An examiner's facts of a case, by attribute. */
export function factsOf(file: CaseFile, finder: string): Map<string, CaseStep> {
  const ids = new Set(file.finders.find((one) => one.finder === finder)?.facts);
  return new Map(file.steps.filter((step) => ids.has(step.id)).map((step) => [step.body.attribute ?? "", step]));
}
