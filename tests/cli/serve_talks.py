"""The talks over HTTP: every answer as the contract says, steps composed and signed here, and a closed session told to its members alone,
by every path, parameter, feed and calendar that the contract has."""
import http.client
import itertools
import json
import pathlib
import sys
import uuid

import feedparser
import icalendar

from harness import ROOT, temporary_folder
from serve import SEEN, check, get, post
from server import CONTRACT, Key, serving
from walk import Walk, commands

GUIDE = ROOT / "docs/guide/talks.md"
ROUND = "Round of Port Sunder"
INSTITUTIONS = ["aldmere", "borvik", "castane", "isles-forum", "mediator-office", "northern-council", "southern-assembly"]
MEMBERS = {"aldmere", "borvik", "castane", "northern-council"}
SECRETS = ["Military track", "four days", "asked for six", "paper of the closed room", "not that word"]


class Desk:
    """One institution at the server."""

    def __init__(self, server, w, institution):
        self.institution, self.client = institution, server.client()
        if institution:
            self.key = Key(w.folder / institution / "desk.key")
            self.client.sign_in(self.key)

    def compose(self, step):
        return check("POST", "/api/talks/compose", self.client.post("/api/talks/compose", {"key": self.key.name, "step": step}))

    def sign(self, **step):
        step.setdefault("audience", "mechanism")
        composed = self.compose(step)
        assert composed.status == 200, composed.body
        assert composed.json["words"].startswith(f"{self.institution} "), composed.json["words"]
        answer = check("POST", "/api/entries", self.client.hand_in(self.key, composed.json))
        assert answer.status == 201, answer.body
        return answer.json["id"]

    def get(self, path, status=200):
        return get(self.client, path, status)

    def refused(self, status, refusal, **step):
        step.setdefault("audience", "mechanism")
        return self.compose(step).refused(status, refusal)


# ---- nothing leaks -----------------------------------------------------------------------------------------------

def questions(steps):
    """Every question that the contract lets one ask about the talks, with everything that could be put into it."""
    ids = [one["id"] for one in steps]
    of = lambda *kinds: [one["id"] for one in steps if one["body"]["kind"] in kinds]
    versions = of("document.tabled", "document.amended")
    values = {
        ("rounds", "id"): of("round.called"), ("documents", "id"): of("document.tabled"), "from": versions, "to": versions, "round": of("round.called"),
        "participant": INSTITUTIONS, "person": ["T. Quill"], "role": ["party", "guarantor,party,mediator,observer"], "language": ["ar", "tr"], "as_of": [],
    }
    for pattern, operations in CONTRACT["paths"].items():
        if not pattern.startswith("/api/talks") or "get" not in operations:
            continue
        parameters = operations["get"].get("parameters", [])
        folder = pattern.split("/")[3] if pattern.count("/") > 2 else ""
        in_path = [values[folder, one["name"]] + ids[:3] for one in parameters if one["in"] == "path"]
        queries = [(one["name"], values[one["name"]]) for one in parameters if one["in"] == "query"]
        for filled in itertools.product(*in_path):
            path = pattern.replace("{id}", filled[0]) if filled else pattern
            yield path
            together = [(name, told) for name, told in queries if name in ("from", "to", "participant", "person")]
            for chosen in itertools.product(*(told for _, told in together)):
                if together:
                    yield path + "?" + "&".join(f"{name}={value.replace(' ', '%20')}" for (name, _), value in zip(together, chosen))
            for name, told in queries:
                for value in told:
                    yield f"{path}?{name}={value.replace(' ', '%20')}"


