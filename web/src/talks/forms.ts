/**
 * What a step of each kind asks its officer for. What follows from the talks (the round, what is replaced, the standing
 * answers, the date that is set, the digest) the server composes. truce/talks/talk_kinds.cpp, docs/formats/talks.md.
 */
export type Field =
  | "title" | "when" | "place" | "host" | "text" | "level" | "reservation" | "like" | "seats" | "role" | "manner" | "access" | "agenda" | "track" | "tracks" | "to" | "members" | "signatories"
  | "people" | "clauses" | "clause" | "texts" | "choice" | "stance" | "outcome" | "character" | "owed" | "due" | "shown_by" | "source" | "body" | "verb" | "object" | "speaker" | "quote" | "language"
  | "languages" | "interpreting" | "containment";

export interface Form {
  readonly needed: readonly Field[];
  readonly offered?: readonly Field[];
  /** For everybody and for ever: nothing is asked about who may read it. */
  readonly open?: true;
  /** For those concerned: who calls and who is called. */
  readonly concerned?: true;
}

export const forms: Readonly<Record<string, Form>> = {
  "round.called": { needed: ["title"], offered: ["like", "seats", "manner", "access", "tracks", "agenda", "text"], open: true },
  "round.proposed": { needed: ["when", "place"], offered: ["host", "text"] },
  "round.answered": { needed: ["choice"], offered: ["text"] },
  "round.set": { needed: [], offered: ["text"], open: true },
  "round.cancelled": { needed: ["text"], open: true },
  "round.closed": { needed: ["text"], open: true },
  "session.planned": { needed: ["title", "members", "access", "manner"], offered: ["when", "place", "track", "languages", "interpreting", "agenda", "text"] },
  "minutes.filed": { needed: ["text"] },
  "minutes.dissented": { needed: ["text"] },
  "invitation.sent": { needed: ["to", "role"], offered: ["level", "due", "text"], open: true },
  "invitation.answered": { needed: ["choice"], offered: ["level", "reservation", "text"] },
  "delegation.listed": { needed: ["people"], offered: ["text"] },
  "delegation.accredited": { needed: [], offered: ["text"] },
  "delegation.questioned": { needed: ["text"] },
  "delegation.withdrawn": { needed: ["text"] },
  "document.tabled": { needed: ["title", "clauses"], offered: ["track", "text"] },
  "document.amended": { needed: ["clauses"], offered: ["text"] },
  "document.withdrawn": { needed: ["text"] },
  "position.taken": { needed: ["stance"], offered: ["reservation", "text"] },
  "document.opened": { needed: ["character", "signatories"], offered: ["when", "text"] },
  "document.signed": { needed: [], offered: ["reservation"] },
  "document.extended": { needed: ["when"], offered: ["text"] },
  "commitment.recorded": { needed: ["owed", "text"], offered: ["to", "clause", "shown_by", "track", "source"] },
  "commitment.reported": { needed: ["outcome", "text"] },
  "commitment.assessed": { needed: ["outcome", "text"] },
  "endorsement.noted": { needed: ["body", "verb", "object", "source"], offered: ["text"], open: true },
  "statement.quoted": { needed: ["speaker", "text", "source"], offered: ["quote", "language"], open: true },
  "communique.issued": { needed: ["title", "texts"], offered: ["source"], open: true },
  "contact.opened": { needed: ["to", "agenda"], offered: ["when", "text"], concerned: true },
  "contact.answered": { needed: [], offered: ["when", "text"], concerned: true },
  "contact.closed": { needed: ["containment"], offered: ["when", "text"], concerned: true },
};

/** What the form holds: times as "2023-06-16T09:10" on the mechanism's clock, lists one a line. */
export interface Values {
  texts: Record<string, string>;
  lists: Record<string, string[]>;
  lines: Record<string, string>;
  times: Record<string, string>;
  clauses: { id: string; text: Record<string, string> }[];
  owed: Record<string, string>;
  seats: { who: string; role: string; level: string }[];
  tongues: Record<string, string>;
}
export const blank = (): Values => ({ texts: {}, lists: {}, lines: {}, times: {}, clauses: [{ id: "c1", text: { en: "" } }], owed: {}, seats: [], tongues: { en: "" } });

