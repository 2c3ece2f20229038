/** Planned activities as the server tells them, and what the pages draw of them. */
import type { MultiPolygon, Polygon, Position } from "geojson";

import { circle, destination } from "../map/region.ts";
import type { Schemas } from "./client.ts";

export type Activity = Schemas["coordination_activity"];
export type ConsentArea = Schemas["coordination_area"];
export type Volume = Schemas["coordination_volume"];
export type Footprint = Volume["footprint"];
export type Answer = Schemas["coordination_answer"]["answer"];
export type Kind = Schemas["coordination_kind"];
export type Overview = Schemas["coordination"];
export type Thread = Schemas["coordination_threads"]["items"][number];
export type Operations = Schemas["coordination_operations"]["items"][number];
export type Line = Schemas["coordination_answer"]["lines"][number];
export type Access = Schemas["coordination_access"]["items"][number];

/** 9007199254740991: until further notice. */
export const OPEN_END = Number.MAX_SAFE_INTEGER;

const E7 = 1e7;
const position = ([lat = 0, lon = 0]: readonly number[]): Position => [lon / E7, lat / E7];

/** What lies within `metres` of the straight line from one point to another: enough to look at (map/region.ts). */
function capsule(a: Position, b: Position, metres: number): Position[] {
  const bearing = (Math.atan2((b[0]! - a[0]!) * Math.cos((a[1]! * Math.PI) / 180), b[1]! - a[1]!) * 180) / Math.PI;
  const half = (about: Position, from: number) => Array.from({ length: 13 }, (_, i) => destination(about, from - (180 * i) / 12, metres));
  const ring = [...half(b, bearing + 90), ...half(a, bearing - 90)];
  return [...ring, ring[0]!];
}

/** The outline of a footprint; a named area has none here. */
export function outlineOf(footprint: Footprint): Polygon | MultiPolygon | undefined {
  if (footprint.kind === "circle") return { type: "Polygon", coordinates: [circle(position([footprint.lat_e7 ?? 0, footprint.lon_e7 ?? 0]), Math.max(1, (footprint.radius_mm ?? 0) / 1000))] };
  if (footprint.kind === "corridor") {
    const points = (footprint.waypoints ?? []).map(position);
    return { type: "MultiPolygon", coordinates: points.slice(1).map((to, i) => [capsule(points[i]!, to, Math.max(1, (footprint.half_width_mm ?? 0) / 1000))]) };
  }
  if (footprint.kind !== "polygon") return undefined;
  const ring = (footprint.corners ?? []).map(position);
  return ring.length < 3 ? undefined : { type: "Polygon", coordinates: [[...ring, ring[0]!]] };
}

/** First and last instant of all of an activity's windows. */
export const windowOf = (volumes: readonly Volume[]): [number, number] => [Math.min(...volumes.map((one) => one.from)), Math.max(...volumes.map((one) => one.to))];

/** Whether it still takes up its volumes. */
export const isLive = (one: Activity) => one.state !== "ended" && one.state !== "withdrawn";

/** The shape beside a state's word: what stands, what waits, what is refused; never a verdict. */
export const markOf = (state: Activity["state"]) =>
  state === "cleared" || state === "active" || state === "ended" ? ("agreed" as const)
  : state === "conditional" ? ("one-sided" as const)
  : state === "refused" || state === "out_of_bounds" ? ("disputed" as const)
  : ("open" as const);
