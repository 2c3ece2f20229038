/**
 * Writes src/map/basemap.json: the countries of Natural Earth (1:50 million, by way of the package world-atlas), made
 * lighter, each with its ISO 3166 letters, by which the browser knows its name in the reader's language. What has no
 * such letters (territories of disputed standing) keeps its outline and gets no name. Its lines are packed (src/map/packed.ts).
 *   node tools/basemap.ts
 */
import { readFileSync, writeFileSync } from "node:fs";

import { iso31661 } from "iso-3166";
import { quantize } from "topojson-client";
import { presimplify, quantile, simplify } from "topojson-simplify";

import { pack } from "../src/map/packed.ts";

/** Of the outlines' points, those that show least. */
const SHARE_LEFT_OUT = 0.765;
const GRID = 1.5e4;

const file = new URL("../node_modules/world-atlas/countries-50m.json", import.meta.url);
const world = JSON.parse(readFileSync(file, "utf8"));
const letters = new Map(iso31661.map((country) => [country.numeric, country.alpha2]));

delete world.objects.land;
for (const country of world.objects.countries.geometries) {
  const alpha2 = letters.get(country.id);
  country.properties = alpha2 === undefined ? {} : { iso: alpha2 };
  delete country.id;
}

const weighed = presimplify(world);
const light = quantize(simplify(weighed, quantile(weighed, 1 - SHARE_LEFT_OUT)), GRID);
const text = JSON.stringify({ ...light, arcs: pack(light.arcs) });
writeFileSync(new URL("../src/map/basemap.json", import.meta.url), text);
console.log(`basemap.json: ${world.objects.countries.geometries.length} outlines, ${text.length} bytes`);
