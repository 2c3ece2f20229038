"""The walk of docs/guide/coordinate.md, command by command; what it leads to; what is refused; who learns what by which way."""
import json
import pathlib
import sqlite3

from harness import ROOT, temporary_folder
from walk import Walk, commands

GUIDE = ROOT / "docs/guide/coordinate.md"
PARTICIPANTS = ["aldmere", "borvik", "castane", "far-shore-union", "isles-forum", "mediator-office", "northern-council", "southern-assembly"]
LOOKS = ["list", "mine", "waiting", "alerts", "told", "steps", "areas", "channels", "threads", "operations"]


class CoordinateWalk(Walk):
    def lines(self, line):
        return [json.loads(one) for one in self.run(line + " --format json").splitlines()]

    def steps(self, kind, who=None):
        return [one for one in self.lines("truce coordinate steps ceasefire") if one["body"]["kind"] == kind and who in (None, one["author"])]


def walk(w):
    for line in commands(GUIDE):
        said = w.run(line)
        # Whom to call is said whatever is in the way.
        told = "".join(one for one in said.splitlines() if not one.startswith("    call "))
        if "notify" in line and line.endswith("|| true"):
            assert "something is in the way" in said and "free if later by 255 min" in said, said
            assert "borvik" not in told and "patrol" not in told, "neither whose nor what"
        if line.startswith("truce coordinate check") and "isles-forum" in line:
            assert "nothing is in the way" in said, said
        if line.startswith("truce coordinate waiting ceasefire --viewer aldmere"):
            assert said.startswith("operations"), said
        if line.startswith("truce coordinate operations"):
            assert "call borvik: watch officer, +0000 100 300" in said and "isles-forum\n" in said, said
        if line.startswith("truce coordinate check") and "seen.json" not in line:
            assert ("call aldmere: liaison cell, +0000 100 400 (day and night; English, French)" in said) == ("aldmere" not in line), said
            assert "call borvik" in said and ("suspended" in said) == ("disclose" not in w.__dict__ and "aldmere" in line and "resume" not in w.__dict__), said
        if line.startswith("truce coordinate resume"):
            w.resume = said
        if line.startswith("truce coordinate check") and "seen.json" not in line and "aldmere" in line:
            suspended = "disclose" not in w.__dict__
            assert "under review" in told and ("borvik" in told) != suspended, said
        if line.startswith("truce coordinate disclose"):
            w.disclose = said
        if line.startswith("truce coordinate notice"):
            assert "read back" in said and "IF 204" in said and "asks for no permission" in said, said
            w.code = next(one.split()[-1] for one in said.splitlines() if "read back" in one)
        if line == "truce coordinate mine ceasefire --viewer borvik":
            assert ": conditional," in said, said
        if line == "truce coordinate mine ceasefire --viewer aldmere":
            assert ": refused," in said, said
        if line == "truce coordinate waiting ceasefire --viewer borvik":
            assert said.startswith("disclosure"), said
        if line.startswith("truce coordinate alerts ceasefire --viewer isles-forum"):
            said = [one.split("]: ")[1] for one in said.splitlines()]
            assert said == ["whether it goes is decided by 2023-06-20T12:00:00Z", "begins at 2023-06-20T13:15:00Z, and mediator-office has not acknowledged it",
                            "begins at 2023-06-20T13:15:00Z"], said
        if line.startswith("truce coordinate alerts ceasefire --viewer northern-council"):
            # Of Aldmere's plan through the closed area nothing is left, and Borvik's patrol is Northern Council's matter too.
            assert "movement of isles-forum" in said and "patrol of borvik" in said and "aldmere" not in said and "acknowledged" not in said, said
        if line.startswith("truce coordinate alerts ceasefire --viewer mediator-office"):
            assert "movement of isles-forum" in said and said.endswith("its window ended at 2023-06-20T18:15:00Z, and it is said to go on\n"), said
        if line.startswith("truce bulletin"):
            flat = " ".join(said.split())
            assert "movement in Fellmark: delayed; held for 75 minutes" in flat, said
            assert "patrol in Saltreach: denied; held for 150 minutes" in flat, said
            assert "1 delayed, 0 impeded, 1 denied, 0 cancelled; held for 225 minutes in all" in flat, said
            assert "Hask" not in said and "IF 204" not in said, "places and plates are for few"