const lines = (text: string | undefined) => (text ?? "").split("\n").map((line) => line.trim()).filter((line) => line !== "");
const ascending = (values: readonly string[]) => [...new Set(values)].sort();

/** The value of one field as the step holds it; undefined if nothing was entered, or not all of it. */
export function valueOf(field: Field, values: Values, instant: (local: string) => number): unknown {
  switch (field) {
    case "when": {
      const from = values.times["from"] ?? "";
      const to = values.times["to"] ?? "";
      return from === "" || to === "" ? undefined : [instant(from), instant(to)];
    }
    case "due":
      return (values.times["due"] ?? "") === "" ? undefined : instant(values.times["due"]!);
    case "to": case "members": case "signatories":
      return (values.lists[field] ?? []).length === 0 ? undefined : ascending(values.lists[field]!);
    case "tracks": case "languages": case "interpreting": {
      const found = ascending(lines(values.lines[field]));
      return found.length === 0 ? undefined : found;
    }
    case "agenda": {
      const found = lines(values.lines[field]);
      return found.length === 0 ? undefined : found;
    }
    case "people": {
      const found = lines(values.lines[field]).map((line, i) => {
        const [name = "", ...rest] = line.split(/\s*[,،]\s*/);
        return { name, function: rest.join(", "), ...(i === 0 ? { head: true } : {}) };
      });
      return found.length === 0 || found.some((one) => one.function === "") ? undefined : found;
    }
    case "clauses": {
      const found = values.clauses.map(({ id, text }) => ({ id: id.trim(), text: Object.fromEntries(Object.entries(text).map(([language, words]) => [language, words.trim()]).filter(([, words]) => words !== "")) }));
      return found.length === 0 || found.some(({ id, text }) => id === "" || Object.keys(text).length === 0) ? undefined : found;
    }
    case "owed": {
      const found = Object.entries(values.owed).sort(([a], [b]) => (a < b ? -1 : 1)).map(([who, due]) => ({ who, ...(due === "" ? {} : { due: instant(due) }) }));
      return found.length === 0 ? undefined : found;
    }
    case "seats": {
      const found = values.seats.filter(({ who, role }) => who !== "" && role !== "").map(({ who, role, level }) => ({ who, role, ...(level.trim() === "" ? {} : { level: level.trim() }) }));
      return found.length === 0 ? undefined : found;
    }
    case "texts": {
      const found = Object.entries(values.tongues).map(([language, words]) => [language, words.trim()] as const).filter(([, words]) => words !== "");
      return found.length === 0 ? undefined : Object.fromEntries(found);
    }
    default: {
      const text = (values.texts[field] ?? "").trim();
      return text === "" ? undefined : text;
    }
  }
}

export const missingIn = (kind: string, values: Values) => (forms[kind]?.needed ?? []).filter((field) => valueOf(field, values, () => 0) === undefined);

/** The step as POST /api/talks/compose takes it. `session`: of a closed session, whose members alone read it. */
export function stepOf(kind: string, about: string, audience: "public" | "mechanism" | "session", values: Values, instant: (local: string) => number): Record<string, unknown> {
  const form = forms[kind];
  const step: Record<string, unknown> = { kind, audience: form?.open ? "public" : form?.concerned ? "concerned" : audience };
  if (about !== "") step["about"] = about;
  for (const field of [...(form?.needed ?? []), ...(form?.offered ?? [])]) {
    const value = valueOf(field, values, instant);
    if (value !== undefined) step[field] = value;
  }
  if (step["clauses"] !== undefined) step["languages"] = ascending((step["clauses"] as Values["clauses"]).flatMap(({ text }) => Object.keys(text)));
  // A closed session's plan is read by its members alone, as everything in it is.
  if (kind === "session.planned" && step["access"] === "closed") step["audience"] = "session";
  return step;
}
