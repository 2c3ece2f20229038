#!/usr/bin/env python3
"""The exercise comes out as expected.json says.  check.py TRUCE

First that areas/ and data/ are what their generators write, byte by byte; then founding, imports, verdicts record by record, the
corrections, the bulletins of the days on which published totals are equal, and that the record verifies."""
import csv
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent.parent / "tests/cli"))

import make_areas  # noqa: E402
import make_data  # noqa: E402
from harness import found, temporary_folder, truce, verify  # noqa: E402

SCRIPT = json.loads((HERE / "demo.json").read_text(encoding="utf-8"))
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
CORRECTIONS = "data/borvik_corrections.csv"


def check_generated(folder):
    make_areas.FOLDER, make_data.FOLDER = folder / "areas", folder / "data"
    make_areas.main()
    make_data.main()
    made = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    kept = sorted(path.relative_to(HERE) for part in ("areas", "data") for path in (HERE / part).iterdir())
    assert made == kept, (made, kept)
    for path in made:
        assert (folder / path).read_bytes() == (HERE / path).read_bytes(), f"{path} is not what its generator writes"
    return len(made)


def file_in(folder, item):
    words = ["import", folder, HERE / item["file"], "--as", folder / "keys" / f"{item['as']}.key", "--from", item["format"]]
    if "register" in item:
        words += ["--register", item["register"]]
    truce(*words)


def check_verdict(folder, wanted):
    explained = json.loads(truce("judge", folder, wanted["of"], "--format", "json"))
    said = next(clause for clause in explained["clauses"] if clause["clause"] == wanted["clause"])
    for member in ("ruling", "undetermined", "exception", "actor_exempt"):
        assert member not in wanted or said[member] == wanted[member], (wanted, said[member])


def rulings(folder):
    return [json.loads(line) for line in truce("judge", folder, "--format", "json").splitlines()]


def check_corrections(folder):
    """Withdrawn records are no incidents any more, the late one is, and what was not changed is not filed again."""
    records = {row["source_id"]: row for row in csv.DictReader((HERE / CORRECTIONS).open(encoding="utf-8", newline=""))}
    now = {(one["register"], one["source_id"]) for one in rulings(folder)}
    for source_id, row in records.items():
        assert (("borvik-centre", source_id) in now) == (row["action"] != "withdrawn"), source_id
        if row["action"] == "withdrawn":
            assert "incident.unknown" in truce("judge", folder, f"borvik-centre:{source_id}", status=1)


def totals(day, name, code):
    rows = csv.DictReader((HERE / "data" / name).open(encoding="utf-8", newline=""))
    return [int(row["count"]) for row in rows if (row["date"], row["side"], row["province"]) == (day, code, "TOTAL")]


def check_bulletins(folder):
    """Equal totals of both guarantors stand side by side, and fewer than that can be the same incidents on 16 June."""
    for day in EXPECTED["equal_totals"]:
        bulletin = json.loads(truce("bulletin", folder, "--day", day, "--format", "json"))
        columns = {column["register"]: column for column in bulletin["registers"]}
        a, b = (columns[name]["total"]["count"] for name in ("aldmere-counts", "borvik-counts"))
        assert [a] == [b] == totals(day, "aldmere_counts.csv", "ALD") == totals(day, "borvik_counts.csv", "BOR"), (day, a, b)
        if day == "2023-06-16":
            bound = [c["at_most"] for c in bulletin["coincidences"] if {c["a"], c["b"]} == {"aldmere-counts", "borvik-counts"}]
            assert a == 4 and bound == [2], (a, bound)


def main():
    with temporary_folder() as temporary:
        temporary = pathlib.Path(temporary)
        files = check_generated(temporary / "made")
        folder = temporary / "exercise"
        found(folder, HERE, SCRIPT["institutions"])
        for item in SCRIPT["imports"]:
            if item["file"] != CORRECTIONS:
                file_in(folder, item)
        seen = {(one["ruling"], one["actor_exempt"]) for one in rulings(folder)}
        assert {("violation", False), ("exempt", False), ("undetermined", False), ("no_violation", True)} <= seen, seen
        assert not any(ruling == "conflict" for ruling, _ in seen), "a permit and a prohibition contradict each other"
        for wanted in EXPECTED["verdicts"]:
            check_verdict(folder, wanted)
        refused = truce("import", folder, HERE / "data/borvik.csv", "--as", folder / "keys/aldmere.key", "--register", "borvik-centre", status=1)
        assert "filing.recorder" in refused, refused
        check_bulletins(folder)
        file_in(folder, next(item for item in SCRIPT["imports"] if item["file"] == CORRECTIONS))
        check_corrections(folder)
        assert verify(folder)["holds"]
    print(f"{files} generated files, {len(EXPECTED['verdicts'])} verdicts, {len(EXPECTED['equal_totals'])} bulletins as expected")


if __name__ == "__main__":
    main()
