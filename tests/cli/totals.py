"""Every day of 2017: both ends of every total of the bulletin equal those counted from the CSV files without truce.

Recorded by UCDP: certain = date_start = date_end = day, possible = date_start <= day <= date_end. The four classes add up to
recorded at both ends, by division and in total. Both ends of every division are found a second time from the boundaries, and
those of the deaths from the columns. Published counts equal bulletins.csv; the bound on coincidences is
computed here a second time, by maximum flow over provinces."""
import csv
import datetime
import json
import pathlib

from harness import SYRIA, found, temporary_folder, truce
from places import Atlas


ATLAS = Atlas(SYRIA / "areas/syria_adm1.geojson")


class Event:
    def __init__(self, row):
        self.start, self.end = row["date_start"][:10], row["date_end"][:10]
        dead = [int(row[name]) for name in ("low", "best", "high")]
        self.fewest, self.most = min(dead), max(dead)
        self.touched, self.perhaps, self.inside, self.perhaps_inside = ATLAS.place(row)


def ged():
    with open(SYRIA / "data/ged.csv", encoding="utf-8", newline="") as file:
        return [Event(row) for row in csv.DictReader(file)]


def published():
    """(day, side) -> {province or TOTAL: count}."""
    counts = {}
    with open(SYRIA / "data/bulletins.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["date"] and row["count"] != "":
                counts.setdefault((row["date"], row["side"]), {})[row["province"]] = int(row["count"])
    return counts


def coincidences(a, b):
    """The largest number of pairs: like province with like, what no province is given for with anything left."""
    provinces = (set(a) | set(b)) - {"TOTAL"}
    pairs = sum(min(a.get(p, 0), b.get(p, 0)) for p in provinces)
    left_a = sum(max(a.get(p, 0) - b.get(p, 0), 0) for p in provinces)
    left_b = sum(max(b.get(p, 0) - a.get(p, 0), 0) for p in provinces)
    wild_a = a["TOTAL"] - sum(a.get(p, 0) for p in provinces)
    wild_b = b["TOTAL"] - sum(b.get(p, 0) for p in provinces)
    with_b, with_a = min(wild_a, left_b), min(wild_b, left_a)
    return pairs + with_b + with_a + min(wild_a - with_b, wild_b - with_a)


def ends(cell):
    return [cell["certain"], cell["possible"]]


def check_judged(day, column, events):
    surely = [e for e in events if e.start == e.end == day]
    today = [e for e in events if e.start <= day <= e.end]
    certain, possible = len(surely), len(today)
    total = column["total"]
    assert ends(total["recorded"]) == [certain, possible], (day, ends(total["recorded"]), certain, possible)
    assert ends(column["deaths"]) == [sum(e.fewest for e in surely), sum(e.most for e in today)], (day, column["deaths"])
    open_ends = 0
    for row in column["divisions"]:
        where, shown = row["division"], ends(row["recorded"])
        least = [sum(where in e.inside for e in surely), sum(where in e.touched for e in today)]
        most = [sum(where in e.perhaps_inside for e in surely), sum(where in e.perhaps for e in today)]
        assert all(low <= n <= high for low, n, high in zip(least, shown, most)), (day, where, least, shown, most)
        open_ends += sum(low != high for low, high in zip(least, most))
    classes = ("violation", "exempt", "no_violation", "undetermined")
    for row in [total, *column["divisions"]]:
        for end in ("certain", "possible"):
            assert row["recorded"][end] == sum(row[name][end] for name in classes), (day, row)
    assert sum(row["recorded"]["certain"] for row in column["divisions"]) <= certain
    assert all(row["recorded"]["possible"] <= possible for row in column["divisions"])
    return {name: total[name]["certain"] for name in classes}, open_ends


def main():
    events = ged()
    assert len(events) == 5611
    counts = published()
    tally = dict.fromkeys(("violation", "exempt", "no_violation", "undetermined"), 0)
    bounds_seen = both_days = open_ends = 0
    with temporary_folder() as folder:
        folder = pathlib.Path(folder) / "m"
        key = found(folder)
        truce("import", folder, SYRIA / "data/ged.csv", "--as", key, "--register", "ucdp-ged")
        truce("import", folder, SYRIA / "data/bulletins.csv", "--as", key)
        days = [datetime.date(2017, 1, 1) + datetime.timedelta(n) for n in range(365)]
        days += sorted({datetime.date.fromisoformat(d) for d, _ in counts} - set(days))
        for day in days:
            text = str(day)
            bulletin = json.loads(truce("bulletin", folder, "--day", text, "--format", "json"))
            columns = {column["register"]: column for column in bulletin["registers"]}
            if day.year == 2017:
                verdicts, open_here = check_judged(text, columns["ucdp-ged"], events)
                open_ends += open_here
                for name, n in verdicts.items():
                    tally[name] += n
            for side, register in (("RU", "ru-bulletin"), ("TR", "tr-bulletin"), ("JOINT", "joint-bulletin")):
                said = counts.get((text, side))
                column = columns[register]
                shown = {row["division_as_named"]: row["count"] for row in column["divisions"] if "count" in row}
                assert column["published"] == (said is not None), (text, register)
                if said is not None:
                    assert column["total"]["count"] == said["TOTAL"], (text, register)
                    assert shown == {p: n for p, n in said.items() if p != "TOTAL"}, (text, register, shown, said)
            ru, tr = counts.get((text, "RU")), counts.get((text, "TR"))
            if ru and tr and "TOTAL" in ru and "TOTAL" in tr:
                both_days += 1
                bound = [c for c in bulletin["coincidences"] if {c["a"], c["b"]} == {"ru-bulletin", "tr-bulletin"}]
                assert len(bound) == 1 and bound[0]["at_most"] == coincidences(ru, tr), (text, bound, coincidences(ru, tr))
                if all(sum(n for p, n in c.items() if p != "TOTAL") == c["TOTAL"] for c in (ru, tr)):
                    bounds_seen += bound[0]["at_most"]
    assert both_days == 49, both_days
    assert bounds_seen == 229, bounds_seen
    print(f"{len(days)} days agree; events certain on one day of 2017 by verdict: {tally}; most are undetermined: "
          f"{tally['undetermined'] * 2 > sum(tally.values())}; full splits of both sides: at most {bounds_seen} coincide")
    print(f"of {2 * 13 * 365:,} ends of divisions all but {open_ends} are settled by the boundaries without truce")
    assert open_ends * 10 < 2 * 13 * 365, open_ends
    assert tally["undetermined"] * 2 > sum(tally.values())


main()
