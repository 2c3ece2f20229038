/**
 * The map's style: land and outlines of Natural Earth, the areas of the atlas and of the terms, then what may have
 * happened where. No tile server, no glyph server: everything is on this page.
 */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { classes, type Colours } from "./images.ts";

export const FONT = ["Truce Sans"];

/** What is known by area only must not vanish for want of room: it moves aside, and at the worst it overlaps. */
function areaNames(label: object): LayerSpecification {
  const layer = { id: "area-names", source: "area-names", ...label } as Extract<LayerSpecification, { type: "symbol" }>;
  const { "text-variable-anchor": _anchor, "text-radial-offset": _offset, ...rest } = layer.layout ?? {};
  /** Letters' heights above, below and beside; then across. */
  const beside = (far: number) => ["bottom", [0, -far], "top", [0, far], "right", [-far, 0], "left", [far, 0]];
  const across = (far: number) => ["bottom-right", [-far, -far], "top-right", [-far, far], "bottom-left", [far, -far], "top-left", [far, far]];
  return {
    ...layer,
    layout: { ...rest, "text-allow-overlap": true, "text-variable-anchor-offset": ["center", [0, 0], ...[1.4, 2.8].flatMap(beside), ...[1.4, 2.8].flatMap(across)] as never },
  };
}

const empty = { type: "FeatureCollection" as const, features: [] };
const byClass = (of: (c: (typeof classes)[number]) => string): ExpressionSpecification =>
  ["match", ["get", "c"], ...classes.flatMap((c) => [c, of(c)]), of("undetermined")] as unknown as ExpressionSpecification;

/** `p` is a radius in pixels at zoom 0; it doubles with each zoom, as the ground does. */
const groundRadius: ExpressionSpecification = ["interpolate", ["exponential", 2], ["zoom"], 0, ["get", "p"], 22, ["*", ["get", "p"], 2 ** 22]];

