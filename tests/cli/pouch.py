"""A centre without a line files by pouch: both ways, twice, out of order, with one lost and resent, and with a refusal. The result is what
filing in order would have given."""
import json
import pathlib

from harness import ROOT, found, temporary_folder, truce, verify

EXERCISE = ROOT / "examples/exercise"
HEADER = "source_id,day_from,lat,lon,radius_m,act,actors,targets\n"


def refused(id_, *words):
    said = truce(*words, status=1)
    assert f"[{id_}]" in said, (id_, said)
    return said


def read(*words):
    return json.loads(truce(*words, "--format", "json"))


def log_vkey(store):
    """As the founding entry says it; a guarantor would read it from its policy file."""
    note = truce("record", "checkpoint", store)
    said = truce("pouch", "export", store, store.parent / "probe.pouch")
    del said
    head = (store.parent / "probe.pouch").read_bytes().split(b"\n", 2)[1]
    vkey = json.loads(head)["log"]
    assert vkey.startswith(note.split("\n")[0] + "+")
    return vkey


def source(folder, n):
    path = folder / f"reports-{n}.csv"
    path.write_text(HEADER + f"P-{n},2023-06-0{n},-18.6597,-28.4205,250,mortar,southern-guard,northern-guard\n")
    return path


def reports(store):
    return [one["source_id"] for one in map(json.loads, truce("judge", store, "--format", "json").splitlines())]


class Pair:
    """A mechanism and a centre of borvik that reaches it by pouch only."""

    def __init__(self, folder, name):
        self.folder = folder / name
        self.folder.mkdir()
        self.store = self.folder / "m"
        found(self.store, EXERCISE, ("aldmere", "borvik"))
        self.key = self.store / "keys/borvik.key"
        self.centre = self.folder / "centre"
        self.answers = 0
        truce("pouch", "new", self.centre, "--log", log_vkey(self.store))
        self.bring_answer()

    def answer(self, since=0):
        self.answers += 1
        path = self.folder / f"answer-{self.answers}.pouch"
        truce("pouch", "export", self.store, path, "--to", "borvik", "--since", since)
        return path

    def bring_answer(self, since=0):
        return read("pouch", "import", self.centre, self.answer(since))

    def file(self, path):
        return read("pouch", "file", self.centre, path, "--as", self.key, "--register", "borvik-centre")

    def filing(self, name, since=0):
        path = self.folder / f"{name}.pouch"
        truce("pouch", "export", self.centre, path, "--since", since)
        return path

    def bring_filing(self, path):
        return read("pouch", "import", self.store, path)

    def states(self):
        return [json.loads(line)["state"] for line in truce("pouch", "list", self.centre, "--format", "json").splitlines()]


def in_order(folder):
    pair = Pair(folder, "in-order")
    for n in (1, 2, 3, 4):
        pair.file(source(pair.folder, n))
        assert len(pair.bring_filing(pair.filing(f"f{n}"))["recorded"]) == 1
        pair.bring_answer()
    assert pair.states() == ["recorded"] * 4
    return pair


def out_of_order(folder):
    pair = Pair(folder, "out-of-order")
    pouches = []
    for n in (1, 2, 3, 4):
        number = pair.file(source(pair.folder, n))["queued"][0]["number"]
        pouches.append(pair.filing(f"f{n}", number))
    refused("pouch.empty", "pouch", "export", pair.centre, pair.folder / "none.pouch", "--since", 99)
    # The second is lost. The others come, the last one first, one of them twice.
    assert pair.bring_filing(pouches[3]) == {"known": 0, "recorded": [], "refused": [], "waiting": 1}
    assert pair.bring_filing(pouches[2])["waiting"] == 2
    assert pair.bring_filing(pouches[2])["waiting"] == 2
    assert len(pair.bring_filing(pouches[0])["recorded"]) == 1
    early = pair.answer()
    assert reports(pair.store) == ["P-1"] and verify(pair.store)["holds"]
    # It is resent with all that has no receipt.
    said = pair.bring_filing(pair.filing("again"))
    assert len(said["recorded"]) == 3 and said["known"] == 1 and said["waiting"] == 0, said
    assert pair.bring_filing(pouches[1])["known"] == 1, "the lost one turns up after all"
    # Answers, too: the late one first, then the early one, then the late one again.
    late = pair.answer()
    assert len(read("pouch", "import", pair.centre, late)["recorded"]) == 4
    assert read("pouch", "import", pair.centre, early)["entries"] == 0
    assert read("pouch", "import", pair.centre, late)["recorded"] == []
    assert pair.states() == ["recorded"] * 4
    return pair