def nothing_leaks(server, w):
    steps = w.lines("truce talks steps ceasefire")
    asked = list(dict.fromkeys(questions(steps)))
    for pattern in CONTRACT["paths"]:
        if pattern.startswith("/api/talks") and pattern != "/api/talks/compose":
            assert any(one.split("?")[0].count("/") == pattern.count("/") for one in asked), pattern
    hidden = [one["id"] for one in steps if one["body"]["audience"] == "session"]
    assert len(hidden) >= 5, hidden
    for viewer in ["", *INSTITUTIONS]:
        desk = Desk(server, w, viewer)
        said = ""
        for path in asked:
            answer = check("GET", path, desk.client.get(path))
            assert answer.status in (200, 400, 404), (viewer, path, answer.body)
            # A question may repeat the id that it was asked with; nothing else may.
            said += answer.body.decode().replace(next((one for one in hidden if one in path), "\0"), "")
        said += "".join(desk.client.get(f"/api/entries/{one}").body.decode().replace(one, "") for one in hidden)
        member = viewer in MEMBERS
        for secret in SECRETS:
            assert (secret in said) == member, (viewer, secret)
        for one in hidden:
            assert (one in said) == member, (viewer, one)
        assert ("T. Quill" in said) == (viewer in MEMBERS), viewer
    # What is not there and what one may not see are refused alike.
    outsider = Desk(server, w, "southern-assembly")
    session = next(one["id"] for one in steps if one["body"]["kind"] == "session.planned")
    paper = next(one["id"] for one in steps if one["body"].get("title") == "A paper of the closed room")
    for kind, about, more in (("minutes.filed", session, {"text": "x"}), ("document.amended", paper, {"clauses": [{"id": "c1", "text": {"en": "x"}}], "languages": ["en"]}),
                              ("position.taken", paper, {"stance": "refuses"})):
        other = str(uuid.uuid4())
        real, none = (outsider.refused(404, "talks.about", kind=kind, about=one, **more) for one in (about, other))
        assert json.dumps({**real, "where": ""}).replace(about, "") == json.dumps({**none, "where": ""}).replace(other, ""), (real, none)
    for path in (f"/api/talks/documents/{paper}", f"/api/talks/rounds/{session}"):
        outsider.get(path, 404)
    return len(asked)


def a_stream_tells_no_kind(server, w):
    """Members hear which kinds came; of a closed session's steps only that something did."""
    outsider = Desk(server, w, "southern-assembly")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/api/events", headers={"User-Agent": "test", "Cookie": outsider.client.cookie})
    response = connection.getresponse()

    def event():
        while True:
            line = response.readline().decode().strip()
            if line.startswith("data: "):
                return json.loads(line[6:])
    event()
    session = next(one["id"] for one in w.lines("truce talks steps ceasefire") if one["body"]["kind"] == "session.planned")
    Desk(server, w, "aldmere").sign(kind="minutes.filed", about=session, text="And not that word.", audience="session")
    assert event()["kinds"] == []
    Desk(server, w, "borvik").sign(kind="statement.quoted", audience="public", speaker="The Isles Gazette", text="reports a quiet night", source="its issue of today")
    assert event()["kinds"] == ["statement.quoted"]
    connection.close()


# ---- taking steps ------------------------------------------------------------------------------------------------

def choices(desk, path):
    return {one["kind"]: one for one in desk.get(path).json["can"]}


