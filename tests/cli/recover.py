"""The server's folder is destroyed while it works, and rebuilt from a mirror: no entry that the mirror had is lost, its receipt still holds, and
what was recorded but is on no copy is named. With the log's keys and nothing signed beyond, the same log goes on; otherwise a successor names
its predecessor and the gap. A log that shows two histories is refused by whoever held the first."""
import json
import os
import pathlib
import shutil
import subprocess
import threading
import time

from harness import ROOT, TRUCE, another_machine, found, temporary_folder, truce, verify

EXERCISE = ROOT / "examples/exercise"
HEADER = "source_id,day_from,lat,lon,radius_m,act,actors,targets\n"


def refused(id_, *words):
    said = truce(*words, status=1)
    assert f"[{id_}]" in said or f'"id":"{id_}"' in said, (id_, said)
    return said


def read(*words):
    return json.loads(truce(*words, "--format", "json"))


def vkey_of(store, scratch):
    truce("pouch", "export", store, scratch / "probe.pouch")
    return json.loads((scratch / "probe.pouch").read_bytes().split(b"\n", 2)[1])["log"]


def source(folder, n):
    path = folder / f"reports-{n}.csv"
    path.write_text(HEADER + f"P-{n},2023-06-{1 + n % 28:02},-18.6597,-28.4205,250,mortar,southern-guard,northern-guard\n")
    return path


def import_words(place, n, store):
    return ["import", store, source(place, n), "--as", place / "borvik.key", "--register", "borvik-centre", "--format", "json"]


class Place:
    """A server with its keys backed up elsewhere, and a mirror of borvik."""

    def __init__(self, folder, name):
        self.folder = folder / name
        self.folder.mkdir()
        self.store = self.folder / "m"
        self.mirror = self.folder / "mirror"
        found(self.store, EXERCISE, ("aldmere", "borvik"))
        self.backup = self.folder / "backup"
        shutil.copytree(self.store / "keys", self.backup)
        self.key = self.folder / "borvik.key"
        shutil.copy2(self.store / "keys/borvik.key", self.key)
        self.vkey = vkey_of(self.store, self.folder)
        truce("mirror", "new", self.mirror, "--of", self.store, "--log", self.vkey, "--for", "borvik")
        self.receipts = self.folder / "receipts.ndjson"
        self.receipts.touch()
        self.n = 0

    def file(self):
        self.n += 1
        line = truce(*import_words(self.folder, self.n, self.store))
        with self.receipts.open("a") as out:
            out.write(line)
        return json.loads(line)["entries"][0]

    def pull(self):
        return read("mirror", "pull", self.mirror)

    def acknowledged(self):
        return [entry for line in self.receipts.read_text().splitlines() for entry in json.loads(line)["entries"]]


def ids_in(store, folder):
    """Ids by position, from a pouch: what anybody can read."""
    path = folder / "all.pouch"
    truce("pouch", "export", store, path)
    ids, at = {}, 0
    for line in path.read_bytes().split(b"\n"):
        if line.startswith(b'{"author"'):
            ids[at] = json.loads(line)["id"]
            at += 1
    return ids


def everything_mirrored(folder):
    place = Place(folder, "mirrored")
    for _ in range(3):
        place.file()
    pulled = place.pull()
    assert pulled["checkpoint"]["size"] == verify(place.store)["entries"]
    assert place.pull()["entries"] == 0
    assert verify(place.mirror)["holds"] and verify(place.mirror)["rows"] == 3
    refused("directory.mirror", *import_words(place.folder, 9, place.mirror))
    before = ids_in(place.store, place.folder)
    bulletin = truce("bulletin", place.store, "--day", "2023-06-03", "--format", "json")
    shutil.rmtree(place.store)

    refused("directory.not_empty", "recover", place.mirror, "--from", place.mirror)
    refused("recovery.no_signer", "recover", place.store, "--from", place.mirror)
    assert not place.store.exists()
    said = read("recover", place.store, "--from", place.mirror, "--keys", place.backup, "--seen", place.receipts)
    assert said["same_log"] and said["gone"] == [], said
    assert ids_in(place.store, place.folder) == before
    for entry in place.acknowledged():
        assert before[entry["index"]] == entry["id"]
    assert truce("bulletin", place.store, "--day", "2023-06-03", "--format", "json") == bulletin
    assert verify(place.store)["holds"]
    place.file()
    assert place.pull()["entries"] == 2, "the mirror goes on with the log that goes on"
    assert verify(place.mirror)["holds"]


