/** The names that the questions of the terms need, in the reader's language. */
import { mechanism } from "../api/mechanism.svelte.ts";
import { list, t, word } from "../i18n/index.svelte.ts";
import { dateTime, duration } from "../i18n/time.svelte.ts";
import { areaTitle, metres } from "../ui/describe.svelte.ts";
import { question, type Names } from "./question.ts";

const names = (instrument: (id: string) => string): Names => ({
  act: mechanism.actTitle, actor: mechanism.actorName, area: areaTitle, instrument, fact: mechanism.factTitle,
  value: (value) => word("value", value), time: (us) => dateTime(us), duration, metres, or: (items) => list(items, "disjunction"),
});

/** A question in words; nothing if its machine form is not known here. */
export function questionWords(literal: string, instrument: (id: string) => string): string | undefined {
  const asked = question(literal, names(instrument));
  return asked === undefined ? undefined : t(asked.key, asked.args);
}
