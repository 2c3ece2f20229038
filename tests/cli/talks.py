"""The walk of docs/guide/talks.md, command by command; what it leads to; what is refused; what a closed session shows to others."""
import datetime
import json
import pathlib

from harness import ROOT, SYRIA, temporary_folder
from walk import Walk, commands

GUIDE = ROOT / "docs/guide/talks.md"
ROUND = "Round of Port Sunder"
EVERYBODY = ["aldmere", "borvik", "castane", "isles-forum", "mediator-office", "northern-council", "southern-assembly", "far-shore-union", "public"]
CONTACTS = {"fire at Corrow": {"aldmere", "borvik", "mediator-office"}, "asking the unit": {"aldmere", "borvik", "mediator-office"},
            "2 activations on 2 issues": {"mediator-office"}, "1 activation on 1 issue;": {"northern-council", "southern-assembly"}}
SECRETS = ["Military track", "four days", "asked for six"]


class TalksWalk(Walk):
    def lines(self, line):
        return [json.loads(one) for one in self.run(line + " --format json").splitlines()]

    def steps(self, kind, where="ceasefire"):
        return [one for one in self.lines(f"truce talks steps {where}") if one["body"]["kind"] == kind]


def walk(w):
    for line in commands(GUIDE):
        said = w.run(line)
        if line.startswith("truce talks ready"):
            if "ready" not in w.__dict__:
                w.ready = said
                assert "aldmere does not agree" in said, said
            else:
                missing = {(one["what"], *one["from"]) for one in w.read(f'truce talks ready ceasefire "{ROUND}"')["missing"] if "from" in one}
                assert ("list", "southern-assembly") in missing, missing
                assert not any("northern-council" in one for one in missing), missing
                assert "list" in said and "since 20" in said, said
        if line.startswith("truce talks compare"):
            assert "{+day.+}" in said or "{+July, by day.+}" in said, said
            assert "not changed in fr" in said, said
        if line == "truce talks documents ceasefire":
            assert said == "", "a working paper is in no record"
        if line.startswith("truce talks terms"):
            assert "[[instrument]]" in said and 'kind = "signed"' in said, said


def outcome(w):
    (round_,) = w.lines("truce talks list ceasefire")
    assert round_["phase"] == "closed" and round_["sequence"] == 0, round_
    assert [one["agreed"] for one in round_["proposals"]] == [False, True], round_["proposals"]
    assert round_["proposals"][0]["object"] == ["aldmere"], "the refused date stays"
    council = next(one for one in round_["invited"] if one["who"] == "northern-council")
    assert council["answered_level"] == "deputy minister" and council["accredited_by"] == ["borvik"] and council["people"] == 2, council
    document = w.read('truce talks document ceasefire "Statement on the road to Brack"')
    assert document["status"] == "in_force" and document["character"] == "joint_statement", document
    assert document["refused_by"] == ["northern-council"], document
    assert document["signatures"][0]["signed_by"] == ["aldmere", "borvik", "castane"], document
    stances = {one["participant"]: one["stance"] for one in document["versions"][1]["positions"]}
    assert stances["northern-council"] == "refuses" and stances["aldmere"] == "silent", stances
    states = {one["debtor"]: one["state"] for one in w.lines("truce talks commitments ceasefire")}
    assert states == {"aldmere": "contested", "borvik": "overdue"}, states
    early = {one["debtor"]: one["state"] for one in w.lines("truce talks commitments ceasefire --at 2023-06-30T00:00:00Z")}
    assert early == {"aldmere": "due", "borvik": "due"}, early
    voices = {one["who"]: one["voice"] for one in w.lines("truce talks voices ceasefire --role party")}
    assert voices["northern-council"] and voices["southern-assembly"], voices
    assert w.read("truce record verify ceasefire")["holds"]