def outcome(w):
    (patrol,) = w.lines("truce coordinate mine ceasefire --viewer borvik")
    assert patrol["state"] == "ended" and patrol["consents"][0]["state"] == "given", patrol
    assert patrol["consents"][0]["conditions"] == "two vehicles, by day", patrol
    (convoy,) = w.lines("truce coordinate mine ceasefire --viewer isles-forum")
    assert convoy["state"] == "ended" and convoy["acknowledged_by"] == ["northern-council"], convoy
    assert [one["body"]["outcome"] for one in convoy["movement"]] == ["delayed", "facilitated"], convoy["movement"]
    assert convoy["code"] == w.code, "the code that was read back is that of the version that held"
    told = w.lines("truce coordinate told ceasefire --viewer borvik")
    levels = [(one["to"], one["level"]) for one in told]
    assert ("isles-forum", "shift") in levels and ("aldmere", "review") in levels and ("aldmere", "overlap") in levels and ("aldmere", "full") in levels, levels
    assert all(one["activity"] == patrol["activity"] for one in told), told
    # Aldmere's own filing tells Borvik of Aldmere's when it opens the thread.
    assert ("borvik", "overlap") in [(one["to"], one["level"]) for one in w.lines("truce coordinate told ceasefire --viewer aldmere")]
    bulletin = w.read("truce bulletin ceasefire --day 2023-06-20")
    assert [(one["outcome"], one["patrol"], one["divisions"]) for one in bulletin["movements"]] == [
        ("delayed", False, ["fellmark"]), ("denied", True, ["saltreach"])], bulletin["movements"]
    verified = w.read("truce record verify ceasefire")
    assert verified["holds"], verified
    # Every word of the walk is an entry of a kind of its own.
    kinds = {one["body"]["kind"] for one in w.lines("truce coordinate steps ceasefire")}
    assert len(kinds) >= 21, sorted(kinds)


def nobody_sees_more(w):
    """Every look, as everybody: what is for few is in none of the others'."""
    concerned = {"two vehicles": {"borvik", "northern-council"}, "IF 204": {"isles-forum", "mediator-office", "northern-council"},
                 "Tern 1": {"isles-forum", "mediator-office", "northern-council"}, "by a quarter to": {"aldmere", "borvik", "mediator-office"},
                 "bridge of Hask": {"isles-forum", "mediator-office", "northern-council"},
                 "Hask road": {"aldmere", "borvik", "isles-forum"}, "+0000 100 300": {"aldmere", "borvik", "isles-forum"}, "+0000 100 400": {"aldmere", "borvik", "isles-forum"}}
    for viewer in PARTICIPANTS:
        said = "".join(w.run(f"truce coordinate {look} ceasefire --viewer {viewer}{form}") for look in LOOKS for form in ("", " --format json"))
        for secret, who in concerned.items():
            assert (secret in said) == (viewer in who), (viewer, secret)
    w.refused("coordination.viewer", "truce coordinate list ceasefire --viewer nobody")
    w.refused("coordination.viewer", "truce coordinate mine ceasefire")


def a_pouch_carries_no_more(w):
    w.run("truce record key ceasefire > policy.txt")
    for who, told in (("northern-council", True), ("aldmere", False)):
        w.run(f"truce pouch new {who}/copy --log \"$(cut -d' ' -f2 policy.txt)\" && truce pouch carry {who}/copy ceasefire --for {who}")
        said = w.run(f"truce coordinate steps {who}/copy")
        held = b"".join(path.read_bytes() for path in (w.folder / who / "copy").rglob("*") if path.is_file())
        assert (b"IF 204" in held) == told, who
        assert ("files an activity: movement" in said) == told, (who, said)
    # A desk without a line files by pouch; the record admits it as if it had been filed there.
    w.run('truce coordinate end-area northern-council/copy old-quay --text "cleared" --as northern-council/desk.key')
    w.run("truce pouch carry northern-council/copy ceasefire")
    assert [one["area"] for one in w.lines("truce coordinate areas ceasefire")] == ["north-road"]
    assert w.read("truce record verify ceasefire")["holds"]