def a_mirror_cosigns(folder):
    """With a key and name of its own, only what is durable here, and never backwards."""
    place = Place(folder, "cosigns")
    place.file()
    mirror = place.folder / "cosigning"
    policy = place.folder / "policy.txt"
    policy.write_text(f"log {place.vkey}\nquorum none\n")
    refused("mirror.log", "mirror", "new", place.folder / "none", "--of", place.store)
    refused("key.name", "mirror", "new", place.folder / "desk", "--of", place.store, "--policy", policy, "--cosign-as", "borvik/12345678")
    said = truce("mirror", "new", mirror, "--of", place.store, "--policy", policy, "--for", "borvik", "--cosign-as", "mirror.borvik.example")
    assert "witness mirror.borvik.example mirror.borvik.example+" in said, said
    assert (mirror / "keys/mirror.key").stat().st_mode & 0o777 == 0o600
    first = read("mirror", "pull", mirror)["cosigned"]
    assert first == (mirror / "cosigned").read_text() and "\u2014 mirror.borvik.example " in first
    assert first.startswith(truce("record", "checkpoint", place.store)), "the log's own lines stand as they are"
    assert read("mirror", "pull", mirror)["cosigned"] == first, "nothing new, nothing signed"
    backup = place.folder / "backup-of-mirror"
    shutil.copytree(mirror, backup)
    place.file()
    second = read("mirror", "pull", mirror)["cosigned"]
    assert int(second.split("\n")[1]) > int(first.split("\n")[1])
    # Its store is put back from a backup: what it has cosigned is not what it holds, so it cosigns nothing until it has caught up.
    shutil.copy2(backup / "truce.db", mirror / "truce.db")
    truce("mirror", "pull", mirror)
    assert verify(mirror)["holds"]
    said = truce("keys", "explain", mirror / "keys/mirror.key")
    assert "witness's or mirror's key" in said and "cosign a false history" in said, said


