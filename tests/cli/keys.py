"""Keys: enrolled, rotated and revoked by their own institution only; files that are protected, never printed, never overwritten; and what
`keys explain` says of each."""
import hashlib
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
    secret = content.decode().strip().split("+", 4)[4]  # PRIVATE+KEY+name+hash+base64, which may hold a "+" itself
    assert len(secret) == 44
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


def service(folder, store, aldmere):
    """What a service key signs is received, and in no register until its institution confirms it."""
    gateway, vkey = new_key(folder, "aldmere", "gateway")
    enrol = ("keys", "enrol", store, gateway, "--as", aldmere)
    refused("key.service", *enrol, "--via", "gateway")
    refused("key.service", *enrol, "--via", "gateway", "--kinds", "finding.signed")
    refused("key.service", *enrol, "--via", "a gate", "--kinds", "reports.filed")
    said = truce(*enrol, "--via", "gateway", "--kinds", "reports.filed")
    assert "nobody's statement" in said, said
    assert listed(store)[vkey]["via"] == "gateway"
    explained_ = truce("keys", "explain", store)
    assert "a service key" not in explained_, "its file is not kept here"
    files_ = ("import", store, EXERCISE / "data/aldmere.csv", "--register", "aldmere-centre")
    refused("entry.kind_not_allowed", "import", store, EXERCISE / "data/aldmere_watches.csv", "--register", "aldmere-centre", "--as", gateway)

    def judged():
        return truce("judge", store, "--format", "json")

    def received():
        return [json.loads(line) for line in truce("received", "list", store, "--format", "json").splitlines()]

    truce(*files_, "--as", gateway)
    assert judged() == "", "nobody's statement, so no incident"
    (one,) = received()
    came = hashlib.sha256((EXERCISE / "data/aldmere.csv").read_bytes()).hexdigest()
    assert (one["via"], one["original"], one["institution"], one["kind"]) == ("gateway", came, "aldmere", "reports.filed") and "confirmed" not in one, one
    assert "NOT CONFIRMED" in truce("received", "list", store)
    size = truce("record", "checkpoint", store).splitlines()[1]
    refused("received.about", "received", "confirm", store, one["id"], "--as", store / "keys/borvik.key")
    refused("entry.kind_not_allowed", "received", "confirm", store, one["id"], "--as", gateway)
    refused("received.about", "received", "confirm", store, "0", "--as", aldmere)
    truce("received", "confirm", store, one["id"][:8], "--as", aldmere)
    refused("received.settled", "received", "confirm", store, one["id"], "--as", aldmere)
    assert "confirmed" in received()[0] and judged() != ""
    assert truce("judge", store, "--as-of", size, "--format", "json") == "", "as of then it was nobody's"
    before = judged()
    truce(*files_, "--as", aldmere)
    assert judged() == before, "its desk has nothing to add"
    truce("record", "refold", store)
    assert judged() == before and verify(store)["holds"]


def main():
    with temporary_folder() as name:
        folder = pathlib.Path(name)
        store, aldmere = changes(folder)
        roles(folder, store, aldmere)
        files(folder, store, aldmere)
        explained(folder, store, aldmere)
        service(folder, store, aldmere)
    print("keys: enrolled, rotated, revoked, refused, explained")


main()