def refusals(w):
    place = '--circle "-18.05 -28.00" --radius "1 km" --from 2023-07-01T10:00:00Z --until 2023-07-01T12:00:00Z'
    w.run(f"truce coordinate file ceasefire clearance --kind patrol --to northern-council {place} --as borvik/desk.key")
    mine = w.lines("truce coordinate mine ceasefire --viewer borvik")[-1]["activity"]
    request = w.steps("access.requested")[0]["id"]
    for refusal, line in (
        ("activity.not_cleared", f"start ceasefire {mine} --as borvik/desk.key"),
        ("activity.unknown", f"start ceasefire {mine} --as aldmere/desk.key"),  # the words for what does not exist
        ("activity.unknown", "start ceasefire 00000000 --as aldmere/desk.key"),
        ("activity.recipient", f"file ceasefire clearance --kind patrol {place} --as borvik/desk.key"),
        ("awareness.stale", f"file ceasefire clearance --kind patrol --to northern-council {place} --as aldmere/desk.key"),
        ("awareness.stale", f"file ceasefire clearance --kind patrol --to northern-council {place} --seen {'0' * 64} --as aldmere/desk.key"),
        ("coordination.role", f"area ceasefire x --regime blocked {place} --as mediator-office/desk.key"),
        ("area.holder", f"area ceasefire north-road --regime blocked {place} --as aldmere/desk.key"),
        ("area.unknown", "end-area ceasefire north-road --as aldmere/desk.key"),
        ("channel.self", "suspend ceasefire aldmere --text x --as aldmere/desk.key"),
        ("channel.open", "resume ceasefire borvik --text x --as aldmere/desk.key"),
        ("channel.with", "suspend ceasefire nobody --text x --as aldmere/desk.key"),
        ("conflict.key", f"talk ceasefire --about-activity {mine} --key {'0' * 32} --text x --as borvik/desk.key"),
        ("coordination.unknown", f"talk ceasefire --about {request} --text x --as borvik/desk.key"),
        ("disclosure.with", f"disclose ceasefire {mine} --to borvik --level full --as borvik/desk.key"),
        ("access.asked", f"answer ceasefire granted --about {request} --as aldmere/desk.key"),
        ("access.not_requester", f"fared ceasefire denied --about {request} --as mediator-office/desk.key"),
        ("operations.with", f'open-operations ceasefire x --to nobody {place} --as borvik/desk.key'),
        ("operations.name", f'open-operations ceasefire "Hask road" --to aldmere {place} --as borvik/desk.key'),
        ("coordination.unknown", 'join-operations ceasefire --about "Hask road" --as northern-council/desk.key'),
        ("operations.not_member", 'leave-operations ceasefire --about "Hask road" --as borvik/desk.key'),
        ("operations.not_keeper", 'close-operations ceasefire --about "Hask road" --as aldmere/desk.key'),
        ("operations.unknown", f'file ceasefire notify --kind survey --to-operations "Hask road" {place} --as northern-council/desk.key'),
        ("coordination.role", f'open-operations ceasefire x --to aldmere {place} --as isles-forum/desk.key'),
        ("access.areas", "patrol ceasefire --to northern-council --in-area EX-XX --from 2023-06-20T08:00:00Z --until 2023-06-20T16:00:00Z --as isles-forum/desk.key"),
        ("coordinate.argument", f"file ceasefire perhaps --kind patrol {place} --as borvik/desk.key"),
        ("coordinate.argument", "file ceasefire notify --kind patrol --circle \"-18.05\" --radius \"1 km\" --from 2023-07-01T10:00:00Z --until 2023-07-01T12:00:00Z --as borvik/desk.key"),
        ("coordinate.argument", f"file ceasefire notify --kind flight {place} --low \"100 m\" --high \"200 m\" --datum agl --as borvik/desk.key"),
        ("volume.window", "file ceasefire notify --kind patrol --circle \"-18.05 -28\" --radius \"1 km\" --from 2023-07-01T12:00:00Z --until 2023-07-01T12:00:00Z --as borvik/desk.key"),
        ("coordination.member", f"movement ceasefire delayed --activity {mine} --public --as borvik/desk.key"),
    ):
        w.refused(refusal, "truce coordinate " + line)
    assert w.read("truce record verify ceasefire")["holds"]


