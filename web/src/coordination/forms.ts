/**
 * What a step of each kind of coordination asks its officer for. What follows from what is there (the version, the digest of the
 * volumes that are consented to) the server composes. truce/coordinate/coordination_kinds.cpp, docs/formats/coordination.md.
 */
import type { Answer, Kind, Volume } from "../api/coordination.ts";

export type Field =
  | "activity_kind" | "workflow" | "to" | "volumes" | "convoy" | "text" | "conditions" | "until" | "area" | "regime" | "with" | "key" | "level" | "outcome" | "answer" | "held" | "held_by" | "place"
  | "areas" | "when" | "public" | "name" | "contact";

export interface Form {
  readonly needed: readonly Field[];
  readonly offered?: readonly Field[];
  /** About which step besides the activity: a conversation, a proposal, a request for access, an area of operations. */
  readonly about?: "thread" | "proposal" | "request" | "operations";
}

const fared = ["held", "held_by", "place", "areas", "public", "text"] as const;
export const forms: Readonly<Partial<Record<Kind, Form>>> = {
  "activity.filed": { needed: ["workflow", "activity_kind", "volumes"], offered: ["to", "convoy", "text"] },
  "activity.changed": { needed: ["volumes"], offered: ["text"] },
  "activity.taken_up": { needed: [], offered: ["text"] },
  "activity.acknowledged": { needed: [], offered: ["text"] },
  "consent.given": { needed: [], offered: ["conditions", "until", "text"] },
  "consent.refused": { needed: [], offered: ["text"] },
  "consent.withdrawn": { needed: [], offered: ["text"] },
  "activity.started": { needed: [], offered: ["text"] },
  "activity.strayed": { needed: [], offered: ["text"] },
  "activity.returned": { needed: [], offered: ["text"] },
  "activity.ended": { needed: [], offered: ["text"] },
  "activity.withdrawn": { needed: [], offered: ["text"] },
  "area.declared": { needed: ["area", "regime", "volumes"], offered: ["text"] },
  "area.ended": { needed: ["area"], offered: ["text"] },
  "channel.suspended": { needed: ["with", "text"] },
  "channel.resumed": { needed: ["with", "text"] },
  "conflict.raised": { needed: ["text"], offered: ["key"], about: "thread" },
  "disclosure.proposed": { needed: ["with", "level"], offered: ["text"], about: "thread" },
  "disclosure.agreed": { needed: ["with", "level"], offered: ["text"], about: "proposal" },
  "movement.reported": { needed: ["outcome"], offered: fared },
  "access.requested": { needed: ["to", "areas", "when"], offered: ["place", "text"] },
  "access.answered": { needed: ["answer"], offered: ["until", "text"], about: "request" },
  "access.reported": { needed: ["outcome"], offered: fared, about: "request" },
  "operations.opened": { needed: ["name", "to", "volumes"], offered: ["contact", "text"] },
  "operations.joined": { needed: [], offered: ["contact", "text"], about: "operations" },
  "operations.left": { needed: [], offered: ["text"], about: "operations" },
  "operations.closed": { needed: [], offered: ["text"], about: "operations" },
};

/** Whether the step's volumes hold at all heights and may have no end. */
export const isArea = (kind: Kind | "" | undefined) => kind === "area.declared" || kind === "operations.opened";

export const CONVOY_TEXTS = ["call_sign", "cargo", "phone"] as const;
export const CONVOY_LINES = ["vehicles", "holds"] as const;
export const CONTACT_TEXTS = ["name", "line", "hours"] as const;

/** What the form holds: times as "2023-06-16T09:10" on the mechanism's clock, metres and degrees as written, lists one a line. */
export interface Values {
  texts: Record<string, string>;
  lists: Record<string, string[]>;
  times: Record<string, string>;
  shape: "corridor" | "circle" | "polygon";
  points: string;
  metres: string;
  height: "surface" | "band";
  low: string;
  high: string;
  open: boolean;
  public: boolean;
}
export const blank = (): Values => ({ texts: {}, lists: {}, times: {}, shape: "corridor", points: "", metres: "500", height: "surface", low: "", high: "4", open: false, public: false });