def a_second_round(server, w):
    aldmere, borvik, castane, council = (Desk(server, w, name) for name in ("aldmere", "borvik", "castane", "northern-council"))
    first = next(one for one in castane.get("/api/talks").json["items"] if one["title"] == ROUND)
    assert "round.called" in choices(castane, "/api/talks") and "round.called" not in choices(council, "/api/talks")
    assert Desk(server, w, "").get("/api/talks").json["can"] == []
    council.refused(403, "talks.role", kind="round.called", audience="public", title="Ours", like=first["id"])
    castane.refused(400, "talks.no_format", kind="round.called", audience="public", title="No format")
    castane.refused(400, "talks.kind", kind="round.held")
    castane.refused(400, "talks.member", kind="round.called", audience="public", title=7)
    castane.refused(400, "body.members", kind="round.called", audience="public", title="x", like=first["id"], reported={"source": "hearsay"})
    castane.client.post("/api/talks/compose", {"key": borvik.key.name, "step": {"kind": "round.called", "audience": "public"}}).refused(403, "session.institution")
    server.client().post("/api/talks/compose", {"key": borvik.key.name, "step": {"kind": "round.called", "audience": "public"}}).refused(401, "session.none")
    second = castane.sign(kind="round.called", audience="public", title="Second round", like=first["id"])
    path = f"/api/talks/rounds/{second}"
    at = lambda day, hour: 1_700_000_000_000_000 + (day * 24 + hour) * 3_600_000_000
    proposal = castane.sign(kind="round.proposed", about=second, when=[at(1, 0), at(1, 8)], place="Hask")
    assert choices(aldmere, path)["round.answered"]["awaits"] == [proposal] and "round.answered" not in choices(council, path)
    assert choices(castane, path).get("round.set", {}).get("awaits", []) == [], "nobody has agreed"
    aldmere.sign(kind="round.answered", about=proposal, choice="object", text="not that day")
    castane.refused(409, "talks.undecided", kind="round.set", about=proposal, audience="public")
    missing = {(one["what"], *one.get("from", [])) for one in aldmere.get(path).json["missing"]}
    assert any(one[0] == "date" for one in missing), missing
    aldmere.sign(kind="round.answered", about=proposal, choice="approve")
    borvik.sign(kind="round.answered", about=proposal, choice="approve")
    assert choices(castane, path)["round.set"]["awaits"] == [proposal]
    castane.sign(kind="round.set", about=proposal, audience="public")
    before = events(Desk(server, w, "aldmere"), f"?round={second}")
    # Moved: the same event with a higher number. A delegation that withdraws is cancelled in its own calendar only.
    castane.sign(kind="invitation.sent", about=second, to=["northern-council"], role="party", audience="public")
    invitation = next(one["id"] for one in castane.get(path).json["steps"] if one["body"]["kind"] == "invitation.sent")
    council.sign(kind="invitation.answered", about=invitation, choice="approve")
    assert choices(council, path)["delegation.listed"]["awaits"] == [invitation]
    moved = castane.sign(kind="round.proposed", about=second, when=[at(3, 0), at(3, 8)], place="Hask")
    for desk in (aldmere, borvik):
        desk.sign(kind="round.answered", about=moved, choice="approve")
    castane.sign(kind="round.set", about=moved, audience="public")
    after = events(Desk(server, w, "aldmere"), f"?round={second}")
    assert set(before) == set(after) and len(after) == 1, (before, after)
    assert [int(one["SEQUENCE"]) for one in (*before.values(), *after.values())] == [0, 1], (before, after)
    council.sign(kind="delegation.withdrawn", about=invitation, text="the road is closed")
    status = lambda desk, query: [str(one["STATUS"]) for one in events(desk, query).values()]
    assert status(council, f"?round={second}&participant=northern-council") == ["CANCELLED"] and status(council, f"?round={second}") == ["CONFIRMED"]
    castane.client.get("/api/talks/calendar.ics?person=Quill").refused(400, "talks.argument")
    castane.client.get(f"/api/talks/calendar.ics?round={uuid.uuid4()}").refused(404, "talks.unknown")
    castane.client.get("/api/talks/rounds/none").refused(404, "talks.unknown")
    castane.client.get(f"/api/talks/documents/{second}").refused(404, "talks.unknown")
    castane.client.get("/api/talks?limit=1").refused(400, "query.unknown")
    return second


def events(desk, query=""):
    answer = desk.get("/api/talks/calendar.ics" + query)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8", answer.headers
    return {str(one["UID"]): one for one in icalendar.Calendar.from_ical(answer.body).walk("VEVENT")}


def documents(server, w):
    borvik = Desk(server, w, "borvik")
    (document,) = [one for one in borvik.get("/api/talks/documents").json["items"] if one["title"] == "Statement on the road to Brack"]
    detail = borvik.get(f"/api/talks/documents/{document['id']}").json
    assert detail["document"] == document and document["refused_by"] == ["northern-council"] and document["status"] == "in_force", document
    first, second = (one["step"] for one in document["versions"])
    compared = borvik.get(f"/api/talks/documents/{document['id']}/comparison?from={first}&to={second}").json
    changed = next(one for one in compared["clauses"] if one["clause"] == "c1")
    assert changed["changed_in"] == ["en"] and changed["same_in"] == ["fr"], changed
    words = {side: " ".join(run["text"] for run in changed["words"]["en"] if run["in"] in ("both", side)) for side in ("from", "to")}
    texts = {one["id"]: one["body"]["clauses"][0]["text"]["en"] for one in detail["steps"] if "clauses" in one["body"]}
    assert words == {"from": texts[first], "to": texts[second]}, words
    borvik.client.get(f"/api/talks/documents/{document['id']}/comparison?from={first}").refused(404, "talks.unknown")
    states = {one["debtor"]: one["state"] for one in borvik.get("/api/talks/commitments").json["items"]}
    assert states == {"aldmere": "contested", "borvik": "overdue"}, states
    assert {one["who"]: one["voice"] for one in borvik.get("/api/talks/voices").json["items"]}["northern-council"]
    endorsed = [one for one in borvik.get("/api/talks/endorsements").json["items"] if one["body"]["kind"] == "endorsement.noted"]
    assert [one["body"]["verb"] for one in endorsed] == ["takes note of"] and endorsed[0]["about_title"] == "Statement on the road to Brack", endorsed