def over_a_line(folder):
    """A mirror asks a server by requests that its institution's key signs; what it gets is what that institution may read."""
    place = Place(folder, "line")
    place.file()
    server = subprocess.Popen([TRUCE, "mirror", "serve", str(place.store), "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().split()[-1].removesuffix("/bodies")
        held = {}
        for institution in ("borvik", "aldmere"):
            mirror = place.folder / f"over-{institution}"
            truce("mirror", "new", mirror, "--of", url, "--log", place.vkey, "--as", place.store / f"keys/{institution}.key")
            assert read("mirror", "pull", mirror)["checkpoint"]["size"] == verify(place.store)["entries"]
            held[institution] = verify(mirror)
        assert held["borvik"]["sealed_parts"] == 0 < held["aldmere"]["sealed_parts"], held
        place.file()
        assert read("mirror", "pull", place.folder / "over-borvik")["entries"] == 2
        stranger = place.folder / "stranger.key"
        truce("keys", "new", "borvik", stranger)
        truce("mirror", "new", place.folder / "stranger", "--of", url, "--log", place.vkey, "--as", stranger)
        said = refused("bodies.refused", "mirror", "pull", place.folder / "stranger")
        assert "entry.unknown_key" in said and "401" in said, said
        refused("mirror.no_line", "mirror", "pull", no_key(place, url))
    finally:
        server.terminate()
        assert server.wait(30) == 0
    refused("http.connect", "mirror", "pull", place.folder / "over-borvik")
    assert verify(place.folder / "over-borvik")["holds"]


def no_key(place, url):
    mirror = place.folder / "no-key"
    truce("mirror", "new", mirror, "--of", url, "--log", place.vkey)
    return mirror


def keys_lost(folder):
    place = Place(folder, "keys-lost")
    place.file()
    place.pull()
    shutil.rmtree(place.store)
    said = read("recover", place.store, "--from", place.mirror, "--seen", place.receipts, "--as", place.key)
    assert not said["same_log"] and said["gone"] == [], said
    assert verify(place.store)["holds"] and verify(place.store / "predecessor")["holds"]
    assert said["origin"] != said["recovered"]["origin"]
    place.file()
    assert verify(place.store)["rows"] == 1 and verify(place.store / "predecessor")["rows"] == 1


def a_pouch_fills_the_gap(folder):
    place = Place(folder, "pouch")
    place.file()
    place.pull()
    place.file()
    pouch = place.folder / "late.pouch"
    truce("pouch", "export", place.store, pouch, "--to", "borvik")
    place.file()
    checkpoint = place.folder / "checkpoint.txt"
    checkpoint.write_text(truce("record", "checkpoint", place.store))
    shutil.rmtree(place.store)
    # Elsewhere, with the pouch alone, nothing is known to be gone; with the last checkpoint as well, two entries are: the report and its
    # clock. The machine that ran the log knows it by itself.
    with another_machine():
        said = read("recover", place.folder / "a", "--from", place.mirror, "--keys", place.backup, "--seen", pouch)
    assert said["same_log"] and said["gone"] == [], said
    refused("recovery.no_signer", "recover", place.folder / "b", "--from", place.mirror, "--keys", place.backup, "--seen", pouch)
    said = read("recover", place.folder / "b", "--from", place.mirror, "--keys", place.backup, "--seen", pouch, "--seen", checkpoint, "--seen",
                place.receipts, "--as", place.key)
    last = place.acknowledged()[-1]
    assert not said["same_log"] and [one["index"] for one in said["gone"]] == [last["index"] - 1, last["index"]], said
    assert said["gone"][1]["id"] == last["id"] and "id" not in said["gone"][0], said
    continued = (place.folder / "b/truce.db").read_bytes()
    assert last["id"].encode() in continued and said["recovered"]["root"].encode() in continued
    refused("recovery.not_seen", "recover", place.folder / "c", "--from", place.mirror, "--seen", EXERCISE / "README.md")
    refused("recovery.keys", "recover", place.folder / "c", "--from", place.mirror, "--keys", folder / "mirrored/m/keys")


def two_mirrors_know_more_than_one(folder):
    """Exact places are at their finder's mirror only: rebuilt from both, the record is whole."""
    place = Place(folder, "two-mirrors")
    place.file()
    truce("import", place.store, EXERCISE / "data/aldmere.csv", "--as", place.store / "keys/aldmere.key", "--register", "aldmere-centre")
    other = place.folder / "aldmere-mirror"
    truce("mirror", "new", other, "--of", place.store, "--log", place.vkey, "--for", "aldmere")
    place.pull()
    truce("mirror", "pull", other)
    bulletin = truce("bulletin", place.store, "--day", "2023-06-16", "--format", "json")
    shutil.rmtree(place.store)
    sealed = {}
    for name, mirrors in (("one", (place.mirror,)), ("both", (place.mirror, other))):
        rebuilt = place.folder / name
        read("recover", rebuilt, *(word for mirror in mirrors for word in ("--from", mirror)), "--keys", place.backup)
        outcome = verify(rebuilt)
        assert outcome["holds"], outcome
        sealed[name] = outcome["sealed_parts"]
    assert sealed["one"] > 0 and sealed["both"] == 0, sealed
    assert truce("bulletin", place.folder / "both", "--day", "2023-06-16", "--format", "json") == bulletin


def two_histories(folder):
    place = Place(folder, "fork")
    place.file()
    backup = place.folder / "old"
    shutil.copytree(place.store, backup)
    place.file()
    place.pull()
    # The machine is put back from a backup and works on: the worst thing that a restore can do.
    shutil.rmtree(place.store)
    shutil.copytree(backup, place.store)
    refused("head.rolled_back", *import_words(place.folder, 9, place.store))
    with another_machine():
        place.file()
    said = refused("copy.fork", "mirror", "pull", place.mirror)
    assert "two histories" in said
    checkpoint = place.folder / "other.txt"
    checkpoint.write_text(truce("record", "checkpoint", place.store))
    refused("copy.fork", "recover", place.folder / "new", "--from", place.mirror, "--keys", place.backup, "--seen", checkpoint)
    assert not (place.folder / "new").exists()
    assert verify(place.mirror)["holds"]


def destroyed_while_it_works(folder):
    place = Place(folder, "destroyed")
    stop = threading.Event()
    pulled = [place.pull()["checkpoint"]["size"]]

    def work():
        n = 100
        while not stop.is_set():
            n += 1
            running = subprocess.Popen([TRUCE, *map(str, import_words(place.folder, n, place.store))], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
            place.running = running
            line = running.communicate()[0]
            if running.returncode == 0:
                with place.receipts.open("a") as out:
                    out.write(line)

    def mirror():
        while not stop.is_set():
            done = subprocess.run([TRUCE, "mirror", "pull", place.mirror, "--format", "json"], capture_output=True, text=True)
            if done.returncode == 0:
                pulled.append(json.loads(done.stdout)["checkpoint"]["size"])
            time.sleep(0.3)

    threads = [threading.Thread(target=work), threading.Thread(target=mirror)]
    for thread in threads:
        thread.start()
    deadline = time.time() + 60
    while time.time() < deadline and (len(place.acknowledged()) < 12 or len(pulled) < 3):
        time.sleep(0.05)
    stop.set()
    place.running.kill()  # it may have ended by itself just now
    shutil.rmtree(place.store, ignore_errors=True)
    for thread in threads:
        thread.join()
    shutil.rmtree(place.store, ignore_errors=True)
    acknowledged = place.acknowledged()
    assert len(acknowledged) >= 12 and len(pulled) >= 3, (len(acknowledged), pulled)

    rebuilt = place.folder / "rebuilt"
    said = read("recover", rebuilt, "--from", place.mirror, "--keys", place.backup, "--seen", place.receipts, "--as", place.key)
    held = said["recovered"]["size"]
    assert held >= max(pulled), (held, pulled)
    old = rebuilt if said["same_log"] else rebuilt / "predecessor"
    assert verify(old)["holds"]
    ids = ids_in(old, place.folder)
    gone = {one["index"]: one.get("id") for one in said["gone"]}
    for entry in acknowledged:
        if entry["index"] < held:
            assert ids[entry["index"]] == entry["id"], "what a mirror had is there, in its place"
        else:
            assert gone[entry["index"]] == entry["id"], "what no mirror had is named"
    assert said["same_log"] == (not gone)
    truce(*import_words(place.folder, 999, rebuilt))
    assert verify(rebuilt)["holds"]
    return len(acknowledged), len(gone)


def main():
    with temporary_folder() as name:
        folder = pathlib.Path(name)
        everything_mirrored(folder)
        a_mirror_cosigns(folder)
        over_a_line(folder)
        keys_lost(folder)
        a_pouch_fills_the_gap(folder)
        two_mirrors_know_more_than_one(folder)
        two_histories(folder)
        acknowledged, gone = destroyed_while_it_works(folder)
    print(f"recover: rebuilt after every loss; {acknowledged} acknowledged while it worked, {gone} positions gone and named")


main()