def nothing_leaks(w):
    """Every way to look, as everybody who is no member of the session: no word of it."""
    members = {"aldmere", "borvik", "castane", "northern-council"}
    amended = w.steps("document.amended")[0]["id"]
    for viewer in EVERYBODY:
        news = w.folder / f"news-{viewer}"
        said = "".join(w.run(f"truce talks {line} --viewer {viewer}{form}") for form in ("", " --format json") for line in (
            "list ceasefire", f'show ceasefire "{ROUND}"', f'ready ceasefire "{ROUND}"', "voices ceasefire --role party", "documents ceasefire",
            'document ceasefire "Statement on the road to Brack"', f'compare ceasefire "Statement on the road to Brack" {amended}', "commitments ceasefire",
            "steps ceasefire", "hotline ceasefire", "calendar ceasefire", f"news ceasefire --url https://example.org --out {news}"))
        said += (news / "news.atom").read_text() + (news / "news.json").read_text()
        for secret in SECRETS:
            assert (secret in said) == (viewer in members), (viewer, secret)
        for contact, readers in CONTACTS.items():
            assert (contact in said) == (viewer in readers), (viewer, contact)
        # People on lists are named to their sender and to those who accredit.
        assert ("T. Quill" in said) == (viewer in {"northern-council", "aldmere", "borvik", "castane"}), viewer
    w.refused("talks.viewer", "truce talks list ceasefire --viewer nobody")


def a_pouch_leaks_nothing(w):
    """What an institution gets of the record holds of a closed session what it may read, and no more."""
    w.run("truce record key ceasefire > policy.txt")
    for who, member in (("northern-council", True), ("southern-assembly", False)):
        w.run(f"truce pouch new {who}/desk --log \"$(cut -d' ' -f2 policy.txt)\" && truce pouch carry {who}/desk ceasefire --for {who}")
        said = w.run(f"truce talks steps {who}/desk")
        for secret in SECRETS:
            assert (secret in said) == member, (who, secret)
        held = b"".join(path.read_bytes() for path in (w.folder / who / "desk").rglob("*") if path.is_file())
        assert (b"asked for six" in held) == member, who
        assert b"fire at Corrow" not in held, who
    # A desk composes by what it holds, and its step is carried to the log.
    w.run(f'truce talks position northern-council/desk refuses --about {w.steps("document.tabled")[0]["id"]} --text "nor this" --as northern-council/desk.key')
    w.run("truce pouch carry northern-council/desk ceasefire")
    assert any(one["body"].get("text") == "nor this" for one in w.steps("position.taken"))
    assert w.read("truce record verify ceasefire")["holds"]