def refusals(folder):
    pair = Pair(folder, "refusals")
    before = verify(pair.store)["entries"]
    pair.file(source(pair.folder, 1))
    # A register that is not its own: refused at the desk, before anything is signed.
    refused("filing.recorder", "pouch", "file", pair.centre, source(pair.folder, 2), "--as", pair.key, "--register", "aldmere-centre")
    bad = pair.folder / "bad.csv"
    bad.write_text(HEADER + "X,2023-06-01,-95,0,1,mortar,southern-guard,northern-guard\n")
    assert "bad.csv:2" in truce("pouch", "file", pair.centre, bad, "--as", pair.key, "--register", "borvik-centre", status=1)
    # Signed in the name of somebody without a role: refused where the log is, and the reason comes back.
    stranger = pair.folder / "stranger.key"
    truce("keys", "new", "borvik", stranger)
    read("pouch", "file", pair.centre, source(pair.folder, 3), "--as", stranger, "--register", "borvik-centre")
    pouch = pair.filing("f")
    said = pair.bring_filing(pouch)
    assert len(said["recorded"]) == 1 and said["waiting"] == 1, said
    truce("keys", "enrol", pair.store, stranger, "--as", pair.key, "--kinds", "watches.filed")
    said = pair.bring_filing(pouch)
    assert [one["id"] for one in said["refused"]] == ["entry.kind_not_allowed"] and said["waiting"] == 0, said
    assert [one["id"] for one in pair.bring_filing(pouch)["refused"]] == ["entry.kind_not_allowed"]
    said = pair.bring_answer()
    assert [one["refusal"] for one in said["refused"]] == ["entry.kind_not_allowed"], said
    assert pair.states() == ["recorded", "refused"]

    # The key is used elsewhere meanwhile: what was signed on its old place is signed anew.
    pair.file(source(pair.folder, 4))
    pair.file(source(pair.folder, 5))
    truce("import", pair.store, EXERCISE / "data/borvik.csv", "--as", pair.key, "--register", "borvik-centre")
    said = pair.bring_filing(pair.filing("late"))
    assert {one["id"] for one in said["refused"]} == {"entry.chain", "entry.behind_refused"}, said
    assert pair.bring_answer()["lost_place"] == 2
    refused("outbox.lost_place", "pouch", "file", pair.centre, source(pair.folder, 6), "--as", pair.key, "--register", "borvik-centre")
    assert len(read("pouch", "reissue", pair.centre, "--as", pair.key)["queued"]) == 2
    assert len(pair.bring_filing(pair.filing("anew"))["recorded"]) == 2
    assert len(pair.bring_answer()["recorded"]) == 2
    assert {"P-1", "P-4", "P-5"} <= set(reports(pair.store)) and verify(pair.store)["holds"]
    assert verify(pair.store)["entries"] > before
    return pair


def wrong_ways(folder, pair, other):
    filing = pair.folder / "f1.pouch"
    answer = pair.answer()
    refused("pouch.kind", "pouch", "import", pair.centre, filing)
    refused("pouch.kind", "pouch", "import", pair.store, answer)
    refused("pouch.other_log", "pouch", "import", other.store, filing)
    refused("copy.other_log", "pouch", "import", other.centre, answer)
    torn = folder / "torn.pouch"
    torn.write_bytes(answer.read_bytes()[:-100])
    refused("pouch.damaged", "pouch", "import", pair.centre, torn)
    changed = bytearray(answer.read_bytes())
    changed[len(changed) // 2] ^= 1
    torn.write_bytes(changed)
    truce("pouch", "import", pair.centre, torn, status=1)
    refused("pouch.form", "pouch", "import", pair.centre, EXERCISE / "README.md")
    refused("file.missing", "pouch", "import", pair.centre, folder / "nowhere")
    refused("directory.not_empty", "pouch", "new", pair.centre, "--log", log_vkey(pair.store))
    refused("note.vkey", "pouch", "new", folder / "new", "--log", "nonsense")
    fresh = folder / "fresh"
    truce("pouch", "new", fresh, "--log", log_vkey(pair.store))
    refused("documents.missing", "pouch", "file", fresh, source(folder, 1), "--as", pair.key, "--register", "borvik-centre")
    refused("copy.gap", "pouch", "import", fresh, pair.answer(5))


def secrets(folder):
    """What a pouch for one institution holds of another's reports: nothing exact, nothing of provenance."""
    pair = Pair(folder, "secrets")
    truce("import", pair.store, EXERCISE / "data/borvik.csv", "--as", pair.key, "--register", "borvik-centre")
    sizes = {}
    for to in ("borvik", "aldmere", ""):
        path = pair.folder / f"to-{to}.pouch"
        truce("pouch", "export", pair.store, path, *(("--to", to) if to else ()))
        centre = pair.folder / f"centre-{to}"
        truce("pouch", "new", centre, "--log", log_vkey(pair.store))
        truce("pouch", "import", centre, path)
        sizes[to] = path.stat().st_size
    assert sizes["borvik"] > sizes["aldmere"] > sizes[""], sizes


def main():
    with temporary_folder() as name:
        folder = pathlib.Path(name)
        first, second = in_order(folder), out_of_order(folder)
        assert reports(first.store) == reports(second.store) == ["P-1", "P-2", "P-3", "P-4"]
        assert verify(first.store)["items"] == verify(second.store)["items"] == 4
        for pair in (first, second):
            assert verify(pair.store)["holds"]
        refusals(folder)
        wrong_ways(folder, first, second)
        secrets(folder)
    print("pouches: in order, out of order, twice, lost and resent, refused and reissued: one result")


main()
