"""Every malformed input is refused on the command line too: exit status 1, file, line, id and remedy named, nothing written.

The list is tests/malformed/cases.ndjson; its README says what the members mean. Misuse of the words themselves is status 2."""
import json
import pathlib
import sqlite3

from harness import ROOT, SYRIA, found, temporary_folder, truce, verify

SUFFIX = {"ndjson": ".ndjson", "geojson": ".geojson"}


def content_bytes(content):
    parts = [content] if isinstance(content, str) else content
    return b"".join((part if isinstance(part, str) else part[0] * part[1]).encode("latin-1") for part in parts)


def cases():
    """(name, format, bytes, id, line) of every refused input."""
    bases = {}
    for text in (ROOT / "tests/malformed/cases.ndjson").read_text().splitlines():
        case = json.loads(text)
        if "content" in case:
            made = content_bytes(case["content"])
        else:
            made = bases[case["from"]]
            for old, new in case["replace"]:
                assert made.count(old.encode("latin-1")) == 1, case
                made = made.replace(old.encode("latin-1"), content_bytes(new))
        if "base" in case:
            bases[case["base"]] = made
        else:
            yield case["name"], case["format"], made, case["id"], case["line"]


def refused(folder, key, name, kind, made, problem, line, files):
    path = files / (name + SUFFIX.get(kind, ".csv"))
    path.write_bytes(made)
    words = ["import", folder, path, "--as", key, "--from", kind]
    said = truce(*words, *([] if kind == "counts" else ["--register", "ucdp-ged" if kind == "ged" else "field"]), status=1)
    # The first problem is one block: place, reason and id, then the remedy, indented.
    first, remedy = said.removeprefix("truce: ").splitlines()[:2]
    assert first.startswith(f"{path}:{line}: ") and first.endswith(f" [{problem}]"), (name, problem, line, said)
    assert len(first) > len(f"{path}:{line}:  [{problem}]") and remedy.startswith("    ") and remedy.strip(), (name, said)


def stored(store):
    """Every table's rows."""
    with sqlite3.connect(store / "truce.db") as db:
        return {table: db.execute(f"SELECT * FROM {table}").fetchall() for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def main():
    count = 0
    with temporary_folder() as folder:
        files = pathlib.Path(folder)
        store = files / "m"
        key = found(store)
        before = verify(store)
        bytes_before = stored(store)
        for name, kind, made, problem, line in cases():
            refused(store, key, name, kind, made, problem, line, files)
            count += 1
        after = verify(store)
        assert after["holds"] and after["staged_batches"] == 0
        assert stored(store) == bytes_before, "a refused import leaves every table as it was"
        assert (before["entries"], before["items"], before["rows"]) == (after["entries"], after["items"], after["rows"])

        good = files / "good.csv"
        good.write_text("date,side,province,count,url,date_basis,note\n")
        for words in (["import", store], ["nonsense"], ["bulletin", store], ["judge"], ["import", store, good, "--as", key, "--wrong"]):
            truce(*words, status=2)
        for words in (["bulletin", store, "--day", "2017-02-30"], ["judge", store, "no-such:1"], ["import", store, good, "--as", files / "none.key"],
                      ["record", "verify", files], ["bulletin", store, "--day", "2017-02-25", "--as-of", "1"], ["new", store, "--terms", SYRIA / "terms.toml",
                       "--profile", SYRIA / "profile.toml", "--make-key", "reconstruction"]):
            said = truce(*words, status=1)
            assert "truce: " in said, said
    assert count >= 200, count
    print(f"{count} malformed inputs refused, nothing written")


main()