const ascending = (values: readonly string[]) => [...new Set(values)].sort();
const lines = (text: string | undefined) => (text ?? "").split("\n").map((line) => line.trim()).filter((line) => line !== "");
/** A number as people of the five languages write it: their digits, and comma or point. */
export function numberOf(text: string): number {
  const plain = text.trim().replace(/[٠-٩]/g, (c) => String(c.charCodeAt(0) - 0x660)).replace(/[۰-۹]/g, (c) => String(c.charCodeAt(0) - 0x6f0)).replace(/[٫,]/g, ".").replace("−", "-");
  return plain === "" ? Number.NaN : Number(plain);
}
const millimetres = (text: string) => Math.round(numberOf(text) * 1000);

/** "12.1 20.2", one a line or apart by semicolons, as [lat_e7, lon_e7]; undefined if something else stands there. */
export function pointsOf(text: string): [number, number][] | undefined {
  const found = text.split(/[\n;]/).map((line) => line.trim()).filter((line) => line !== "").map((line) => line.split(/\s+/).map(numberOf));
  if (found.some((one) => one.length !== 2 || !(Math.abs(one[0]!) <= 90) || !(Math.abs(one[1]!) <= 180))) return undefined;
  return found.map(([lat, lon]) => [Math.round(lat! * 1e7), Math.round(lon! * 1e7)]);
}
export const pointText = (lat: number, lon: number, digits = 4) => `${lat.toFixed(digits)} ${lon.toFixed(digits)}`;

type Instants = (local: string) => number;

/** The volume that is entered; undefined while it is not whole. An area stands on the surface and may have no end. */
export function volumeOf(values: Values, instant: Instants, area = false): Volume | undefined {
  const points = pointsOf(values.points);
  const [from = "", to = ""] = [values.times["from"], values.times["to"]];
  const open = area && values.open;
  if (points === undefined || from === "" || (to === "" && !open)) return undefined;
  const metres = millimetres(values.metres);
  const [lat_e7, lon_e7] = points[0] ?? [0, 0];
  const footprint = values.shape === "circle" ? (points.length === 1 && metres >= 0 ? { kind: "circle" as const, lat_e7, lon_e7, radius_mm: metres } : undefined)
    : values.shape === "corridor" ? (points.length >= 2 && metres >= 0 ? { kind: "corridor" as const, waypoints: points, half_width_mm: metres } : undefined)
    : points.length >= 3 ? { kind: "polygon" as const, corners: points } : undefined;
  const [low, high] = [millimetres(values.low), millimetres(values.high)];
  const height = area ? { kind: "surface" as const, high_mm: 0 }
    : values.height === "surface" ? (high >= 0 ? { kind: "surface" as const, high_mm: high } : undefined)
    : low <= high ? { kind: "band" as const, low_mm: low, high_mm: high } : undefined;
  if (footprint === undefined || height === undefined) return undefined;
  const window = { from: instant(from), to: open ? Number.MAX_SAFE_INTEGER : instant(to) };
  return window.from < window.to ? { footprint, height, ...window } : undefined;
}

