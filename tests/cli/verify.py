"""Verifying the tree alone, and going on from where signatures were checked."""
import json
import pathlib
import sqlite3

from harness import found, temporary_folder, truce


def verify(store, *options, status=0):
    return json.loads(truce("record", "verify", store, "--format", "json", *options, status=status))


def main():
    with temporary_folder() as folder:
        folder = pathlib.Path(folder)
        store, checked = folder / "m", folder / "checked"
        key = found(store)
        tree = verify(store, "--tree")
        assert tree["holds"] and "items" not in tree, tree

        assert verify(store, "--checked", checked)["signatures_from"] == 0
        origin, size, _ = checked.read_text().splitlines()
        assert (origin, int(size)) == (tree["checkpoint"]["origin"], tree["entries"])
        counts = folder / "counts.csv"
        counts.write_text("date,side,province,count,url,date_basis,note\n2017-02-25,RU,TOTAL,3,https://example.org/a,stated,\n")
        truce("import", store, counts, "--as", key, "--from", "counts")
        more = verify(store, "--checked", checked)
        assert more["signatures_from"] == tree["entries"] < more["entries"], more
        assert verify(store, "--checked", checked)["signatures_from"] == more["entries"]

        for content, word in (("", "not a file of --checked"), ("other.example/log\n6\n" + "A" * 43 + "=\n", "how far other.example/log was checked")):
            other = folder / "other"
            other.write_text(content)
            said = truce("record", "verify", store, "--checked", other, status=1)
            assert "[verify.checked]" in said and word in said, said
            assert other.read_text() == content
        other.write_text(f"{origin}\n{size}\n" + "A" * 43 + "=\n")
        said = verify(store, "--checked", other, status=1)
        assert not said["holds"] and said["problems"][0]["id"] == "log.other_tree" and said["signatures_from"] == 0, said
        assert "A" * 43 in other.read_text(), "what does not hold is not kept"

        with sqlite3.connect(store / "truce.db") as db:
            db.execute("UPDATE log_entry SET key_name = 'x' WHERE idx = 1")
        assert verify(store, "--tree")["holds"]
        assert verify(store, "--checked", checked, status=1)["problems"][0]["id"] == "entry.column"
        with sqlite3.connect(store / "truce.db") as db:
            db.execute("UPDATE log_entry SET leaf = zeroblob(32) WHERE idx = 1")
        assert verify(store, "--tree", status=1)["problems"][0]["id"] == "entry.leaf"
        assert "the record does not hold" in truce("record", "verify", store, "--tree", status=1)
    print("the tree alone, and resumed verification, say what they looked at")


main()
