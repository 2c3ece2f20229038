/**
 * Where an incident may have happened, as the map draws it. A region is never a pin: it is a circle, a sector, a
 * polygon, or whole areas, and only its outline says how much is known.
 *
 * Degrees here are decimal; the server's are x 10^7. Shapes are drawn on a sphere of the mean radius, which is off by
 * at most 0.6 % in length: enough to look at, and nothing is decided by it.
 */
import type { Feature, MultiPolygon, Polygon, Position } from "geojson";

export type Region =
  | { kind: "unknown" }
  | { kind: "circle"; lat_e7: number; lon_e7: number; radius_mm: number }
  | { kind: "areas"; areas: readonly string[] }
  | { kind: "polygon"; polygons: readonly (readonly (readonly (readonly [number, number])[])[])[] }
  | {
      kind: "sector";
      lat_e7: number;
      lon_e7: number;
      bearing_from_mdeg: number;
      bearing_to_mdeg: number;
      distance_min_mm: number;
      distance_max_mm: number;
    };

const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;
const E7 = 1e7;

/** [longitude, latitude] after `metres` on the great circle that leaves `from` at `bearing` degrees. */
export function destination([lon, lat]: Position, bearing: number, metres: number): Position {
  const a = metres / EARTH_M;
  const sin = Math.sin(lat! * RAD) * Math.cos(a) + Math.cos(lat! * RAD) * Math.sin(a) * Math.cos(bearing * RAD);
  const lat2 = Math.asin(sin);
  const dlon = Math.atan2(Math.sin(bearing * RAD) * Math.sin(a) * Math.cos(lat! * RAD), Math.cos(a) - Math.sin(lat! * RAD) * sin);
  return [((lon! + dlon / RAD + 540) % 360) - 180, lat2 / RAD];
}

/** A closed ring, counter-clockwise as GeoJSON wants outer rings. */
export function circle(centre: Position, metres: number, corners = 48): Position[] {
  const ring = Array.from({ length: corners }, (_, i) => destination(centre, 360 - (360 * i) / corners, metres));
  return [...ring, ring[0]!];
}

/** From one bearing clockwise to the other, between two distances. */
export function sector(post: Position, fromDegrees: number, toDegrees: number, minM: number, maxM: number): Position[] {
  const width = (toDegrees - fromDegrees + 360) % 360 || 360;
  const steps = Math.max(2, Math.ceil(width / 6));
  const bearings = Array.from({ length: steps + 1 }, (_, i) => fromDegrees + (width * i) / steps);
  const outer = bearings.map((b) => destination(post, b, maxM));
  const inner = minM > 0 ? bearings.map((b) => destination(post, b, minM)) : width < 360 ? [post] : [];
  const ring = [...inner, ...outer.reverse()];
  return ring.length === 0 ? [] : [...ring, ring[0]!];
}

/** The outline of a region that has one of its own; areas are drawn as what they are, and "unknown" has none. */
export function outline(region: Region): Polygon | MultiPolygon | undefined {
  switch (region.kind) {
    case "circle":
      return { type: "Polygon", coordinates: [circle(at(region), region.radius_mm / 1000)] };
    case "sector":
      return {
        type: "Polygon",
        coordinates: [sector(at(region), region.bearing_from_mdeg / 1000, region.bearing_to_mdeg / 1000, region.distance_min_mm / 1000, region.distance_max_mm / 1000)],
      };
    case "polygon":
      return {
        type: "MultiPolygon",
        coordinates: region.polygons.map((rings) => rings.map((ring) => closed(ring.map(([lat, lon]) => [lon / E7, lat / E7])))),
      };
    default:
      return undefined;
  }
}

const at = (region: { lat_e7: number; lon_e7: number }): Position => [region.lon_e7 / E7, region.lat_e7 / E7];

function closed(ring: Position[]): Position[] {
  const [first] = ring;
  const last = ring.at(-1);
  return first !== undefined && last !== undefined && (first[0] !== last[0] || first[1] !== last[1]) ? [...ring, first] : ring;
}

