#!/usr/bin/env python3
"""Writes the registers of the invented month: data/*.  make_data.py [FOLDER]  (default: data, beside this file)

story.py has the incidents written by hand; the others of the month are drawn here from a fixed seed. Each register then
tells what it has in its own way: other exactness of place and time, one day late, other numbers of dead, other actors.
The two sides act equally often, and what one centre misses of its own side the other misses of its own.
"""
import csv
import datetime
import io
import json
import math
import pathlib
import random
import sys

from story import PLACES, POSTS, STORY, incident

SEED = 20230602
HERE = pathlib.Path(__file__).parent
FOLDER = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "data"
DAYS = [datetime.date(2023, 6, 1) + datetime.timedelta(n) for n in range(30)]
TOLD_BY_HAND = (9, 16)  # June: their chain of answers and their numbers are what the guide says
ZONE = "-02:00"
KM = 1 / 110.6  # degrees of latitude

NORTH = ["northern-guard", "fell-brigade"]
SOUTH = ["southern-guard", "reed-battalion"]
FORCE = {"use_of_force", "mortar", "artillery", "small_arms", "air_strike", "explosion", "indirect_fire"}
LETTER = {"ald": "A", "bor": "B", "cas": "C", "med": "M", "led": "L"}
REPORT_COLUMNS = ["source_id", "action", "time_from", "time_to", "day_from", "day_to", "lat", "lon", "radius_m", "place", "act", "low", "best",
                  "high", "nothing_observed", "own_side", "means", "how_known", "note", "areas", "actors", "targets", "facts"]
WATCH_COLUMNS = ["source_id", "action", "time_from", "time_to", "lat", "lon", "radius_m", "means", "visibility", "how_known", "note", "areas",
                 "interruptions"]
COUNT_COLUMNS = ["date", "side", "province", "count", "url", "date_basis", "note"]


class Chance:
    """Draws that are the same wherever Python runs: only random() is used."""

    def __init__(self, name):
        self.source = random.Random(f"{SEED}/{name}")

    def below(self, p):
        return self.source.random() < p

    def whole(self, low, high):
        return low + int(self.source.random() * (high - low + 1))

    def of(self, options):
        return options[int(self.source.random() * len(options))]