/** The value of one field as the step holds it; undefined if nothing was entered, or not all of it. */
export function valueOf(field: Field, values: Values, instant: Instants, kind?: Kind): unknown {
  const interval = (first: string, last: string) => {
    const [from = "", to = ""] = [values.times[first], values.times[last]];
    return from === "" || to === "" ? undefined : [instant(from), instant(to)];
  };
  switch (field) {
    case "volumes": {
      const volume = volumeOf(values, instant, isArea(kind));
      return volume === undefined ? undefined : [volume];
    }
    case "when": return interval("from", "to");
    case "held": return interval("held_from", "held_to");
    case "until": return (values.times["until"] ?? "") === "" ? undefined : instant(values.times["until"]!);
    case "to": case "areas": return (values.lists[field] ?? []).length === 0 ? undefined : ascending(values.lists[field]!);
    case "public": return values.public ? true : undefined;
    case "contact": {
      const contact = Object.fromEntries(CONTACT_TEXTS.map((name) => [name, (values.texts[`contact_${name}`] ?? "").trim()] as const).filter(([, text]) => text !== ""));
      return contact["line"] === undefined ? undefined : contact;
    }
    case "convoy": {
      const convoy = Object.fromEntries([
        ...CONVOY_TEXTS.map((name) => [name, (values.texts[name] ?? "").trim()] as const).filter(([, text]) => text !== ""),
        ...CONVOY_LINES.map((name) => [name, lines(values.texts[name])] as const).filter(([, found]) => found.length > 0),
        ...((values.times["go_by"] ?? "") === "" ? [] : [["go_by", instant(values.times["go_by"]!)] as const]),
      ]);
      return Object.keys(convoy).length === 0 ? undefined : convoy;
    }
    default: {
      const text = (values.texts[field] ?? "").trim();
      return text === "" ? undefined : text;
    }
  }
}

export const missingIn = (kind: Kind, values: Values, instant: Instants) => (forms[kind]?.needed ?? []).filter((field) => valueOf(field, values, instant, kind) === undefined);

/** The step as POST /api/coordination/compose takes it. */
export function stepOf(kind: Kind, of: { activity?: string; about?: string; seen?: string }, values: Values, instant: Instants): Record<string, unknown> {
  const step: Record<string, unknown> = { kind };
  for (const [name, value] of Object.entries(of)) if (value !== undefined && value !== "") step[name] = value;
  for (const field of [...(forms[kind]?.needed ?? []), ...(forms[kind]?.offered ?? [])]) {
    const value = valueOf(field, values, instant, kind);
    if (value !== undefined) step[field] = value;
  }
  // A message answers a conversation or opens one about an own activity, never both.
  if (kind === "conflict.raised" && step["about"] !== undefined) for (const name of ["activity", "key"]) delete step[name];
  return step;
}

export type Shift = { by: "later" | "earlier" | "higher" | "lower" | "aside"; amount: number; bearing?: number };
/** The shifts of an answer, each of which alone is free. */
export function shiftsOf(answer: Answer): Shift[] {
  const { later_us, earlier_us, higher_mm, lower_mm, aside } = answer.shifts ?? {};
  return [
    ...(later_us === undefined ? [] : [{ by: "later" as const, amount: later_us }]), ...(earlier_us === undefined ? [] : [{ by: "earlier" as const, amount: earlier_us }]),
    ...(higher_mm === undefined ? [] : [{ by: "higher" as const, amount: higher_mm }]), ...(lower_mm === undefined ? [] : [{ by: "lower" as const, amount: lower_mm }]),
    ...(aside === undefined ? [] : [{ by: "aside" as const, amount: aside.distance_mm, bearing: aside.bearing_mdeg / 1000 }]),
  ];
}

/** A time of the form, later by so many microseconds. */
const later = (local: string, us: number) => (local === "" ? local : new Date(Date.parse(`${local.slice(0, 16)}:00Z`) + us / 1000).toISOString().slice(0, 16));

/** The form's values after a shift. `move`: where a point comes to lie, [lon, lat] in degrees. */
export function shifted(values: Values, shift: Shift, move: (at: [number, number], bearing: number, metres: number) => [number, number]): Values {
  const by = shift.by === "earlier" || shift.by === "lower" ? -shift.amount : shift.amount;
  if (shift.by === "later" || shift.by === "earlier") return { ...values, times: { ...values.times, from: later(values.times["from"] ?? "", by), to: later(values.times["to"] ?? "", by) } };
  if (shift.by === "aside") {
    const moved = (pointsOf(values.points) ?? []).map(([lat, lon]) => move([lon / 1e7, lat / 1e7], shift.bearing ?? 0, shift.amount / 1000));
    return { ...values, points: moved.map(([lon, lat]) => pointText(lat, lon, 6)).join("\n") };
  }
  return { ...values, low: String((millimetres(values.low) + by) / 1000), high: String((millimetres(values.high) + by) / 1000) };
}
