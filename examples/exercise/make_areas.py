#!/usr/bin/env python3
"""Draws the invented country: areas/*.geojson.  make_areas.py [FOLDER]  (default: areas, beside this file)

Nothing here follows a real coast or border. Borders are lines between junctions, bent by midpoint displacement
from a fixed seed; neighbours share the same vertices, so no gap and no overlap can arise. Outer rings run
counter-clockwise (RFC 7946). Only random.random() is used, whose sequence Python guarantees for a seed.
"""
import json
import pathlib
import random
import sys

SEED = 20230601
FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "areas"

JUNCTIONS = {
    "a": (-29.05, -18.35), "b": (-28.35, -17.62), "c": (-27.45, -17.58), "d": (-26.80, -18.30),
    "e": (-26.95, -19.05), "f": (-28.05, -19.62), "g": (-29.15, -19.00),
    "nw": (-28.95, -17.80), "ne": (-26.92, -17.78), "se": (-27.20, -19.52), "sw": (-28.90, -19.48),
    "h1": (-28.45, -18.22), "h2": (-28.25, -18.36), "k1": (-27.58, -18.22), "k2": (-27.42, -18.38),
    "m1": (-28.38, -18.90), "m2": (-28.02, -19.02), "n": (-27.40, -18.95),
}
PROVINCES = [
    ("EX-NW", "Saltreach", "a nw b h1"),
    ("EX-NO", "Fellmark", "b c k1 h2 h1"),
    ("EX-NE", "Larkmoor", "c ne d k2 k1"),
    ("EX-WE", "Westerlow", "a h1 h2 m1 g"),
    ("EX-CE", "Middlevale", "h2 k1 k2 n m2 m1"),
    ("EX-EA", "Thornwater", "k2 d e n"),
    ("EX-SW", "Reedmere", "g m1 m2 f sw"),
    ("EX-SO", "Southmark", "m2 n e se f"),
]
# Along the middle of the country, some 16 km wide: north of it one party's forces, south of it the other's.
CONTACT = [(-29.30, -18.52), (-28.85, -18.50), (-28.40, -18.58), (-27.95, -18.52), (-27.50, -18.60), (-26.60, -18.55),
           (-26.60, -18.71), (-27.50, -18.76), (-27.95, -18.67), (-28.40, -18.73), (-28.85, -18.65), (-29.30, -18.67)]
# One map annexed to the accord has the inner line, the other the outer one.
DEESCALATION_INNER = [(-28.15, -18.75), (-27.65, -18.78), (-27.60, -19.05), (-27.80, -19.22), (-28.12, -19.12)]
DEESCALATION_OUTER = [(-28.27, -18.66), (-27.56, -18.70), (-27.48, -19.08), (-27.74, -19.34), (-28.22, -19.22)]
OPERATIONS = [(-27.50, -17.85), (-27.10, -17.90), (-26.98, -18.20), (-27.12, -18.46), (-27.48, -18.44), (-27.62, -18.12)]
POCKET = [(-27.30, -18.02), (-27.16, -18.04), (-27.14, -18.16), (-27.24, -18.20), (-27.33, -18.13)]


def bent(random_source, start, end, depth, sway):
    """The line from start (included) to end (not included)."""
    if depth == 0:
        return [start]
    away = (random_source.random() - 0.5) * 2 * sway
    middle = ((start[0] + end[0]) / 2 - (end[1] - start[1]) * away, (start[1] + end[1]) / 2 + (end[0] - start[0]) * away)
    return bent(random_source, start, middle, depth - 1, sway) + bent(random_source, middle, end, depth - 1, sway)


def rounded(point):
    return [round(point[0], 4), round(point[1], 4)]


class Lines:
    """Every stretch of border once, whichever province asks first."""

    def __init__(self, sway, depth):
        self.sway, self.depth, self.known = sway, depth, {}

    def between(self, one, other):
        if (other, one) in self.known:
            line = self.known[other, one]
            return list(reversed(line))
        if (one, other) not in self.known:
            source = random.Random(f"{SEED}/{one}/{other}")
            start, end = JUNCTIONS[one], JUNCTIONS[other]
            self.known[one, other] = [rounded(p) for p in bent(source, start, end, self.depth, self.sway)] + [rounded(end)]
        return self.known[one, other]


def counter_clockwise(ring):
    doubled = sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(ring, ring[1:] + ring[:1]))
    ring = ring if doubled > 0 else list(reversed(ring))
    return ring + [ring[0]]


def write(name, features):
    lines = [json.dumps(feature, separators=(",", ":"), ensure_ascii=False) for feature in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (FOLDER / name).write_text(text, encoding="utf-8")


def feature(properties, ring):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def provinces():
    lines = Lines(sway=0.16, depth=4)
    for province, name, corners in PROVINCES:
        corners = corners.split()
        ring = []
        for one, other in zip(corners, corners[1:] + corners[:1]):
            ring += lines.between(one, other)[:-1]
        yield feature({"id": province, "name": name}, counter_clockwise(ring))


def drawn(name, corners):
    return [feature({"id": name}, counter_clockwise([rounded(p) for p in corners]))]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    write("provinces.geojson", list(provinces()))
    write("contact_zone.geojson", drawn("contact-zone", CONTACT))
    write("deescalation_inner.geojson", drawn("deescalation-inner", DEESCALATION_INNER))
    write("deescalation_outer.geojson", drawn("deescalation-outer", DEESCALATION_OUTER))
    write("operations.geojson", drawn("operations", OPERATIONS))
    write("pocket.geojson", drawn("pocket", POCKET))


if __name__ == "__main__":
    main()
