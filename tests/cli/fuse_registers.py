"""`truce fuse DIR` on the exercise: a fusion desk's key proposes links to a case, people dispose, and a second run files only what is new."""
import json
import pathlib

from harness import ROOT, found, temporary_folder, truce, verify

EXERCISE = ROOT / "examples/exercise"
INSTITUTIONS = ("mediator-office", "aldmere", "borvik", "castane", "northern-council")
REGISTERS = (
    ("aldmere", "aldmere.csv", "aldmere-centre"),
    ("borvik", "borvik.csv", "borvik-centre"),
    ("castane", "castane.geojson", "castane-centre"),
    ("mediator-office", "mediator.ndjson", "mediator-monitors"),
)
CASE = "borvik-centre:B-0616-2"
OTHER = "borvik-centre:B-0626-3"


class Place:
    def __init__(self, folder):
        self.store = folder / "m"
        found(self.store, EXERCISE, INSTITUTIONS)
        self.desk = folder / "fusion.key"
        truce("keys", "new", "mediator-office", self.desk)
        truce("keys", "enrol", self.store, self.desk, "--as", self.key("mediator-office"), "--kinds", "link.proposed")

    def key(self, institution):
        return self.store / "keys" / f"{institution}.key"

    def file(self, institution, name, register):
        truce("import", self.store, EXERCISE / "data" / name, "--as", self.key(institution), "--register", register)

    def fuse(self, *words):
        return json.loads(truce("fuse", self.store, *words, "--format", "json"))

    def refused(self, refusal, *words):
        said = truce("fuse", self.store, *words, status=1)
        assert f"[{refusal}]" in said, (refusal, said)

    def links(self, case=CASE):
        return json.loads(truce("case", "show", self.store, case, "--viewer", "mediator-office", "--format", "json"))["links"]


def main():
    with temporary_folder() as folder:
        folder = pathlib.Path(folder)
        place = Place(folder)
        place.refused("fuse.one_register", "--dry-run")
        place.file(*REGISTERS[1])
        place.refused("fuse.one_register", "--as", place.desk)
        place.file(*REGISTERS[0])

        # Without a case nothing is proposed, and it is said for which incidents one is missing.
        none = place.fuse("--as", place.desk)
        assert none["proposals"] == [] and none["registers"] == 2, none
        assert ["aldmere-centre:A-0616-2", CASE] in none["without_case"], none["without_case"]

        truce("case", "open", place.store, CASE, "--accused", "northern-council", "--text", "mortar fire on the mill", "--as", place.key("borvik"))
        shown = place.fuse("--dry-run")
        assert [one["name"] for one in shown["proposals"]] == ["aldmere-centre:A-0616-2"] and shown["filed"] == 0, shown
        assert place.links() == [], "a dry run files nothing"
        assert place.fuse("--dry-run") == shown, "the same record gives the same answer"

        done = place.fuse("--as", place.desk)
        assert done["filed"] == 1 and done["proposals"][0].pop("id"), done
        assert done["proposals"] == shown["proposals"], (done, shown)
        said = done["proposals"][0]["text"]
        assert said.startswith(f"Proposed by truce/{done['model']}, no finding: +") and f"beside {CASE} (place " in said, said
        link = place.links()[0]
        assert link["state"] == "proposed" and link["report"] == done["proposals"][0]["report"], link

        # Once proposed it is never proposed again, whether people are silent or dispute it.
        assert place.fuse("--as", place.desk)["filed"] == 0
        truce("case", "dispute-link", place.store, CASE, "--text", "another salvo", "--as", place.key("borvik"))
        assert place.links()[0]["state"] == "disputed"
        again = place.fuse("--as", place.desk)
        assert again["proposals"] == [], again
        assert not any({"aldmere-centre:A-0616-2", CASE} <= set(one) for one in again["without_case"] + again["several_cases"]), "kept apart"

        # New registers bring what is new only; what was judged not the same stays out.
        truce("case", "open", place.store, OTHER, "--accused", "northern-council", "--text", "a second case", "--as", place.key("borvik"))
        assert place.fuse("--as", place.desk)["filed"] == 0
        place.file(*REGISTERS[2])
        place.file(*REGISTERS[3])
        late = place.fuse("--as", place.desk)
        assert late["registers"] == 4 and late["filed"] == 2, late
        assert [one["name"] for one in late["proposals"]] == ["castane-centre:C-0626-2", "mediator-monitors:M-0626-3"], late
        assert len({one["case"] for one in late["proposals"]}) == 1 and len(place.links()) == 1, late
        truce("case", "accept-link", place.store, OTHER, "--about", late["proposals"][0]["id"], "--as", place.key("borvik"))
        assert {one["state"] for one in place.links(OTHER)} == {"accepted", "proposed"}, place.links(OTHER)
        assert place.fuse("--as", place.desk)["proposals"] == []

        # Who may not propose is refused before anything is compared.
        place.refused("filing.role", "--as", place.key("northern-council"))
        other = folder / "other.key"
        truce("keys", "new", "mediator-office", other)
        place.refused("entry.unknown_key", "--as", other)
        truce("keys", "enrol", place.store, other, "--as", place.key("mediator-office"), "--kinds", "record.erased")
        place.refused("fuse.key_kinds", "--as", other)
        place.refused("fuse.share", "--dry-run", "--false-joins", "2")
        truce("fuse", place.store, status=2)
        truce("fuse", status=2)
        truce("fuse", place.store, "--dry-run", "--in", "a.csv", status=2)
        truce("fuse", folder / "nothing", "--dry-run", status=1)
        assert verify(place.store)["holds"]
    print(f"{done['filed']} and then {late['filed']} links proposed, each once")


main()
