"""Keys: enrolled, rotated and revoked by their own institution only; files that are protected, never printed, never overwritten; and what
`keys explain` says of each."""
import json
import os
import pathlib

from harness import ROOT, found, temporary_folder, truce, verify

EXERCISE = ROOT / "examples/exercise"


def new_key(folder, institution, name):
    path = folder / f"{name}.key"
    vkey = truce("keys", "new", institution, path).strip()
    assert path.stat().st_mode & 0o777 == 0o600, oct(path.stat().st_mode)
    return path, vkey


def listed(store):
    return {json.loads(line)["vkey"]: json.loads(line) for line in truce("keys", "list", store, "--format", "json").splitlines()}


def refused(id_, *words):
    said = truce(*words, status=1)
    assert f"[{id_}]" in said, (id_, said)
    return said


def changes(folder):
    store = folder / "m"
    aldmere = found(store, EXERCISE, ("aldmere", "borvik"))
    borvik = store / "keys/borvik.key"
    second, second_vkey = new_key(folder, "aldmere", "second")
    eraser, eraser_vkey = new_key(folder, "aldmere", "eraser")

    truce("keys", "enrol", store, second, "--as", aldmere)
    said = json.loads(truce("keys", "enrol", store, eraser_vkey, "--as", second, "--kinds", "record.erased,reports.filed", "--format", "json"))
    assert len(said["entries"]) == 1, said
    assert listed(store)[eraser_vkey]["kinds"] == ["record.erased", "reports.filed"]
    refused("key.enrolment", "keys", "enrol", store, second, "--as", aldmere)
    refused("entry.kind_not_allowed", "keys", "enrol", store, new_key(folder, "aldmere", "third")[0], "--as", eraser)
    refused("key.enrolment", "keys", "enrol", store, folder / "third.key", "--as", borvik)
    refused("key.enrolment", "keys", "revoke", store, second, "--as", borvik)
    refused("key.enrolment", "keys", "enrol", store, folder / "third.key", "--as", aldmere, "--kinds", "no.such")

    # Rotation: the new key has the old one's rights, the old one none.
    fourth, fourth_vkey = new_key(folder, "aldmere", "fourth")
    truce("keys", "rotate", store, fourth, "--as", second)
    keys = listed(store)
    assert keys[second_vkey]["revoked"] and not keys[fourth_vkey]["revoked"]
    refused("entry.revoked_key", "keys", "enrol", store, folder / "third.key", "--as", second)
    refused("key.enrolment", "keys", "revoke", store, second_vkey, "--as", fourth)
    fifth, fifth_vkey = new_key(folder, "aldmere", "fifth")
    truce("keys", "rotate", store, fifth, "--old", eraser_vkey.split("+")[0], "--as", fourth)
    assert listed(store)[fifth_vkey]["kinds"] == ["record.erased", "reports.filed"]

    # By name, because the file may be what was lost; but never the last that could let in another.
    truce("keys", "revoke", store, fourth_vkey.split("+")[0], "--as", aldmere)
    last = refused("key.last", "keys", "revoke", store, aldmere, "--as", aldmere)
    assert "truce keys rotate" in last
    refused("key.last", "keys", "revoke", store, borvik, "--as", borvik)
    assert verify(store)["holds"]
    return store, aldmere


def roles(folder, store, aldmere):
    """One key, one role: no other log's, no log's own, no clock's, no witness's key becomes a desk's."""
    other = folder / "other"
    found(other, EXERCISE, ("aldmere",))
    refused("key.enrolment", "keys", "enrol", store, store / "keys/clock.key", "--as", aldmere)
    refused("key.enrolment", "keys", "enrol", store, store / "keys/log.key", "--as", aldmere)
    refused("entry.unknown_key", "keys", "enrol", store, folder / "third.key", "--as", other / "keys/aldmere.key")
    refused("entry.unknown_key", "keys", "enrol", store, folder / "third.key", "--as", store / "keys/log.key")


def files(folder, store, aldmere):
    refused("file.missing", "keys", "enrol", store, folder / "nowhere.key", "--as", aldmere)
    refused("file.missing", "keys", "revoke", store, aldmere, "--as", folder / "nowhere.key")
    content = (folder / "third.key").read_bytes()
    refused("key.exists", "keys", "new", "aldmere", folder / "third.key")
    assert (folder / "third.key").read_bytes() == content, "a key is never overwritten"
    for mode in (0o640, 0o604, 0o620, 0o602):
        os.chmod(folder / "third.key", mode)
        said = refused("key.readable_by_others", "keys", "enrol", store, folder / "third.key", "--as", aldmere)
        assert "chmod 600" in said
    os.chmod(folder / "third.key", 0o600)
    refused("key.institution", "keys", "new", "log", folder / "log.key")
    refused("key.institution", "keys", "new", "No Such", folder / "x.key")
    secret = content.decode().rsplit("+", 1)[1].strip()
    for words in (("keys", "list", store), ("keys", "explain", store), ("keys", "explain", folder / "third.key")):
        assert secret not in truce(*words), "no command prints a private key"


def explained(folder, store, aldmere):
    said = truce("keys", "explain", store)
    for words in ("the log's key", "the log's clock", "a desk's key", "If it is lost", "If it is stolen", "enrolled by entry", "successor log"):
        assert words in said, (words, said)
    kept = store / "keys/second.key"
    kept.write_bytes((folder / "second.key").read_bytes())
    os.chmod(kept, 0o600)
    said = truce("keys", "explain", kept)
    assert "revoked from entry" in said and "speaks for nobody any more" in said, said
    refused("file.missing", "keys", "explain", folder / "nowhere.key")


def main():
    with temporary_folder() as name:
        folder = pathlib.Path(name)
        store, aldmere = changes(folder)
        roles(folder, store, aldmere)
        files(folder, store, aldmere)
        explained(folder, store, aldmere)
    print("keys: enrolled, rotated, revoked, refused, explained")


main()