/** Where the mark of a region stands: the middle of it, not a claim. `areas` looks an area's middle up. */
export function middle(region: Region, areas: (id: string) => Position | undefined): Position | undefined {
  switch (region.kind) {
    case "circle":
      return at(region);
    case "sector": {
      const width = ((region.bearing_to_mdeg - region.bearing_from_mdeg + 360_000) % 360_000) / 1000;
      return destination(at(region), region.bearing_from_mdeg / 1000 + width / 2, (region.distance_min_mm + region.distance_max_mm) / 2000);
    }
    case "polygon": {
      const shape = outline(region);
      return shape === undefined ? undefined : centre(shape);
    }
    case "areas": {
      const [only, second] = region.areas;
      return only === undefined || second !== undefined ? undefined : areas(only);
    }
    default:
      return undefined;
  }
}

/** How far from its middle a region reaches, in metres; for a circle its radius, else half of its extent. */
export function reach(region: Region): number {
  switch (region.kind) {
    case "circle": return region.radius_mm / 1000;
    case "sector": return region.distance_max_mm / 2000;
    default: return 0;
  }
}

export type Box = [west: number, south: number, east: number, north: number];

export function box(shape: Polygon | MultiPolygon): Box {
  const out: Box = [180, 90, -180, -90];
  const rings = shape.type === "Polygon" ? shape.coordinates : shape.coordinates.flat();
  for (const ring of rings) {
    for (const [lon = 0, lat = 0] of ring) {
      out[0] = Math.min(out[0], lon);
      out[1] = Math.min(out[1], lat);
      out[2] = Math.max(out[2], lon);
      out[3] = Math.max(out[3], lat);
    }
  }
  return out;
}

export function boxOf(features: readonly Feature[]): Box | undefined {
  const boxes = features.flatMap(({ geometry }) => (geometry?.type === "Polygon" || geometry?.type === "MultiPolygon" ? [box(geometry)] : []));
  if (boxes.length === 0) return undefined;
  return boxes.reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]);
}

/**
 * A point inside of the largest ring of a shape where its label may stand: of the middle row's stretches that lie
 * inside, the middle of the longest; rows at 3/8, 1/2 and 5/8 of the height are tried.
 */
export function centre(shape: Polygon | MultiPolygon): Position {
  const polygons = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  let largest = polygons[0]?.[0] ?? [];
  for (const [ring = []] of polygons) if (Math.abs(area(ring)) > Math.abs(area(largest))) largest = ring;
  const [west, south, east, north] = box({ type: "Polygon", coordinates: [largest] });
  let best: { width: number; at: Position } = { width: -1, at: [(west + east) / 2, (south + north) / 2] };
  for (const share of [0.5, 0.375, 0.625]) {
    const lat = south + (north - south) * share;
    const cuts: number[] = [];
    for (let i = 1; i < largest.length; ++i) {
      const [x0 = 0, y0 = 0] = largest[i - 1]!;
      const [x1 = 0, y1 = 0] = largest[i]!;
      if (y0 > lat !== y1 > lat) cuts.push(x0 + ((lat - y0) / (y1 - y0)) * (x1 - x0));
    }
    cuts.sort((a, b) => a - b);
    for (let i = 1; i < cuts.length; i += 2) {
      const width = cuts[i]! - cuts[i - 1]!;
      if (width > best.width) best = { width, at: [(cuts[i]! + cuts[i - 1]!) / 2, lat] };
    }
  }
  return best.at;
}

function area(ring: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; ++i) sum += ring[i - 1]![0]! * ring[i]![1]! - ring[i]![0]! * ring[i - 1]![1]!;
  return sum / 2;
}

/** Pixels that a metre takes at zoom 0 (tiles of 512) at a latitude: Web Mercator. Doubles with each zoom. */
export const pixelsPerMetreAtZoom0 = (lat: number) => 512 / (2 * Math.PI * 6_378_137 * Math.cos(lat * RAD));