# ---- what happened -------------------------------------------------------------------------------------------------
def moment(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M")


def drawn_incident(chance, day, north_acts):
    actors, others = (NORTH, SOUTH) if north_acts else (SOUTH, NORTH)
    at = f"{day} {chance.whole(0, 23):02}:{chance.whole(0, 11) * 5:02}"
    kind = chance.of(["small_arms"] * 7 + ["mortar"] * 4 + ["artillery"] * 2 + ["explosion"] * 2
                     + ["flight", "heavy_weapons_held", "obstruct_patrol", "obstruct_aid", "detention"])
    place = chance.of([p for p in PLACES if p not in ("Moor End", "Larkstead", "Dun Cairn")])
    actor = [chance.of(actors)]
    target = ["civilians"] if chance.below(0.25) else [chance.of(others)]
    dead = chance.of([0, 0, 0, 0, 1, 1, 2]) if kind in FORCE else 0
    if kind == "flight":
        actor, target, place = (["aldmere-wing"] if north_acts else ["borvik-wing"]), [], chance.of(["Low Venn", "Narrow Gap", "Reedholm", "Ullen"])
    if kind == "heavy_weapons_held":
        target = []
    if kind.startswith("obstruct"):
        target = ["mediator-office"] if kind == "obstruct_patrol" else ["civilians"]
    if kind == "detention":
        target = ["civilians"]
    own, other = ("ald", "bor") if north_acts else ("bor", "ald")
    views = {}
    if chance.below(0.42):
        views[own] = {}
    if chance.below(0.68):
        views[other] = {}
    hour = int(at[11:13])
    if chance.below(0.6 if 6 <= hour < 20 else 0.25):
        views["med"] = {}
    if day >= datetime.date(2023, 6, 12) and chance.below(0.45):
        views["cas"] = {}
    if kind in FORCE and chance.below(0.35 + 0.2 * min(dead, 2)):
        views["led"] = {}
    return incident(at, place, kind, actor, target, views, dead, chance.of([5, 5, 10, 20])) | {"drawn": True}


def month():
    chance = Chance("month")
    drawn = []
    for day in DAYS:
        for _ in range(chance.whole(3, 6)):
            one = drawn_incident(chance, day, north_acts=len(drawn) % 2 == 0)
            if one["views"] and day.day not in TOLD_BY_HAND:
                drawn.append(one)
    return sorted(STORY + drawn, key=lambda one: (one["at"], one["place"], one["act"]))


# ---- how a register tells it ---------------------------------------------------------------------------------------
def default_view(register, one, chance):
    """What differs from what happened if story.py does not say otherwise."""
    north_place = PLACES[one["place"]][1] > -18.6
    near = {"ald": north_place, "bor": not north_place, "med": False, "cas": False, "led": False}[register]
    view = {"radius_m": chance.of([250, 300, 500]) if near else chance.of([800, 1500, 3000, 6000])}
    view["minutes"] = one["minutes"] if near else one["minutes"] + chance.of([0, 10, 25])
    if register == "led":
        view["day_only"] = True
    return view | (vague(register, one, chance, near) if "drawn" in one else {})


def vague(register, one, chance, near):
    """What a register of drawn incidents gets wrong or leaves open; of those told by hand story.py says it."""
    view = {}
    late = {"shift_h": 24} if int(one["at"][8:10]) + 1 not in TOLD_BY_HAND else {}
    if register in ("ald", "bor") and not near and chance.below(0.2):
        view |= late
    if register == "med" and one["act"] in FORCE and chance.below(0.45):
        view["actors"], view["targets"] = [], []
    if register == "med" and chance.below(0.25):
        view["sector"] = None  # from the nearest post
    if register == "cas":
        view["shape"] = chance.of(["point", "point", "sector", "polygon"])
    if one["act"] == "explosion":
        view["actors"] = []
    if register == "led" and chance.below(0.3):
        view |= late
    if register == "led" and chance.below(0.3):
        view["actors"] = ["armed-locals"]
    return view


def nearest_post(place):
    lon, lat = PLACES[place]
    return min(POSTS, key=lambda post: (POSTS[post][0] - lon) ** 2 + (POSTS[post][1] - lat) ** 2)


def bearing_and_distance(post, place):
    (lon, lat), (lon2, lat2) = POSTS[post], PLACES[place]
    north, east = (lat2 - lat) / KM, (lon2 - lon) / KM * math.cos(math.radians(lat))
    return round(math.degrees(math.atan2(east, north))) % 360, math.hypot(north, east) * 1000


def sector_of(place):
    post = nearest_post(place)
    bearing, distance = bearing_and_distance(post, place)
    return (post, (bearing - 8) % 360, (bearing + 8) % 360, int(distance * 0.7), int(distance * 1.3) + 500)


def dead_as_told(register, dead, chance):
    if register == "led":
        return (dead, dead + chance.whole(0, 1), dead + chance.whole(1, 3)) if dead else None
    if not dead and chance.below(0.6):
        return None
    return (max(0, dead - chance.whole(0, 1)), dead, dead + chance.whole(0, 2))


def told(register, one):
    """One register's record of it: a dict of truce's fields, lists as lists; "start" orders them."""
    chance = Chance(f"{register}/{one['at']}/{one['place']}/{one['act']}")
    view = default_view(register, one, chance) | one["views"][register]
    start = moment(one["at"]) + datetime.timedelta(hours=view.get("shift_h", 0))
    lon, lat = PLACES[one["place"]]
    sway = view["radius_m"] / 1000 * KM * 0.5
    lat, lon = lat + sway * (chance.source.random() - 0.5), lon + sway * (chance.source.random() - 0.5)
    record = {"start": start, "place": one["place"], "act": view.get("act", one["act"]), "actors": view.get("actors", one["actors"]),
              "targets": view.get("targets", one["targets"]), "facts": view.get("facts", {}), "note": view.get("note", "")}
    if view.get("day_only"):
        record["day_from"] = start.date().isoformat()
        if chance.below(0.2):
            record["day_to"] = (start.date() + datetime.timedelta(1)).isoformat()
    else:
        # A night's hour may lie on the day before: only the start of the accord is told so exactly.
        record["time_from"], record["time_to"] = start, start + datetime.timedelta(minutes=view["minutes"])
    if "areas" in view or register == "led":
        record["areas"] = view.get("areas", [province_of(one["place"])])
    elif "sector" in view or view.get("shape") == "sector":
        record["sector"] = view.get("sector") or sector_of(one["place"])
        record["means"] = "acoustic" if register == "med" else "camera"
    else:
        record["lat"], record["lon"], record["radius_m"] = f"{lat:.4f}", f"{lon:.4f}", view["radius_m"]
        if view.get("shape") == "polygon":
            record["polygon"] = around(lon, lat, view["radius_m"])
    dead = dead_as_told(register, view.get("dead", one["dead"]), chance) if one["act"] in FORCE else None
    if dead:
        record["low"], record["best"], record["high"] = dead
    if register == "med" and one["act"] in FORCE:
        heard = chance.whole(1, 12)
        record["facts"] = record["facts"] | {"rounds_heard": f"{heard}..{heard + chance.whole(0, 6)}"}
    own = {"ald": NORTH + ["aldmere-wing", "northern-council"], "bor": SOUTH + ["borvik-wing", "southern-assembly"]}.get(register, [])
    if record["actors"] and all(actor in own for actor in record["actors"]):
        record["own_side"] = "yes"
    record.setdefault("means", {"ald": "report of a liaison officer", "bor": "report of a liaison officer", "med": "patrol", "cas": "camera",
                                "led": "public source"}[register])
    record["how_known"] = {"ald": "by telephone", "bor": "by radio", "med": "seen or heard by the team", "cas": "seen by the post",
                           "led": "press and public posts"}[register]
    return record


def around(lon, lat, metres):
    """A six-cornered polygon, counter-clockwise."""
    reach = metres / 1000 * KM
    return [[round(lon + reach * math.cos(math.radians(a)), 4), round(lat + reach * math.sin(math.radians(a)), 4)] for a in range(0, 360, 60)]


def numbered(register, records):
    records = sorted(records, key=lambda record: (record["start"], record["place"], record["act"]))
    counts = {}
    for record in records:
        day = record["start"].strftime("%m%d")
        counts[day] = counts.get(day, 0) + 1
        record["source_id"] = f"{LETTER[register]}-{day}-{counts[day]}"
    return records


def nothing_observed(register, day, place, hours):
    start = datetime.datetime.combine(day, datetime.time(hours[0]))
    lon, lat = PLACES[place]
    return {"start": start, "time_from": start, "time_to": start.replace(hour=hours[1]), "place": place, "lat": f"{lat:.4f}", "lon": f"{lon:.4f}",
            "radius_m": 3000, "nothing_observed": "yes", "act": "", "actors": [], "targets": [], "facts": {}, "note": "",
            "means": "patrol" if register == "med" else "camera", "how_known": "by the team itself"}


def register_of(register, incidents):
    records = [told(register, one) for one in incidents if register in one["views"]]
    quiet = {"med": [2, 6, 12, 19, 24, 27], "ald": [4, 18, 24], "bor": [5, 16, 24], "cas": [14, 16, 24, 28]}.get(register, [])
    for n, day in enumerate(quiet):
        places = ["Pell Ford", "Corrow", "Thornlow", "Mill Edge", "Weir Seven", "Brack"]
        records.append(nothing_observed(register, DAYS[day - 1], places[n], (14, 17)))
    return numbered(register, records)


# ---- where a place lies --------------------------------------------------------------------------------------------
def provinces():
    collection = json.loads((HERE / "areas/provinces.geojson").read_text(encoding="utf-8"))
    return [(f["properties"]["name"], f["geometry"]["coordinates"][0]) for f in collection["features"]]


def holds(ring, lon, lat):
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def province_of(place):
    name = next(name for name, ring in PROVINCES if holds(ring, *PLACES[place]))
    return "South" if name in ("Reedmere", "Southmark") else name


PROVINCES = provinces()


# ---- files ---------------------------------------------------------------------------------------------------------
def instant(value):
    return value.strftime("%Y-%m-%dT%H:%M:00") + ZONE


def plain(record):
    """The record with instants as text and nothing that is not a field."""
    out = {key: value for key, value in record.items() if key not in ("start", "sector", "polygon")}
    for key in ("time_from", "time_to"):
        if key in out:
            out[key] = instant(out[key])
    if "sector" in record:
        post, left, right, near, far = record["sector"]
        out |= {"observer_lat": f"{POSTS[post][1]:.4f}", "observer_lon": f"{POSTS[post][0]:.4f}", "bearing_from": str(left),
                "bearing_to": str(right), "distance_min_m": near, "distance_max_m": far}
    return {key: value for key, value in out.items() if value not in ("", [], {}, None)}


def as_text(columns, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def reports_csv(records):
    rows = []
    for record in map(plain, records):
        row = dict(record)
        for key in ("areas", "actors", "targets"):
            row[key] = ";".join(record.get(key, []))
        row["facts"] = ";".join(f"{name}={value}" for name, value in sorted(record.get("facts", {}).items()))
        rows.append(row)
    return as_text(REPORT_COLUMNS, rows)


def with_lists(record):
    out = {"kind": "report"} | record
    if "facts" in out:
        out["facts"] = {name: value.split("|") for name, value in sorted(out["facts"].items())}
    return out


def reports_ndjson(records):
    return "".join(json.dumps(with_lists(plain(record)), separators=(",", ":")) + "\n" for record in records)


def reports_geojson(records):
    features = []
    for record in records:
        properties = with_lists(plain(record))
        geometry = None
        if "polygon" in record:
            ring = record["polygon"]
            geometry = {"type": "Polygon", "coordinates": [ring + [ring[0]]]}
            properties.pop("radius_m")
        elif "lat" in record:
            geometry = {"type": "Point", "coordinates": [float(record["lon"]), float(record["lat"])]}
        properties.pop("lat", None)
        properties.pop("lon", None)
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    return '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"


def watch(source_id, start, hours, means, areas=(), place=None, visibility="good", interruptions=()):
    row = {"source_id": source_id, "time_from": instant(start), "time_to": instant(start + datetime.timedelta(hours=hours)), "means": means,
           "visibility": visibility, "areas": ";".join(areas),
           "interruptions": ";".join(f"{instant(a)}/{instant(b)} {why}" for a, b, why in interruptions)}
    if place:
        row |= {"lat": f"{PLACES[place][1]:.4f}", "lon": f"{PLACES[place][0]:.4f}", "radius_m": 5000}
    return row


def mediator_watches():
    rows = []
    for day in DAYS:
        morning = datetime.datetime.combine(day, datetime.time(6))
        if day.day in (11, 21):
            continue  # no patrols left: not watched is not quiet
        breaks = []
        if day.day % 5 == 4:
            breaks = [(morning.replace(hour=9), morning.replace(hour=10), "radio out of order")]
        if day.day in (9, 16):
            breaks = [(morning.replace(hour=9), morning.replace(hour=10, minute=30), "turned back at a barrier"),
                      (morning.replace(hour=15), morning.replace(hour=16), "fog")]
        rows.append(watch(f"MW-{day:%m%d}-1", morning, 14, "patrol", ["Middlevale", "Westerlow"], interruptions=breaks,
                          visibility="fair" if day.day % 3 else "good"))
        rows.append(watch(f"MW-{day:%m%d}-2", morning, 12, "acoustic", place="Corrow"))
    return as_text(WATCH_COLUMNS, rows)


def aldmere_watches():
    rows = []
    for day in DAYS:
        start = datetime.datetime.combine(day, datetime.time(0))
        breaks = [(start.replace(hour=2), start.replace(hour=5), "no power")] if day.day % 7 == 2 else []
        rows.append(watch(f"AW-{day:%m%d}", start, 24, "post", ["Fellmark"] if day.day % 2 else ["Fellmark", "Saltreach"], interruptions=breaks))
    return as_text(WATCH_COLUMNS, rows)


def shared(one_register, other_register, incidents, day):
    """How many incidents of the day both have on the same day."""
    both = [one for one in incidents if one_register in one["views"] and other_register in one["views"] and one["act"] in FORCE]
    return sum(1 for one in both if all(told(r, one)["start"].date() == day for r in (one_register, other_register)))


def counts(register, other, records, incidents, silent, undivided):
    """The numbers published from a register on the evening itself: before anything in it was corrected."""
    code, other_code = {"ald": ("ALD", "BOR"), "bor": ("BOR", "ALD")}[register]
    rows = []
    for day in DAYS:
        if day.day in silent:
            continue
        site = f"https://{'aldmere' if register == 'ald' else 'borvik'}.example/bulletin/{day}"
        found = [r for r in records if r["start"].date() == day and r["act"] in FORCE]
        line = {"date": day.isoformat(), "side": code, "url": site, "date_basis": "stated", "note": ""}
        rows.append(line | {"province": "TOTAL", "count": len(found)})
        named = [("South" if r["place"] == "Mill Edge" and register == "bor" else province_of(r["place"])) for r in found]
        for name in sorted(set(named)) if day.day not in undivided else []:
            rows.append(line | {"province": name, "count": named.count(name)})
        if day.day % 4 == 0:
            rows.append(line | {"side": f"{code}_CONFIRMS_{other_code}", "province": "TOTAL", "count": shared(register, other, incidents, day)})
    rows.append({"date": "", "side": code, "province": "TOTAL", "count": 3, "url": f"https://{code.lower()}.example/repost", "date_basis": "undated",
                 "note": "a repost without a day"})
    return as_text(COUNT_COLUMNS, rows)


def corrections(records):
    """Borvik's second file: three records in other words, two taken back, one new, one unchanged."""
    by_place = {(r["place"], r["act"], r["start"].day): r for r in records}
    fire = dict(by_place["Reedholm", "mortar", 16])
    actor = dict(by_place["Brack", "mortar", 4], actors=["southern-guard"], own_side="yes", radius_m=600,
                 note="the earlier version had armed locals; the crew was found")
    strike = dict(by_place["Moor End", "air_strike", 7], low=5, best=6, high=6, note="two more dead were found")
    late = dict(fire, source_id="B-0616-9", place="Thornlow", lat="-18.9200", lon="-27.1000", actors=["fell-brigade"],
                note="reported five days later", time_from=moment("2023-06-16 21:10"), time_to=moment("2023-06-16 21:30"))
    withdrawn = [{"source_id": by_place["Tamsin Bridge", "small_arms", 16]["source_id"], "action": "withdrawn", "note": "an exercise of our own, taken for fire"},
                 {"source_id": by_place["Reedholm", "mortar", 16]["source_id"], "action": "withdrawn", "note": "entered twice"}]
    unchanged = by_place["Corrow", "artillery", 9]
    return reports_csv([actor, strike, late, unchanged] + withdrawn)


def files():
    incidents = month()
    records = {register: register_of(register, incidents) for register in LETTER}
    yield "aldmere.csv", reports_csv(records["ald"])
    yield "borvik.csv", reports_csv(records["bor"])
    yield "castane.geojson", reports_geojson(records["cas"])
    yield "mediator.ndjson", reports_ndjson(records["med"])
    yield "open_ledger.csv", reports_csv(records["led"])
    yield "mediator_watches.csv", mediator_watches()
    yield "aldmere_watches.csv", aldmere_watches()
    yield "aldmere_counts.csv", counts("ald", "bor", records["ald"], incidents, silent=(3, 11, 18, 25), undivided=(7, 22))
    yield "borvik_counts.csv", counts("bor", "ald", records["bor"], incidents, silent=(6, 13, 20, 25, 30), undivided=(14,))
    yield "borvik_corrections.csv", corrections(records["bor"])


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
