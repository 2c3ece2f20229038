"""Erasure and attachments on the command line: two keys, the record still verifies, views say what is left, refolding changes nothing,
and the bytes are in no file of the store any more."""
import hashlib
import json
import os
import pathlib

from harness import ROOT, found, temporary_folder, truce, verify

EXERCISE = ROOT / "examples/exercise"
MEANS = "a shepherd who walks the ridge at night told it"


def refused(id_, *words):
    said = truce(*words, status=1)
    assert f"[{id_}]" in said, (id_, said)
    return said


def eraser(folder, store, institution, signer):
    path = folder / f"{institution}-eraser.key"
    truce("keys", "new", institution, path)
    truce("keys", "enrol", store, path, "--kinds", "record.erased", "--as", signer)
    return path


def rulings(store):
    return {(one["register"], one["source_id"]) for one in map(json.loads, truce("judge", store, "--format", "json").splitlines())}


def bytes_of_store(store):
    return b"".join(path.read_bytes() for path in store.iterdir() if path.name.startswith("truce.db"))


def same_after_refolding(store):
    before = truce("bulletin", store, "--day", "2023-06-04", "--format", "json")
    truce("record", "refold", store)
    assert truce("bulletin", store, "--day", "2023-06-04", "--format", "json") == before
    outcome = verify(store)
    assert outcome["holds"], outcome["problems"]
    return outcome


def parts(folder, store, borvik):
    a = eraser(folder, store, "aldmere", store / "keys/aldmere.key")
    b = eraser(folder, store, "borvik", borvik)
    data = folder / "borvik.csv"
    data.write_text((EXERCISE / "data/borvik.csv").read_text().replace("report of a liaison officer", MEANS, 1))
    imported = json.loads(truce("import", store, data, "--as", borvik, "--register", "borvik-centre", "--format", "json"))
    truce("import", store, EXERCISE / "data/borvik_corrections.csv", "--as", borvik, "--register", "borvik-centre")
    entry = imported["entries"][0]["id"]
    rows = verify(store)["rows"]

    erase = ("record", "erase", store)
    refused("entry.kind_not_allowed", *erase, f"{entry}/0", "--part", "exact", "--reason", "r", "--as", borvik)
    refused("erasure.part", *erase, f"{entry}/0", "--reason", "r", "--as", a)
    refused("erasure.part", *erase, f"{entry}/0", "--part", "secret", "--reason", "r", "--as", a)
    refused("erasure.target", *erase, "nothing", "--part", "exact", "--reason", "r", "--as", a)
    refused("erasure.missing", *erase, f"{entry}/99999", "--part", "exact", "--reason", "r", "--as", a)
    refused("erasure.batch", *erase, entry, "--part", "mechanism", "--reason", "r", "--as", a)
    refused("erasure.same_key", *erase, f"{entry}/0", "--part", "exact", "--reason", "r", "--as", a, "--as", a)
    terms = truce("keys", "list", store)
    assert "for record.erased only" in terms

    # One after the other: the first approves, the second carries it out.
    said = truce(*erase, f"{entry}/0", "--part", "provenance", "--reason", "he asked for it", "--as", a)
    assert "is still here" in said, said
    assert verify(store)["sealed_parts"] == 0
    said = truce(*erase, f"{entry}/0", "--part", "provenance", "--reason", "he asked for it", "--as", b)
    assert "is erased" in said, said
    assert same_after_refolding(store)["sealed_parts"] == 1
    assert MEANS.encode() not in bytes_of_store(store)
    refused("erasure.done", *erase, f"{entry}/0", "--part", "provenance", "--reason", "again", "--as", a)

    # A report in all its versions, both keys in one step: the register shows it no more, and the record still holds.
    assert ("borvik-centre", "B-0604-2") in rulings(store)
    said = json.loads(truce(*erase, "borvik-centre:B-0604-2", "--part", "mechanism", "--reason", "a name slipped in", "--as", a, "--as", b,
                            "--format", "json"))
    assert [one["state"] for one in said["targets"]] == ["erased", "erased"], said
    assert ("borvik-centre", "B-0604-2") not in rulings(store)
    outcome = same_after_refolding(store)
    assert (outcome["sealed_parts"], outcome["rows"]) == (3, rows - 2), outcome

    # The exact place goes: the incident stays, less precise.
    truce(*erase, "borvik-centre:B-0601-1", "--part", "exact", "--reason", "r", "--as", a, "--as", b)
    assert ("borvik-centre", "B-0601-1") in rulings(store)
    same_after_refolding(store)
    refused("incident.unknown", *erase, "borvik-centre:B-0601-1", "--part", "exact", "--reason", "r", "--as", a, "--as", b)
    return a, b


def pictures(folder, store, a, b):
    picture = folder / "picture.jpg"
    picture.write_bytes(os.urandom(200_000))
    digest = hashlib.sha256(picture.read_bytes()).hexdigest()
    assert truce("attach", store, picture).split()[0] == digest
    assert json.loads(truce("attach", store, picture, "--format", "json"))["sha256"] == digest
    place = store / "attachments" / digest[:2] / digest[2:]
    assert place.read_bytes() == picture.read_bytes() and place.stat().st_mode & 0o777 == 0o600
    assert verify(store)["attachments"] == 1
    good = place.read_bytes()
    place.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    broken = truce("record", "verify", store, status=1)
    assert "attachment.corrupt" in broken and digest in broken, broken
    place.unlink()
    assert "attachment.missing" in truce("record", "verify", store, status=1)
    truce("attach", store, picture)
    assert verify(store)["holds"]
    (folder / "empty").touch()
    refused("attachment.empty", "attach", store, folder / "empty")
    refused("file.missing", "attach", store, folder / "nowhere.jpg")

    refused("erasure.part", "record", "erase", store, f"attachment/{digest}", "--part", "exact", "--reason", "r", "--as", a)
    truce("record", "erase", store, f"attachment/{digest}", "--reason", "a face is seen", "--as", a, "--as", b)
    assert not place.exists() and verify(store)["holds"]
    refused("attachment.erased", "attach", store, picture)


def main():
    with temporary_folder() as name:
        folder = pathlib.Path(name)
        store = folder / "m"
        found(store, EXERCISE, ("aldmere", "borvik"))
        a, b = parts(folder, store, store / "keys/borvik.key")
        pictures(folder, store, a, b)
    print("erasure: parts, reports and attachments went; the record holds")


main()
