"""Where each GED event may lie, found a second time and simply: for totals.py.

A circle is compared with every boundary segment on a plane of its own. What is closer to call than 1 % of the radius and
100 m is called either way: a set of what is sure and one of what is open."""
import json
import math

KM_PER_DEGREE = 111.195
RADIUS_KM = {"1": 1.0, "2": 26.0}  # the profile's geocoding radius; "about 25 km" and that
DIVISION_OF = {
    "SYR-HL": "aleppo", "SYR-DI": "damascus", "SYR-RD": "damascus", "SYR-DR": "daraa", "SYR-DY": "deir-ez-zor", "SYR-HM": "hama",
    "SYR-HA": "hasakah", "SYR-HI": "homs", "SYR-ID": "idlib", "SYR-LA": "latakia", "SYR-QU": "quneitra", "SYR-RA": "raqqa",
    "SYR-SU": "suwayda", "SYR-TA": "tartus"}
DIVISION_NAMED = {
    "Aleppo": "aleppo", "Damascus": "damascus", "Rif Dimashq": "damascus", "Daraa": "daraa", "Deir ez Zor": "deir-ez-zor", "Hamah": "hama",
    "Al Hasakah": "hasakah", "Homs": "homs", "Idlib": "idlib", "Latakia": "latakia", "Quneitra": "quneitra", "Ar Raqqah": "raqqa",
    "As Suwayda": "suwayda", "Tartus": "tartus"}
EVERYWHERE = frozenset(DIVISION_OF.values())


class Atlas:
    def __init__(self, path):
        self.areas = {}
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            shape = feature["geometry"]
            polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
            self.areas[feature["properties"]["shapeISO"]] = [ring for polygon in polygons for ring in polygon]
        self.known = {}

    def distance_km(self, lat, lon, area):
        """To the boundary of the area; negative inside it (an odd number of boundaries lies to the east)."""
        shrink = math.cos(math.radians(lat))
        nearest, inside = math.inf, False
        for ring in self.areas[area]:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
                ax, ay, bx, by = (x1 - lon) * shrink, y1 - lat, (x2 - lon) * shrink, y2 - lat
                if (ay > 0) != (by > 0) and (ax * by - bx * ay) / (by - ay) > 0:
                    inside = not inside
                dx, dy = bx - ax, by - ay
                along = 0 if dx == dy == 0 else max(0, min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
                nearest = min(nearest, math.hypot(ax + along * dx, ay + along * dy))
        return -nearest * KM_PER_DEGREE if inside else nearest * KM_PER_DEGREE

    def circle(self, lat, lon, radius_km):
        """Divisions that it surely touches, perhaps touches, surely lies in, perhaps lies in."""
        key = (lat, lon, radius_km)
        if key not in self.known:
            away = {area: self.distance_km(lat, lon, area) for area in self.areas}
            slack = radius_km * 0.01 + 0.1
            sure = {DIVISION_OF[a] for a, d in away.items() if d < radius_km - slack}
            perhaps = {DIVISION_OF[a] for a, d in away.items() if d < radius_km + slack}
            in_sure = {DIVISION_OF[a] for a, d in away.items() if d < -radius_km - slack}
            in_perhaps = {DIVISION_OF[a] for a, d in away.items() if d < -radius_km + slack}
            if max(away["SYR-DI"], away["SYR-RD"]) < radius_km + slack:  # one lies in the other's hole: together they may hold it
                in_perhaps.add("damascus")
            self.known[key] = (sure, perhaps, in_sure, in_perhaps)
        return self.known[key]

    def place(self, row):
        """As circle(), for a row of GED."""
        precision, lat, lon = row["where_prec"], float(row["latitude"]), float(row["longitude"])
        if precision in RADIUS_KM:
            return self.circle(lat, lon, RADIUS_KM[precision])
        if precision in "34":
            name = row["adm_1"].removesuffix(" Governorate")
            if name in DIVISION_NAMED:
                named = {DIVISION_NAMED[name]}
                return named, named, named, named
            if not name:
                sure, perhaps, _, _ = self.circle(lat, lon, 0.0)
                return sure, perhaps, (sure if len(perhaps) == 1 else set()), (perhaps if len(perhaps) == 1 else set())
        return EVERYWHERE, EVERYWHERE, set(), set()
