"""The walk of docs/guide/case.md, command by command: five desks, one disputed incident, and the bulletin of the day."""
import json
import pathlib

from harness import ROOT, temporary_folder
from walk import Walk, commands

GUIDE = ROOT / "docs/guide/case.md"
CASE = "borvik-centre:B-0616-2"


def walk(w):
    steps = 0
    for line in commands(GUIDE):
        said = w.run(line)
        if line.startswith("truce case show northern-council"):
            assert "information.given from northern-council" in said and "; due " in said, said
            assert "reply.given" in said.split("open to you now")[1], said
            assert "-19.0206" not in said, "the exact place stays with Borvik"
        if line == "truce case list ceasefire":
            assert "one-sided" in said, said
        if "pouch carry" in line:
            # Each step's entry is verified as soon as it is recorded.
            assert w.read("truce record verify ceasefire")["holds"], line
            steps += 1
    return steps


def outcome(w):
    case = w.read(f"truce case show ceasefire {CASE} --viewer mediator-office")
    assert case["status"] == "disputed" and case["phase"] == "open", case
    findings = {one["finder"]: (one["finding"], one["ruling"]) for one in case["finders"] if one["examiner"]}
    assert findings == {"aldmere": ("actor-exempt", "no_violation"), "borvik": ("confirmed", "violation"), "castane": ("confirmed", "violation")}, findings
    assert [(one["a"], one["b"], one["facts"], one["kind"]) for one in case["pivots"]] == [
        ("aldmere", "borvik", ["actor"], "facts"), ("aldmere", "castane", ["actor"], "facts")], case["pivots"]
    assert case["links"][0]["state"] == "accepted" and case["links"][0]["accepted_by"] == ["aldmere"], case["links"]
    assert case["due"] == [], case["due"]
    assert case["naming"][0]["named_from"] > case["steps"][-1]["recorded_at"], "nobody is named before the profile's interval is over"
    kinds = [one["body"]["kind"] for one in case["steps"]]
    for kind in ("case.opened", "notice.given", "notice.received", "reply.given", "demand.made", "demand.answered", "opinion.recorded"):
        assert kind in kinds, (kind, kinds)
    assert "vote.cast" not in case["can"] and "opinion.recorded" in case["can"], case["can"]
    # Every step can be proven by itself.
    for step in case["steps"]:
        w.run(f"truce record proof ceasefire {step['id']}")
    return case


def bulletin(w):
    """Each guarantor's column has its own records under the status of their case, and no column has another's."""
    day = w.read("truce bulletin ceasefire --day 2023-06-16")
    one = {"certain": 1, "possible": 1}
    marks = {column["register"]: {name: column["total"][name] for name in ("agreed", "disputed", "one_sided", "case_open") if name in column["total"]}
             for column in day["registers"] if column["holds"] == "reports"}
    assert marks["borvik-centre"] == {"disputed": one} and marks["aldmere-centre"] == {"disputed": one}, marks
    assert all(not marks[name] for name in marks if name not in ("borvik-centre", "aldmere-centre")), marks
    (case,) = day["cases"]
    assert case["status"] == "disputed" and case["divisions"], case
    assert {one["examiner"]: one.get("finding") for one in case["findings"]} == {"aldmere": "actor-exempt", "borvik": "confirmed", "castane": "confirmed"}
    assert case["named"] == [], "the accused is named only after the profile's interval"
    text = w.run("truce bulletin ceasefire --day 2023-06-16")
    assert "the guarantors who examine it differ" in text and "What the guarantors conclude" in text, text
    assert "What the guarantors conclude" in w.run("truce bulletin ceasefire --day 2023-06-16 --format html")
    assert ",disputed,1,1," in w.run("truce bulletin ceasefire --day 2023-06-16 --format csv")


def amendments(w):
    """Signed by every guarantor at its own desk, and in force only then."""
    w.run("cp -r examples/exercise/. amended && sed 's/The mediator.s reading of the Lull Accord/The reading as amended/' examples/exercise/terms.toml > amended/terms.toml")
    for desk in ("aldmere", "borvik"):
        w.run(f"truce pouch carry {desk}/desk ceasefire && truce amend {desk}/desk --terms amended/terms.toml --as {desk}/desk.key && truce pouch carry {desk}/desk ceasefire")
    waits = w.read("truce amend ceasefire")
    assert waits["signed_by"] == ["aldmere", "borvik"] and waits["awaited"] == ["castane"] and not waits["contested"], waits
    w.refused("document.in_force", "truce amend ceasefire --terms examples/exercise/terms.toml --as aldmere/desk.key")
    w.run("truce pouch carry castane/desk ceasefire && truce amend castane/desk --terms amended/terms.toml --as castane/desk.key && truce pouch carry castane/desk ceasefire")
    assert "no amendment waits" in w.run("truce amend ceasefire")
    w.refused("document.in_force", "truce amend ceasefire --terms amended/terms.toml --as aldmere/desk.key")
    assert "The reading as amended" in w.run("truce bulletin ceasefire --day 2023-06-16")
    assert w.read("truce record verify ceasefire")["holds"]