export function styleOf(colours: Colours): StyleSpecification {
  const label = (size: number, colour: string): Partial<Extract<LayerSpecification, { type: "symbol" }>> => ({
    type: "symbol",
    layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": size, "text-max-width": 8, "text-padding": 2, "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 1.1 },
    paint: { "text-color": colour, "text-halo-color": colours.paper, "text-halo-width": 2 },
  });
  const line = (id: string, source: string, filter: ExpressionSpecification, paint: object): LayerSpecification =>
    ({ id, source, type: "line", filter, paint: { "line-color": colours.ink2, ...paint } }) as LayerSpecification;
  return {
    version: 8,
    sources: {
      countries: { type: "geojson", data: empty, tolerance: 0.3 },
      "country-names": { type: "geojson", data: empty },
      areas: { type: "geojson", data: empty },
      "area-names": { type: "geojson", data: empty },
      shapes: { type: "geojson", data: empty },
      watches: { type: "geojson", data: empty },
      // Marks that would cover each other stand as one ring, which says how many of which verdict they are.
      points: {
        type: "geojson", data: empty, cluster: true, clusterRadius: 20, clusterMaxZoom: 15,
        clusterProperties: Object.fromEntries(classes.map((c) => [c, ["+", ["case", ["==", ["get", "c"], c], 1, 0]]])),
      },
      planned: { type: "geojson", data: empty },
      "planned-names": { type: "geojson", data: empty },
      chosen: { type: "geojson", data: empty },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": colours.water } },
      { id: "land", type: "fill", source: "countries", paint: { "fill-color": colours.land } },
      { id: "borders", type: "line", source: "countries", paint: { "line-color": colours.edge, "line-width": 0.7 } },
      { id: "atlas", type: "fill", source: "areas", filter: ["==", ["get", "layer"], "atlas"], paint: { "fill-color": colours.land } },
      line("atlas-line", "areas", ["==", ["get", "layer"], "atlas"], { "line-color": colours.edge, "line-width": 1.1 }),
      { id: "watches", type: "fill", source: "watches", paint: { "fill-pattern": "hatch" } },
      line("terms-agreed", "areas", ["all", ["!=", ["get", "layer"], "atlas"], ["==", ["get", "status"], "agreed"]], { "line-width": 1.4 }),
      line("terms-disputed", "areas", ["all", ["!=", ["get", "layer"], "atlas"], ["==", ["get", "status"], "disputed"]], { "line-width": 1.4, "line-dasharray": [4, 2.5] }),
      line("terms-open", "areas", ["all", ["!=", ["get", "layer"], "atlas"], ["==", ["get", "status"], "line_not_agreed"]], { "line-width": 1.6, "line-dasharray": [0.6, 2] }),
      { id: "shapes", type: "fill", source: "shapes", paint: { "fill-pattern": byClass((c) => `pattern-${c}`) } },
      { id: "shapes-line", type: "line", source: "shapes", paint: { "line-color": byClass((c) => colours.of[c]), "line-width": 1, "line-opacity": 0.7 } },
      {
        id: "uncertainty", type: "circle", source: "points", filter: [">", ["coalesce", ["get", "p"], 0], 0],
        paint: {
          "circle-radius": groundRadius, "circle-color": byClass((c) => colours.of[c]), "circle-opacity": 0.08,
          "circle-stroke-color": byClass((c) => colours.of[c]), "circle-stroke-width": 0.8, "circle-stroke-opacity": 0.55,
        },
      },
      { id: "planned-closed", type: "fill", source: "planned", filter: ["==", ["get", "as"], "closed"], paint: { "fill-pattern": "hatch" } },
      { id: "planned-area", type: "fill", source: "planned", filter: ["in", ["get", "as"], ["literal", ["own", "other", "draft"]]], paint: { "fill-color": colours.ink, "fill-opacity": ["match", ["get", "as"], "other", 0.05, 0.14] } },
      line("planned-own", "planned", ["in", ["get", "as"], ["literal", ["own", "closed"]]], { "line-color": colours.ink, "line-width": 1.8 }),
      line("planned-other", "planned", ["==", ["get", "as"], "other"], { "line-color": colours.ink, "line-width": 1.4, "line-dasharray": [4, 2.5] }),
      line("planned-asks", "planned", ["==", ["get", "as"], "asks"], { "line-width": 1.6, "line-dasharray": [0.6, 2] }),
      line("planned-draft", "planned", ["==", ["get", "as"], "draft"], { "line-color": colours.ink, "line-width": 3 }),
      { id: "country-names", source: "country-names", ...label(11, colours.label) } as LayerSpecification,
      areaNames(label(12, colours.label)),
      { id: "planned-names", source: "planned-names", ...label(12, colours.ink) } as LayerSpecification,
      {
        id: "marks", type: "symbol", source: "points", filter: ["!", ["has", "point_count"]],
        layout: {
          "icon-image": byClass((c) => `mark-${c}`), "icon-size": ["interpolate", ["linear"], ["zoom"], 4, 0.7, 9, 1], "icon-allow-overlap": true,
        },
      },
      {
        id: "clusters", type: "symbol", source: "points", filter: ["has", "point_count"],
        layout: {
          "icon-image": ["concat", "ring", ...classes.flatMap((c) => ["-", ["to-string", ["get", c]]])] as unknown as ExpressionSpecification,
          "icon-allow-overlap": true,
        },
      },
      { id: "chosen-area", type: "fill", source: "chosen", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colours.ink, "fill-opacity": 0.06 } },
      { id: "chosen-line", type: "line", source: "chosen", paint: { "line-color": colours.ink, "line-width": 2 } },
      {
        id: "chosen-ring", type: "circle", source: "chosen", filter: ["==", ["geometry-type"], "Point"],
        paint: { "circle-radius": 12, "circle-opacity": 0, "circle-color": colours.paper, "circle-stroke-color": colours.ink, "circle-stroke-width": 2.2 },
      },
    ],
  };
}
