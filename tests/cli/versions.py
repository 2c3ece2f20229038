"""A register's versions: what is new, changed and withdrawn; nothing earlier is lost; the same size gives the same bytes;
the order of import changes nothing above the bulletin's foot."""
import json
import pathlib
import random

from harness import SYRIA, found, temporary_folder, truce, verify

HEADER = "source_id,action,day_from,lat,lon,radius_m,act,actors,targets\n"
ROWS = {
    "a": "a,,2017-02-25,35.5,36.0,500,shelling,Government of Syria,Civilians\n",
    "b": "b,,2017-02-25,36.2,37.1,500,use_of_force,IS,Civilians\n",
    "c": "c,,2017-02-26,33.5,36.4,500,use_of_force,Syrian insurgents,Government of Syria\n",
}
MOVED = "c,,2017-02-25,33.5,36.4,500,use_of_force,Syrian insurgents,Government of Syria\n"
WITHDRAWN = "b,withdrawn,,,,,,,\n"


def bulletin(store, day="2017-02-25", *words):
    return truce("bulletin", store, "--day", day, "--format", "json", *words)


def above_the_foot(text):
    shown = json.loads(text)
    shown.pop("proof")
    return shown


def total(text, register="field"):
    column = next(c for c in json.loads(text)["registers"] if c["register"] == register)
    return column["total"]["recorded"]["certain"]


def write(folder, name, *rows):
    path = folder / name
    path.write_text(HEADER + "".join(rows))
    return path


def imported(store, key, path, *words):
    return json.loads(truce("import", store, path, "--as", key, "--register", "field", "--format", "json", *words))


def versions(folder):
    store = folder / "m"
    key = found(store)
    first = imported(store, key, write(folder, "1.csv", *ROWS.values()))
    assert (first["added"], first["changed"], first["withdrawn"]) == (3, 0, 0), first
    size = first["checkpoint"]["size"]
    before = bulletin(store)
    assert total(before) == 2
    truce("bulletin", store, "--day", "2017-02-25", "--publish", "--as", key)

    second = imported(store, key, write(folder, "2.csv", ROWS["a"], WITHDRAWN, MOVED))
    assert (second["added"], second["changed"], second["withdrawn"], second["unchanged"]) == (0, 1, 1, 1), second
    after = bulletin(store)
    assert total(after) == 2 and total(bulletin(store, "2017-02-26")) == 0
    changes = json.loads(after)["changes"]
    assert changes["published_before"] and [(c["new"], c["changed"], c["withdrawn"]) for c in changes["registers"]] == [(0, 1, 1)], changes
    assert bulletin(store, "2017-02-25", "--as-of", size) == before, "the same record at the same size gives the same bytes"
    truce("judge", store, "field:a")
    truce("judge", store, "field:b", status=1)

    third = imported(store, key, write(folder, "3.csv", ROWS["a"]), "--complete")
    assert (third["added"], third["changed"], third["withdrawn"], third["unchanged"]) == (0, 0, 1, 1), third
    assert total(bulletin(store)) == 1
    nothing = imported(store, key, write(folder, "3.csv", ROWS["a"]), "--complete")
    assert nothing["entries"] == [] and nothing["unchanged"] == 1, nothing
    report = verify(store)
    assert report["holds"] and report["items"] == 6, report
    truce("record", "refold", store)
    assert verify(store)["holds"] and total(bulletin(store)) == 1


def order(folder):
    chance = random.Random(1)
    seen = []
    for n in range(3):
        store = folder / f"order-{n}"
        key = found(store)
        files = [(SYRIA / "data/bulletins.csv", []), (write(folder, "a.csv", ROWS["a"], ROWS["b"]), ["--register", "field"]),
                 (write(folder, "c.csv", ROWS["c"]), ["--register", "field"])]
        chance.shuffle(files)
        for path, words in files:
            truce("import", store, path, "--as", key, *words)
        seen.append([above_the_foot(bulletin(store, day)) for day in ("2017-02-25", "2017-02-26")])
    assert seen[0] == seen[1] == seen[2], "the order of import shows above the foot"


def rights(folder):
    store = folder / "rights"
    key = found(store)
    path = write(folder, "1.csv", ROWS["a"])
    truce("keys", "new", "stranger", folder / "stranger.key")
    said = truce("import", store, path, "--as", folder / "stranger.key", "--register", "field", status=1)
    assert "[entry.unknown_key]" in said, said
    truce("import", store, path, "--as", store / "keys/log.key", "--register", "field", status=1)
    key.chmod(0o644)
    assert "[key.readable_by_others]" in truce("import", store, path, "--as", key, "--register", "field", status=1)
    assert verify(store)["items"] == 0


def main():
    with temporary_folder() as folder:
        folder = pathlib.Path(folder)
        versions(folder)
        order(folder)
        rights(folder)
    print("versions, order and rights hold")


main()