def keys_stay_at_home(w):
    inside = [path.name for path in (w.folder / "ceasefire").rglob("*.key")]
    assert sorted(inside) == ["clock.key", "log.key"], inside
    for path in (w.folder / "ceasefire").rglob("*"):
        if path.is_file() and path.suffix != ".key":
            assert b"PRIVATE+KEY" not in path.read_bytes(), path


def what_a_desk_may_not(w, case):
    """Refused at the desk, before anything is signed, with a stable code."""
    for refusal, line in (
        ("case.role", f"truce case finding northern-council/desk {CASE} confirmed --text x --as northern-council/desk.key"),
        ("case.not_accused", f"truce case reply aldmere/desk {CASE} --text x --as aldmere/desk.key"),
        ("case.about", f"truce case receipt castane/desk {CASE} --as castane/desk.key"),
        ("case.finding", f"truce case finding castane/desk {CASE} guilty --text x --as castane/desk.key"),
        ("case.undecided", f"truce case close ceasefire {CASE} --text x --as borvik/desk.key"),
        ("case.exists", f"truce case open ceasefire {CASE} --as aldmere/desk.key"),
        ("case.unknown", "truce case show ceasefire 00000000"),
        ("case.argument", f"truce case fact castane/desk {CASE} rounds_heard --range many --confidence certain --source x --as castane/desk.key"),
        ("incident.unknown", "truce case open ceasefire borvik-centre:nothing --from 2023-06-16T00:00:00Z --until 2023-06-17T00:00:00Z --as borvik/desk.key"),
        ("draft.officer", f"truce case opinion castane/desk {CASE} --text x --draft d --as castane/desk.key"),
    ):
        w.refused(refusal, line)
    w.run(f"truce case opinion castane/desk {CASE} --text x --officer one --draft d --as castane/desk.key")
    w.refused("draft.same_officer", "truce case release castane/desk d --officer one --as castane/desk.key")
    w.refused("draft.exists", f"truce case opinion castane/desk {CASE} --text x --officer one --draft d --as castane/desk.key")
    assert "opinion.recorded by one" in w.run("mkdir drafts && mv d drafts && truce case handover castane/desk --viewer castane --drafts drafts")
    assert w.read("truce record verify ceasefire")["holds"]


def health(w):
    """What was recorded once is one incident, however many registers hold it; nobody gets a score."""
    def measured(size):
        said = w.read(f"truce health ceasefire --from-day 2023-06-16 --to-day 2023-06-16 --as-of {size}")
        return said, {(p["a"], p["b"]): (p["both"], p["only_a"], p["only_b"]) for p in said["pairs"]}
    two = ("aldmere-centre", "borvik-centre")
    last = int(w.run("truce record checkpoint ceasefire").split("\n")[1])
    filed = next(size for size in range(12, last) if two in measured(size)[1])
    (before, alone), (after, linked) = measured(filed), measured(last)
    assert alone[two][0] == 0 and linked[two] == (1, alone[two][1] - 1, alone[two][2] - 1), (alone, linked)
    assert not before["statuses"] and after["statuses"] == {"disputed": 1}, (before["statuses"], after["statuses"])
    assert {(one["a"], one["b"]): one["table"] for one in after["agreements"]} == {
        ("aldmere", "borvik"): [[0, 0], [1, 0]], ("aldmere", "castane"): [[0, 0], [1, 0]],
        ("borvik", "castane"): [[1, 0], [0, 0]]}, after["agreements"]
    w.refused("health.period", "truce health ceasefire --from-day 2023-06-17 --to-day 2023-06-16")
    w.refused("time.day", "truce health ceasefire --from-day 2023-06-31 --to-day 2023-07-16")


def forced(w):
    """A step that is changed in the tables only does not stand, and refolding gives the same bytes."""
    import sqlite3
    def dump():
        with sqlite3.connect(w.folder / "ceasefire/truce.db") as db:
            return [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in ("case_step", "case_file", "case_link")]
    before = dump()
    w.run("truce record refold ceasefire")
    assert dump() == before, "replay gives the same bytes"
    with sqlite3.connect(w.folder / "ceasefire/truce.db") as db:
        db.execute("UPDATE case_step SET body = replace(body, 'actor-exempt', 'confirmed')")
    said = json.loads(w.run("truce record verify ceasefire --format json", status=1))
    assert {one["id"] for one in said["problems"]} == {"case.view"}, said
    w.run("truce record refold ceasefire")
    assert w.read("truce record verify ceasefire")["holds"]


def main():
    with temporary_folder() as name:
        w = Walk(pathlib.Path(name))
        carried = walk(w)
        case = outcome(w)
        bulletin(w)
        keys_stay_at_home(w)
        what_a_desk_may_not(w, case)
        amendments(w)
        health(w)
        forced(w)
    print(f"the guide's {len(commands(GUIDE))} commands, verified after each of {carried} pouches, end as the guide says")


main()