def news(server, w):
    public = Desk(server, w, "")
    items = public.get("/api/talks/news").json["items"]
    assert items == sorted(items, key=lambda one: -one["at"]) and {one["what"] for one in items} >= {"round", "document", "commitment", "communique", "endorsement"}
    atom = feedparser.parse(public.get("/api/talks/feed.atom").body)
    feed = json.loads(public.get("/api/talks/feed.json").body)
    assert not atom.bozo and {one.id for one in atom.entries} == {one["id"] for one in feed["items"]} == {one["id"] for one in items}
    assert feed["home_page_url"].endswith("/talks") and feed["feed_url"].endswith("/api/talks/feed.json?language=en"), feed
    titles = set()
    for language in ("ar", "en", "fa", "ru", "tr"):
        atom = feedparser.parse(public.get(f"/api/talks/feed.atom?language={language}").body)
        told = public.get(f"/api/talks/feed.json?language={language}").json
        assert not atom.bozo and atom.feed.language == told["language"] == language, (language, atom)
        assert {one.id for one in atom.entries} == {one["id"] for one in told["items"]} == {one["id"] for one in items}, language
        titles.add(tuple(one.title for one in atom.entries))
        assert set(events(public, f"?language={language}")) == set(events(public)), language
    assert len(titles) == 5, "each language has words of its own"
    for path in ("news", "feed.atom", "feed.json", "calendar.ics"):
        public.client.get(f"/api/talks/{path}?language=xx").refused(404, "talks.language")


def waits_for_the_tick(w):
    """What is recorded now is told to the public at the next tick."""
    with serving(w.folder / "ceasefire") as server:
        public = server.client()
        for path in ("/api/talks", "/api/talks/news", "/api/talks/feed.atom", "/api/talks/calendar.ics"):
            answer = public.get(path)
            if answer.status == 200:
                assert ROUND.encode() not in answer.body and b"Port Sunder" not in answer.body, path
            else:
                answer.refused(404, "publication.not_yet")


class TalksWalk(Walk):
    def lines(self, line):
        return [json.loads(one) for one in self.run(line + " --format json").splitlines()]


def main():
    with temporary_folder() as name:
        w = TalksWalk(pathlib.Path(name))
        for line in commands(GUIDE):
            w.run(line)
        (w.folder / "paper.toml").write_text('title = "A paper of the closed room"\n[[clause]]\nid = "c1"\ntext.en = "A paper of the closed room says this."\n')
        w.run('truce talks call ceasefire --title "Third" --like "Round of Port Sunder" --as borvik/desk.key')
        w.run('truce talks session ceasefire Third --title "Military track" --member aldmere --member borvik --member castane --member northern-council '
              "--access closed --manner direct --as borvik/desk.key")
        session = [one["id"] for one in w.lines("truce talks steps ceasefire") if one["body"]["kind"] == "session.planned"][-1]
        w.run(f"truce talks table ceasefire --about {session} --document paper.toml --as borvik/desk.key")
        waits_for_the_tick(w)
        with serving(w.folder / "ceasefire", later="+1d") as server:
            documents(server, w)
            a_stream_tells_no_kind(server, w)
            a_second_round(server, w)
        # The public hears at the tick after that.
        with serving(w.folder / "ceasefire", later="+3d") as server:
            news(server, w)
            asked = nothing_leaks(server, w)
        promised = {(path, method.upper()) for path, operations in CONTRACT["paths"].items() if path.startswith("/api/talks") for method in operations}
        assert promised <= SEEN, promised - SEEN
        assert w.read("truce record verify ceasefire")["holds"]
    print(f"{asked} questions about the talks, each asked by {len(INSTITUTIONS) + 1}: closed sessions stay closed")


if __name__ == "__main__":
    sys.exit(main())
