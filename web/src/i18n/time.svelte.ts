/**
 * Instants are integers, microseconds UTC. A page shows the mechanism's own clock first and UTC beside it, because a
 * bulletin's day is a day of the mechanism's clock.
 */
import { cached } from "./cached.ts";
import { comma, list, number, t, ui } from "./index.svelte.ts";

const MINUTE_US = 60_000_000;

export type Clock = "mechanism" | "utc";

const formats = cached((locale: string, timeZone: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options }));

function formatter(clock: Clock, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return formats(ui.locale, clock === "utc" ? "UTC" : (ui.zone ?? "UTC"), { hourCycle: "h23", ...options });
}

const at = (us: number) => new Date(Math.floor(us / 1000));

export const time = (us: number, clock: Clock = "mechanism") => formatter(clock, { hour: "2-digit", minute: "2-digit" }).format(at(us));

/** The Russian word for the year does not begin a line. */
const bound = (words: string) => words.replace(" г.", "\u00a0г.");

export const date = (us: number, clock: Clock = "mechanism") =>
  bound(formatter(clock, { day: "numeric", month: "short", year: "numeric" }).format(at(us)));

export const dateTime = (us: number, clock: Clock = "mechanism") => `${date(us, clock)}${comma()}${time(us, clock)}`;

/** A day of the mechanism's clock, "2023-06-16", in words. It is a date, not an instant: no zone moves it. */
export function day(iso: string, style: "long" | "short" | "full" = "long"): string {
  const [y = 1970, m = 1, d = 1] = iso.split("-").map(Number);
  const options: Intl.DateTimeFormatOptions =
    style === "full" ? { weekday: "long", day: "numeric", month: "long", year: "numeric" }
    : style === "long" ? { day: "numeric", month: "long", year: "numeric" }
    : { day: "numeric", month: "short" };
  return bound(formats(ui.locale, "UTC", options).format(Date.UTC(y, m - 1, d)));
}

/** In Persian also the Solar Hijri date, which its readers count in; elsewhere nothing. */
export function dayBeside(iso: string): string | undefined {
  if (ui.language !== "fa") return undefined;
  const [y = 1970, m = 1, d = 1] = iso.split("-").map(Number);
  return formats("fa-u-ca-persian-nu-arabext", "UTC", { day: "numeric", month: "long", year: "numeric" }).format(
    Date.UTC(y, m - 1, d),
  );
}

/** The offset of the mechanism's clock at an instant, "UTC−2". */
export function offset(us: number): string {
  const parts = formats("en", ui.zone ?? "UTC", { timeZoneName: "shortOffset" }).formatToParts(at(us));
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return name.replace("GMT", "UTC").replace("-", "−");
}

/** From one midnight of a clock to another: the source knows days, not times. */
export function wholeDays(from: number, until: number, clock: Clock = "mechanism"): boolean {
  const midnight = (us: number) => formatter(clock, { hour: "2-digit", minute: "2-digit", numberingSystem: "latn" }).format(at(us)) === "00:00";
  return until - from >= 23 * 60 * MINUTE_US && midnight(from) && midnight(until);
}

/** A time by which something is due. A day's end is that day: what is due by the midnight after the 4th is due by the 4th. */
export function deadline(us: number, clock: Clock = "mechanism"): string {
  return wholeDays(us - 24 * 60 * MINUTE_US, us, clock) ? date(us - MINUTE_US, clock) : dateTime(us, clock);
}

/** An interval on one clock; the second date is left out when it is the first. `until` is where it ends, half open. */
export function span(from: number, until: number, clock: Clock = "mechanism"): string {
  if (until - from <= MINUTE_US) return dateTime(from, clock);
  if (wholeDays(from, until, clock)) {
    const last = date(until - MINUTE_US, clock);
    return date(from, clock) === last ? last : `${date(from, clock)} – ${last}`;
  }
  const first = date(from, clock);
  const last = date(until, clock);
  return first === last ? `${first}${comma()}${time(from, clock)}–${time(until, clock)}` : `${dateTime(from, clock)} – ${dateTime(until, clock)}`;
}

const LONG_DAYS = 10;
/** "3h 20m", "2d 4h": at most two units, rounded down; of many days the days alone. From the right whole words, since the short ones are single letters, Latin ones in Persian; in Turkish a single letter would be read as seconds or days. */
export function duration(us: number): string {
  const minutes = Math.floor(Math.abs(us) / MINUTE_US);
  const units: [number, "day" | "hour" | "minute"][] = [[1440, "day"], [60, "hour"], [1, "minute"]];
  const unitDisplay = ui.dir === "rtl" ? "long" : ui.language === "tr" ? "short" : "narrow";
  if (minutes >= LONG_DAYS * 1440) return number(Math.floor(minutes / 1440), { style: "unit", unit: "day", unitDisplay: "long" });
  const parts: string[] = [];
  let rest = minutes;
  for (const [size, unit] of units) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0 && parts.length < 2) parts.push(number(n, { style: "unit", unit, unitDisplay }));
  }
  return parts.length === 0 ? t("time.under_a_minute") : ui.dir === "rtl" ? list(parts) : parts.join(" ");
}

/** The mechanism's day that an instant belongs to, "2023-06-16". */
export function dayOf(us: number): string {
  return formats("en-CA", ui.zone ?? "UTC", { year: "numeric", month: "2-digit", day: "2-digit" }).format(at(us));
}

export function addDays(iso: string, n: number): string {
  const [y = 1970, m = 1, d = 1] = iso.split("-").map(Number);
  return new Date(Date.UTC(y, m - 1, d + n)).toISOString().slice(0, 10);
}

/** The latest time that a form takes: so a browser knows that a year is typed with four digits, and goes on to the hours by itself. */
export const YEARS = "9999-12-31T23:59";
