/** What the form holds, and the line of docs/formats/reports-ndjson.md that it becomes. */
export type What = "report" | "nothing" | "watch";
export type Place = "point" | "area" | "bearing";

export interface Draft {
  what: What;
  source_id: string;
  from: string;
  to: string;
  place: Place;
  lat: string;
  lon: string;
  radius_m: string;
  areas: string[];
  observer_lat: string;
  observer_lon: string;
  bearing_from: string;
  bearing_to: string;
  distance_min_m: string;
  distance_max_m: string;
  place_name: string;
  act: string;
  actors: string[];
  targets: string[];
  low: string;
  best: string;
  high: string;
  own_side: boolean;
  means: string;
  visibility: string;
  how_known: string;
  note: string;
  interruptions: { from: string; to: string; reason: string }[];
  /** SHA-256 of photographs, made before anything touched them, with the names of their files. */
  files: { name: string; sha256: string; bytes: number }[];
}

export const blank = (): Draft => ({
  what: "report", source_id: "", from: "", to: "", place: "point", lat: "", lon: "", radius_m: "", areas: [], observer_lat: "", observer_lon: "", bearing_from: "", bearing_to: "",
  distance_min_m: "", distance_max_m: "", place_name: "", act: "", actors: [], targets: [], low: "", best: "", high: "", own_side: false, means: "", visibility: "", how_known: "", note: "",
  interruptions: [], files: [],
});

/** "2023-06-16T09:10" on the mechanism's clock, as an instant with its offset. */
export function withOffset(local: string, offsetSeconds: number): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return local;
  const sign = offsetSeconds < 0 ? "-" : "+";
  const minutes = Math.floor(Math.abs(offsetSeconds) / 60);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${local.length === 16 ? `${local}:00` : local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A number as people write one: in European, Arabic or Persian digits, with a point or a comma; NaN if it is none. */
export function numberOf(text: string): number {
  const plain = text.trim().replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf)).replace(/[,\u066b]/, ".").replace(/^[\u2212\u2013]/, "-");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

type Line = Record<string, unknown> & { kind: "report" | "watch"; source_id: string };

const numbers = (draft: Draft, names: readonly (keyof Draft)[]) => Object.fromEntries(names.filter((name) => draft[name] !== "").map((name) => [name, numberOf(String(draft[name]))]));

export function lineOf(draft: Draft, offsetAt: (local: string) => number): Line {
  const instant = (local: string) => withOffset(local, offsetAt(local));
  const line: Line = { kind: draft.what === "watch" ? "watch" : "report", source_id: draft.source_id.trim() };
  line["time_from"] = instant(draft.from);
  line["time_to"] = instant(draft.to);
  if (draft.place === "point") Object.assign(line, numbers(draft, ["lat", "lon", "radius_m"]));
  else if (draft.place === "area") line["areas"] = [...draft.areas].sort();
  else Object.assign(line, numbers(draft, ["observer_lat", "observer_lon", "bearing_from", "bearing_to", "distance_min_m", "distance_max_m"]));
  const text = (name: "means" | "how_known" | "visibility", value: string) => { if (value.trim() !== "") line[name] = value.trim(); };
  text("means", draft.means);
  text("how_known", draft.how_known);
  const note = [draft.note.trim(), ...draft.files.map((file) => `sha256:${file.sha256} ${file.name}`)].filter((part) => part !== "").join("\n");
  if (note !== "") line["note"] = note;
  if (draft.what === "watch") {
    text("visibility", draft.visibility);
    line["interruptions"] = draft.interruptions.map((gap) => ({ from: instant(gap.from), to: instant(gap.to), reason: gap.reason.trim() }));
    return line;
  }
  if (draft.place_name.trim() !== "") line["place"] = draft.place_name.trim();
  if (draft.what === "nothing") {
    line["nothing_observed"] = true;
    return line;
  }
  line["act"] = draft.act;
  if (draft.actors.length > 0) line["actors"] = [...draft.actors].sort();
  if (draft.targets.length > 0) line["targets"] = [...draft.targets].sort();
  Object.assign(line, numbers(draft, ["low", "best", "high"]));
  if (draft.own_side) line["own_side"] = true;
  return line;
}

/** What is missing or cannot be, by field: the server says the rest. */
export function missing(draft: Draft): (keyof Draft)[] {
  const out: (keyof Draft)[] = [];
  const need = (...names: (keyof Draft)[]) => { for (const name of names) if ((draft[name] as string | unknown[]).length === 0) out.push(name); };
  need("source_id", "from", "to");
  if (draft.from !== "" && draft.to !== "" && draft.to <= draft.from) out.push("to");
  const figures = (...names: (keyof Draft)[]) => { for (const name of names) if (Number.isNaN(numberOf(String(draft[name])))) out.push(name); };
  if (draft.place === "point") figures("lat", "lon", "radius_m");
  if (draft.place === "area") need("areas");
  if (draft.place === "bearing") figures("observer_lat", "observer_lon", "bearing_from", "bearing_to", "distance_min_m", "distance_max_m");
  if (draft.what === "watch") need("means");
  const deaths = [draft.low, draft.best, draft.high].filter((value) => value !== "");
  if (draft.what === "report" && deaths.length > 0 && !(deaths.length === 3 && numberOf(draft.low) <= numberOf(draft.best) && numberOf(draft.best) <= numberOf(draft.high))) out.push("best");
  if (draft.what === "watch" && draft.interruptions.some((gap) => gap.from === "" || gap.to === "" || gap.reason.trim() === "")) out.push("interruptions");
  return out;
}