def hotline(w):
    """For how long each contact was open, and who has not answered; what is not its business is refused."""
    first, second = w.lines("truce talks hotline ceasefire")
    assert first["phase"] == "closed" and first["containment"] == "contained" and 0 <= first["waited_us"] <= first["open_us"], first
    assert first["issues"] == ["fire at Corrow", "the road to Brack"] and [one["by"] for one in first["answers"]] == ["borvik"], first
    assert second["phase"] == "unanswered" and second["silent"] == ["southern-assembly"] and "closed" not in second, second
    at = datetime.datetime.fromtimestamp(second["opened"] / 10**6 + 3601, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = w.run(f"truce talks hotline ceasefire --at {at}")
    assert "2 activations on 2 issues; 1 unanswered, 1 open" in said and "UNANSWERED  for 1 h" in said, said
    assert w.lines("truce talks hotline ceasefire --from 2023-06-01T00:00:00Z --until 2023-07-01T00:00:00Z") == [], "none in that month"
    for refusal, line in (
        ("talks.role", "hotline-open ceasefire --to borvik --issue x --as isles-forum/desk.key"),
        ("talks.own_call", "hotline-open ceasefire --to borvik --issue x --as borvik/desk.key"),
        ("talks.unknown", "hotline-open ceasefire --to nobody --issue x --as borvik/desk.key"),
        ("talks.future", "hotline-open ceasefire --to aldmere --issue x --from 2199-01-01T00:00:00Z --until 2199-01-01T00:01:00Z --as borvik/desk.key"),
        ("talks.contact_over", f"hotline-answer ceasefire --about {first['id']} --as borvik/desk.key"),
        ("talks.unknown", f"hotline-answer ceasefire --about {second['id']} --as castane/desk.key"),
        ("talks.unknown", f"hotline-close ceasefire contained --about {second['id']} --as castane/desk.key"),
        ("talks.before", f"hotline-answer ceasefire --about {second['id']} --from 2023-06-01T00:00:00Z --until 2023-06-01T00:01:00Z --as southern-assembly/desk.key"),
        ("talks.argument", f"hotline-close ceasefire perhaps --about {second['id']} --as northern-council/desk.key"),
        ("talks.argument", "hotline ceasefire --from 2023-06-01T00:00:00Z"),
    ):
        w.refused(refusal, "truce talks " + line)
    # The only contact that awaits the Assembly needs no name; afterwards both sides say what became of it.
    w.run("truce talks hotline-answer ceasefire --as southern-assembly/desk.key")
    w.run("truce talks hotline-close ceasefire contained --as southern-assembly/desk.key")
    w.run(f"truce talks hotline-close ceasefire not_contained --about {second['id']} --as northern-council/desk.key")
    second = w.lines("truce talks hotline ceasefire")[1]
    assert "containment" not in second and [one["containment"] for one in second["ends"]] == ["not_contained", "contained"], second
    assert "their words differ" in w.run("truce talks hotline ceasefire --viewer northern-council")
    assert w.read("truce record verify ceasefire")["holds"]


def refusals(w):
    session = w.steps("session.planned")[0]["id"]
    opening = w.steps("document.opened")[0]["id"]
    commitment = w.steps("commitment.recorded")[0]["id"]
    first = w.steps("round.proposed")[0]["id"]
    call = '--title "Second" --like "Round of Port Sunder"'
    w.run(f"truce talks call ceasefire {call} --as castane/desk.key")
    for refusal, line in (
        ("talks.role", f"call ceasefire {call} --as northern-council/desk.key"),
        ("talks.no_format", "call ceasefire --title x --as borvik/desk.key"),
        ("talks.unknown", "call ceasefire --title x --seat king:borvik --as borvik/desk.key"),
        ("talks.unknown", 'show ceasefire "no such round"'),
        ("talks.over", f'propose ceasefire "{ROUND}" --from 2023-07-24T10:00:00Z --until 2023-07-25T18:00:00Z --place x --as borvik/desk.key'),
        ("talks.over", f"agree ceasefire approve --about {first} --as aldmere/desk.key"),
        ("talks.not_eligible", "invite ceasefire Second --to isles-forum --role party --as castane/desk.key"),
        ("talks.format", "invite ceasefire Second --to far-shore-union --role observer --as castane/desk.key"),
        ("talks.unknown", f'minutes ceasefire "Military track" --text x --as southern-assembly/desk.key'),
        ("talks.not_signatory", f"sign ceasefire --about {opening} --as northern-council/desk.key"),
        ("talks.digest", f"sign ceasefire --about {opening} --digest {'0' * 64} --as borvik/desk.key"),
        ("talks.not_debtor", f"respond ceasefire fulfilled --about {commitment} --text x --as castane/desk.key"),
        ("talks.no_source", "commit ceasefire --owed borvik --text x --as castane/desk.key"),
        ("talks.no_report", "commit ceasefire --owed borvik --text x --reported-source hearsay --as castane/desk.key"),
        ("talks.argument", "respond ceasefire perhaps --text x --as borvik/desk.key"),
        ("talks.about_unclear", "position ceasefire accepts --as castane/desk.key"),
        ("talks.about", "accredit ceasefire --as northern-council/desk.key"),
        ("paper.keep", f'table ceasefire Second --document first.toml --paper p --as borvik/desk.key'),
    ):
        w.refused(refusal, "truce talks " + line)
    w.run("truce talks table ceasefire Second --document first.toml --title Other --paper late --keep 2001-01-01T00:00:00Z --as borvik/desk.key")
    w.refused("paper.expired", "truce talks release ceasefire late --as borvik/desk.key")
    # A bad member of a closed session's step is told without the session's words, and the same entry is not taken twice.
    (w.folder / "bad.toml").write_text('[[step]]\nkind = "round.called"\ntitle = "x"\nseats = [{ role = "king", who = "borvik" }]\n')
    w.refused("talks.unknown", "truce talks file ceasefire bad.toml --as borvik/desk.key")
    (w.folder / "half.toml").write_text('[[step]]\nlabel = "r"\nkind = "round.called"\ntitle = "Half"\nseats = [{ role = "guarantor", who = "borvik" }]\n'
                                        '[[step]]\nkind = "round.cancelled"\nabout = "@nobody"\ntext = "x"\n')
    w.refused("talks.label", "truce talks file ceasefire half.toml --as borvik/desk.key")
    assert "Half" not in w.run("truce talks list ceasefire"), "all of a file or none of it"
    assert session and w.read("truce record verify ceasefire")["holds"]


def calendars(w):
    import icalendar
    def events(name):
        calendar = icalendar.Calendar.from_ical((w.folder / name).read_bytes())
        assert calendar["METHOD"] == "PUBLISH" and calendar["VERSION"] == "2.0"
        return {str(one["UID"]): one for one in calendar.walk("VEVENT")}
    public, council, quill = events("public.ics"), events("council.ics"), events("quill.ics")
    (round_,) = public.values()
    assert str(round_["SUMMARY"]) == ROUND and str(round_["LOCATION"]) == "Port Sunder", round_
    assert round_["DTSTART"].dt.isoformat() == "2023-06-27T12:00:00+00:00", round_["DTSTART"].dt
    assert int(round_["SEQUENCE"]) == 0 and str(round_["STATUS"]) == "CONFIRMED"
    assert set(public) < set(council) and set(quill) == set(council), "the members' session is in the members' calendars only"
    # Moved and cancelled: the same UID, higher numbers.
    call = '--title "Moved" --like "Round of Port Sunder"'
    w.run(f"truce talks call ceasefire {call} --as castane/desk.key")
    seen = []
    for day in ("10", "12"):
        w.run(f"truce talks propose ceasefire Moved --from 2023-08-{day}T10:00:00Z --until 2023-08-{day}T18:00:00Z --place Hask --as castane/desk.key")
        proposal = w.steps("round.proposed")[-1]["id"]
        for who in ("aldmere", "borvik"):
            w.run(f"truce talks agree ceasefire approve --about {proposal} --as {who}/desk.key")
        w.run(f"truce talks set ceasefire --about {proposal} --as castane/desk.key && truce talks calendar ceasefire --round Moved --out moved.ics")
        seen.append(next(iter(events("moved.ics").values())))
    w.run("truce talks cancel ceasefire Moved --text \"no quorum\" --as castane/desk.key && truce talks calendar ceasefire --round Moved --out moved.ics")
    calendar = icalendar.Calendar.from_ical((w.folder / "moved.ics").read_bytes())
    assert calendar["METHOD"] == "CANCEL"
    seen.append(calendar.walk("VEVENT")[0])
    assert len({str(one["UID"]) for one in seen}) == 1, "updates, not duplicates"
    assert [int(one["SEQUENCE"]) for one in seen] == [0, 1, 2], [int(one["SEQUENCE"]) for one in seen]
    assert [str(one["STATUS"]) for one in seen] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    # A delegation that withdraws is cancelled in its own calendar only.
    for line in (w.folder / "moved.ics").read_bytes().split(b"\r\n"):
        assert len(line) <= 75, line


def news(w):
    import feedparser
    w.run("truce talks news ceasefire --url https://example.org/talks --out news")
    atom = feedparser.parse((w.folder / "news/news.atom").read_bytes())
    assert not atom.bozo, atom.get("bozo_exception")
    data = json.loads((w.folder / "news/news.json").read_text())
    assert {one["id"] for one in data["items"]} == {one.id for one in atom.entries} and len(atom.entries) >= 7
    titles = [one["title"] for one in data["items"]]
    for title in ('Document "Statement on the road to Brack": in force', "Commitment of Borvik: overdue", "Commitment of Aldmere: contested", 'Communique "After Port Sunder"',
                  "Assembly of the Far Shore takes note of the joint statement", f'Round "{ROUND}": closed'):
        assert title in titles, (title, titles)
    before = {one["id"]: one["date_modified"] for one in data["items"]}
    w.run(f'truce talks respond ceasefire fulfilled --about {w.steps("commitment.recorded")[0]["id"]} --text "open now" --public --as borvik/desk.key')
    w.run("truce talks news ceasefire --url https://example.org/talks --out news")
    after = {one["id"]: one["date_modified"] for one in json.loads((w.folder / "news/news.json").read_text())["items"]}
    assert set(before) == set(after), "a change is the same item"
    assert sum(before[id] != after[id] for id in before) == 1, "one item is newer"


def bulletins(w):
    """The bulletin of a day says what is due on it, and what is overdue at its end; only what everybody may read."""
    today = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=2)).date().isoformat()  # two hours behind, all year
    day = w.read(f"truce bulletin ceasefire --day {today}")
    assert [(one["debtor"], one["overdue"]) for one in day["commitments"]] == [("borvik", True)], day["commitments"]
    text = w.run(f"truce bulletin ceasefire --day {today}")
    assert "was due 2023-07-03T00:00:00-02:00" in text and "is not said to be fulfilled" in " ".join(text.split()), text
    assert "was due" in w.run(f"truce bulletin ceasefire --day {today} --format html")
    assert "commitments" not in w.read("truce bulletin ceasefire --day 2023-07-02"), "nothing was undertaken yet"


