/**
 * The filter that map, timeline, list and register share. It lives in the address bar and nowhere else; days are the
 * mechanism's own.
 */
import { mechanism } from "./mechanism.svelte.ts";
import { get, type Incident, type Schemas } from "./client.ts";
import { route } from "../ui/route.svelte.ts";

/** Members of the query that filter, as the address bar and the server both name them. */
export const FILTERS = ["register", "verdict", "status", "act", "area", "actor", "q"] as const;

export interface IncidentQuery {
  register?: string;
  verdict?: string;
  status?: string;
  act?: string;
  area?: string;
  actor?: string;
  q?: string;
  datetime?: string;
  reading?: string;
  as_of?: number;
}

/** When a day of the mechanism's clock begins, microseconds UTC: by the bounds that the profile pins. */
export function dayStart(iso: string, bounds: readonly { from: number; offset_s: number }[]): number {
  const [y = 1970, m = 1, d = 1] = iso.split("-").map(Number);
  const local = Date.UTC(y, m - 1, d) * 1000;
  let offset = bounds[0]?.offset_s ?? 0;
  for (const bound of bounds) if (bound.from <= local - bound.offset_s * 1_000_000) offset = bound.offset_s;
  return local - offset * 1_000_000;
}

/** Seconds east of UTC of the mechanism's clock on the day of "2023-06-16T09:10" there. */
export function offsetAt(local: string): number {
  const iso = local.slice(0, 10);
  return /^\d{4}-\d\d-\d\d$/.test(iso) ? (Date.parse(`${iso}T00:00:00Z`) * 1000 - dayStart(iso, mechanism.value?.day_bounds ?? [])) / 1_000_000 : 0;
}

const rfc3339 = (us: number) => new Date(Math.floor(us / 1000)).toISOString();
const next = (iso: string) => {
  const [y = 1970, m = 1, d = 1] = iso.split("-").map(Number);
  return new Date(Date.UTC(y, m - 1, d + 1)).toISOString().slice(0, 10);
};

/** From the start of one day to just before the end of another, as the server wants it; open where a day is missing. */
export function datetimeOf(from: string | undefined, to: string | undefined): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  const bounds = mechanism.value?.day_bounds ?? [];
  const start = from === undefined ? ".." : rfc3339(dayStart(from, bounds));
  const end = to === undefined ? ".." : rfc3339(dayStart(next(to), bounds) - 1000);
  return `${start}/${end}`;
}

/** What the address bar asks for. */
export function currentQuery(): IncidentQuery {
  const query: IncidentQuery = {};
  for (const name of FILTERS) {
    const value = route.query.get(name);
    if (value !== null && value !== "") query[name] = value;
  }
  const datetime = datetimeOf(route.query.get("from") ?? undefined, route.query.get("to") ?? undefined);
  if (datetime !== undefined) query.datetime = datetime;
  const reading = route.query.get("reading");
  if (reading !== null) query.reading = reading;
  const asOf = Number(route.query.get("as_of"));
  if (asOf > 0) query.as_of = asOf;
  return query;
}

export const isFiltered = () => [...FILTERS, "from", "to", "reading", "as_of"].some((name) => (route.query.get(name) ?? "") !== "");

export interface Loaded {
  readonly items: readonly Incident[];
  readonly matched: number;
  readonly as_of: number;
}

const PAGE = 1000;
/** So many are there at once, and fill a window. */
const FIRST = 100;

const firstOf = (query: IncidentQuery) => ({ ...query, sort: "-time" as const, limit: FIRST });

let early: { readonly of: string; readonly page: Promise<Schemas["incidents"]> } | undefined;
/** Asks for what loadIncidents begins with, before there is a page to show it on. It is taken once, by who then loads the same. */
export function askEarly(query: IncidentQuery): void {
  const page = get("/api/incidents", { query: firstOf(query) });
  page.catch(() => undefined);
  early = { of: JSON.stringify(query), page };
}
function takeEarly(query: IncidentQuery) {
  const taken = early?.of === JSON.stringify(query) ? early.page : undefined;
  early = undefined;
  return taken;
}

/**
 * All that match, oldest first, at one size of the record. They come from the newest on, a thousand at a time after the first few: what a list
 * begins with is there at once and stays where it is. `onPart` is told of the first and then whenever they have doubled, since what is drawn of
 * them is drawn anew each time; nothing more is asked for before it has done with them. Stops at `most`.
 */
export async function loadIncidents(query: IncidentQuery, most: number, signal: AbortSignal, onPart: (loaded: Loaded) => void | Promise<void> = () => {}): Promise<Loaded> {
  let items: Incident[] = [];
  let after: string | undefined;
  let asOf = query.as_of;
  let told = 0;
  for (;;) {
    const page: Schemas["incidents"] = after === undefined
      ? await (takeEarly(query) ?? get("/api/incidents", { query: firstOf(query) }, { signal }))
      : await get("/api/incidents", { query: { ...firstOf(query), limit: PAGE, after, ...(asOf === undefined ? {} : { as_of: asOf }) } }, { signal });
    signal.throwIfAborted();
    items = [...page.items.reverse(), ...items];
    asOf = page.as_of;
    after = page.next;
    const loaded = { items, matched: page.matched, as_of: page.as_of };
    if (after === undefined || items.length >= most) return loaded;
    if (items.length < 2 * told) continue;
    told = items.length;
    await onPart(loaded);
  }
}
