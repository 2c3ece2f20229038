import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Position } from "geojson";

import { box, centre, circle, destination, middle, outline, pixelsPerMetreAtZoom0, reach, sector, type Region } from "./region.ts";

const EARTH_M = 6_371_008.8;
const distance = ([aLon = 0, aLat = 0]: Position, [bLon = 0, bLat = 0]: Position) => {
  const rad = Math.PI / 180;
  const h = Math.sin(((bLat - aLat) * rad) / 2) ** 2 + Math.cos(aLat * rad) * Math.cos(bLat * rad) * Math.sin(((bLon - aLon) * rad) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(h));
};
const near = (a: number, b: number, by: number) => assert.ok(Math.abs(a - b) <= by, `${a} is not within ${by} of ${b}`);

describe("a region on the map", () => {
  test("a circle keeps its radius in every direction, also far north", () => {
    for (const at of [[37, 36], [-27.8, -18.6], [25, 69], [179.99, 10]] as Position[]) {
      for (const corner of circle(at, 1500)) near(distance(at, corner), 1500, 0.01);
    }
  });

  test("a circle is closed and runs counter-clockwise", () => {
    const ring = circle([37, 36], 800);
    assert.deepEqual(ring[0], ring.at(-1));
    let doubled = 0;
    for (let i = 1; i < ring.length; ++i) doubled += ring[i - 1]![0]! * ring[i]![1]! - ring[i]![0]! * ring[i - 1]![1]!;
    assert.ok(doubled > 0);
  });

  test("north is up and east is to the right", () => {
    const [lon, lat] = destination([10, 50], 90, 1000);
    assert.ok(lon! > 10);
    near(lat!, 50, 1e-4);
    assert.ok(destination([10, 50], 0, 1000)[1]! > 50);
  });

  test("a sector over north does not go the long way round", () => {
    const ring = sector([0, 0], 350, 20, 1000, 3000);
    for (const corner of ring) {
      const far = distance([0, 0], corner);
      assert.ok(far > 999 && far < 3001);
      assert.ok(corner[1]! > 0, "all of it lies to the north");
    }
  });

  test("a sector without a least distance begins at the post", () => {
    const ring = sector([5, 5], 0, 90, 0, 2000);
    assert.deepEqual(ring[0], [5, 5]);
  });

  test("the middle of a sector lies within it, of areas only if there is one", () => {
    const region: Region = { kind: "sector", lat_e7: 0, lon_e7: 0, bearing_from_mdeg: 80_000, bearing_to_mdeg: 100_000, distance_min_mm: 1_000_000, distance_max_mm: 3_000_000 };
    near(distance([0, 0], middle(region, () => undefined)!), 2000, 0.01);
    assert.equal(middle({ kind: "areas", areas: ["a", "b"] }, () => [1, 1]), undefined);
    assert.deepEqual(middle({ kind: "areas", areas: ["a"] }, () => [1, 2]), [1, 2]);
    assert.equal(middle({ kind: "unknown" }, () => [1, 1]), undefined);
  });

  test("a polygon's vertices are latitude first in the record and longitude first in GeoJSON", () => {
    const shape = outline({ kind: "polygon", polygons: [[[[10_0000000, 20_0000000], [11_0000000, 20_0000000], [11_0000000, 21_0000000]]]] });
    assert.equal(shape?.type, "MultiPolygon");
    assert.deepEqual(box(shape!), [20, 10, 21, 11]);
  });

  test("a label stands inside of a horseshoe", () => {
    const horseshoe: Position[] = [[0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [2, 2], [2, 10], [0, 10], [0, 0]];
    const [x, y] = centre({ type: "Polygon", coordinates: [horseshoe] });
    assert.ok((x! > 0 && x! < 2) || (x! > 8 && x! < 10) || y! < 2);
  });

  test("a circle's radius in pixels doubles with each zoom", () => {
    const metres = reach({ kind: "circle", lat_e7: 0, lon_e7: 0, radius_mm: 1_000_000 });
    near(metres * pixelsPerMetreAtZoom0(0) * 2 ** 10, 13.08, 0.02);
  });
});