def forced(w):
    """A step that is changed in the table only does not stand, and refolding gives the same bytes."""
    import sqlite3
    def dump():
        with sqlite3.connect(w.folder / "ceasefire/truce.db") as db:
            return db.execute("SELECT * FROM talks_step ORDER BY 1").fetchall()
    before = dump()
    w.run("truce record refold ceasefire")
    assert dump() == before, "replay gives the same bytes"
    with sqlite3.connect(w.folder / "ceasefire/truce.db") as db:
        db.execute("UPDATE talks_step SET body = replace(body, 'no word of the night', 'accepted in full')")
    said = json.loads(w.run("truce record verify ceasefire --format json", status=1))
    assert {one["id"] for one in said["problems"]} == {"talks.view"}, said
    w.run("truce record refold ceasefire")
    assert w.read("truce record verify ceasefire")["holds"]


def syria(w):
    """Public facts with their sources: who was invited, what was decided between the rounds, what was promised and what became of it."""
    w.run("truce new syria --terms examples/syria-2017/terms.toml --profile examples/syria-2017/profile.toml --make-key reconstruction")
    w.run("truce talks file syria examples/syria-2017/data/talks.toml --as syria/keys/reconstruction.key")
    assert w.read("truce record verify syria")["holds"]
    february = w.read('truce talks show syria "Astana, 15-16 February 2017"')
    who = {one["who"]: one for one in february["invited"]}
    assert {name: one["role"] for name, one in who.items()} == {
        "ir": "guarantor", "ru": "guarantor", "tr": "guarantor", "armed-opposition": "party", "syria-gov": "party", "un": "mediator", "jo": "observer", "us": "observer"}
    assert all(one["reported"] and one["source"] for one in who.values()), "nothing without its source"
    assert who["un"]["level"] == "Special Envoy of the Secretary-General" and who["us"]["level"] == "embassy in Astana"
    assert "level" not in who["syria-gov"] and "level: not stated" in w.run('truce talks show syria "Astana, 15-16 February 2017"')
    assert february["sequence"] == 1, "it began a day later than planned"
    between = w.read("truce talks show syria \"Guarantors' meeting, Astana, 6 February 2017\"")
    assert between["phase"] == "closed" and "15 and 16 February" in between["ended"], between
    draft = w.read('truce talks document syria "Draft protocol put to the delegations (February 2017)"')
    assert draft["status"] == "draft" and draft["refused_by"] == ["armed-opposition"] and not draft["signatures"], draft
    assert "silent" not in json.dumps(draft), "who said nothing in public is not said to have been silent"
    memorandum = w.read('truce talks document syria "Memorandum on the creation of de-escalation areas (4 May 2017)" --at 2017-06-01T00:00:00Z')
    assert memorandum["status"] == "in_force" and memorandum["signatures"][0]["reported"] == ["ir", "ru", "tr"], memorandum
    promised = w.lines("truce talks commitments syria")
    dates = {(one["text"].split()[0], one["debtor"]): one.get("due") for one in promised}
    assert dates["begin", "syria-gov"] != dates["begin", "armed-opposition"], "one obligation, two dates"
    assert not any(one["state"] in ("overdue", "fulfilled", "contested") for one in promised), "no finding that nobody made"
    maps = next(one for one in promised if one["text"].startswith("complete the maps"))
    assert len(maps["statements"]) == 2 and maps["state"] == "not_stated", maps
    day = w.read("truce bulletin syria --day 2016-12-31")["commitments"]
    assert [(one["debtor"], one["overdue"], one["reported"]) for one in day] == [("syria-gov", False, True)], day
    for step in w.lines("truce talks steps syria"):
        assert step["author"] == "reconstruction" and step["body"]["reported"]["source"], step
    assert SYRIA.exists()


def main():
    with temporary_folder() as name:
        w = TalksWalk(pathlib.Path(name))
        walk(w)
        outcome(w)
        nothing_leaks(w)
        a_pouch_leaks_nothing(w)
        hotline(w)
        calendars(w)
        refusals(w)
        bulletins(w)
        news(w)
        forced(w)
        syria(w)
    print(f"the guide's {len(commands(GUIDE))} commands end as the guide says, and closed sessions stay closed")


main()