def operations(w):
    """Filing to whoever else is in an area of operations; leaving it; closing it."""
    place = '--circle "-18.9 -28.9" --radius "1 km" --from 2023-07-05T10:00:00Z --until 2023-07-05T12:00:00Z'
    w.run(f'truce coordinate file ceasefire notify --kind survey --to castane --to-operations "Hask road" {place} --as borvik/desk.key')
    assert w.lines("truce coordinate mine ceasefire --viewer borvik")[-1]["to"] == ["aldmere", "castane", "isles-forum"]
    w.run('truce coordinate leave-operations ceasefire --as isles-forum/desk.key')
    (seen,) = w.lines("truce coordinate operations ceasefire --viewer isles-forum")
    assert [one["who"] for one in seen["members"]] == ["aldmere", "borvik"] and "contact" not in seen["members"][0], seen
    assert not any(one["for"] == "operations" for one in w.lines("truce coordinate waiting ceasefire --viewer isles-forum --at 2023-06-19T12:00:00Z"))
    w.run('truce coordinate close-operations ceasefire --about "Hask road" --as borvik/desk.key')
    (seen,) = w.lines("truce coordinate operations ceasefire --viewer aldmere")
    assert not seen["open"], seen
    w.refused("operations.closed", 'truce coordinate join-operations ceasefire --about "Hask road" --as aldmere/desk.key')


def heights(w):
    """What is stated above the sea or the ground stands beside the band above the ellipsoid that surely holds it."""
    place = '--circle "-18.6 -27.2" --radius "1 km" --from 2023-07-02T10:00:00Z --until 2023-07-02T12:00:00Z'
    w.run(f'truce coordinate file ceasefire notify --kind flight {place} --low "1000 m" --high "1500 m" --datum amsl --geoid /usr/share/proj/egm96_15.gtx --as borvik/desk.key')
    w.run(f'truce coordinate file ceasefire notify --kind flight {place.replace("02T1", "03T1")} --low "100 m" --high "200 m" --datum agl --ground "280 m to 340 m" --ground-by "survey of 2019" --as borvik/desk.key')
    above_sea, above_ground = [one["volumes"][0]["height"] for one in w.lines("truce coordinate mine ceasefire --viewer borvik")[-2:]]
    assert above_sea["stated"]["datum"] == "amsl" and above_sea["stated"]["low_mm"] == 1_000_000, above_sea
    assert above_sea["stated"]["by"].startswith("egm96_15.gtx, sha256 ") and above_sea["low_mm"] != 1_000_000, above_sea
    assert above_ground["low_mm"] == 380_000 and above_ground["high_mm"] == 540_000 and "survey of 2019" in above_ground["stated"]["by"], above_ground


def the_tables_follow_from_the_record(w):
    path = next((w.folder / "ceasefire").glob("*.db"))
    def rows(table):
        with sqlite3.connect(path) as db:
            return db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
    before = rows("coordination_step"), rows("coordination_told")
    assert before[0] and before[1]
    w.run("truce record refold ceasefire")
    assert (rows("coordination_step"), rows("coordination_told")) == before
    for statement in ("UPDATE coordination_step SET body = replace(body, 'two vehicles', 'ten vehicles')", "UPDATE coordination_told SET level = 3",
                      "DELETE FROM coordination_told", "DELETE FROM coordination_step WHERE idx = (SELECT MIN(idx) FROM coordination_step)"):
        with sqlite3.connect(path) as db:
            db.execute(statement)
        said = w.run("truce record verify ceasefire", status=1)
        assert "coordination.view" in said, (statement, said)
        w.run("truce record refold ceasefire")
        assert w.read("truce record verify ceasefire")["holds"], statement


def main():
    with temporary_folder() as name:
        w = CoordinateWalk(pathlib.Path(name))
        walk(w)
        outcome(w)
        nobody_sees_more(w)
        a_pouch_carries_no_more(w)
        refusals(w)
        heights(w)
        operations(w)
        the_tables_follow_from_the_record(w)
    print(f"the guide's {len(commands(GUIDE))} commands end as the guide says, and nobody learns more than the levels say")


main()
