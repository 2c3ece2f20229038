"""Coordination over HTTP: every answer as the contract says; for every pair of participants and every level nobody learns more than the level
says, by answers, errors, lists, totals, tags and events; and ten clients that file into one place at once never miss each other."""
import base64
import hashlib
import http.client
import itertools
import json
import pathlib
import re
import sys
import threading
import time
import uuid

from harness import ROOT, temporary_folder
from serve import SEEN, check, get
from server import CONTRACT, Key, serving
from walk import Walk

INSTITUTIONS = ["aldmere", "borvik", "castane", "far-shore-union", "isles-forum", "mediator-office", "northern-council", "southern-assembly"]
LEVELS = ["review", "shift", "overlap", "full"]
NOTHING = hashlib.sha256(b"truce/awareness/1\n").hexdigest()
HOUR = 3_600_000_000
NOON = 2_111_112 * 900_000_000  # on the grid of quarters
LISTS = ["", "/activities", "/threads", "/told", "/access", "/operations", "/steps"]


def circle(lat, lon, metres=1_000, hour=0, hours=2):
    return {"footprint": {"kind": "circle", "lat_e7": round(lat * 1e7), "lon_e7": round(lon * 1e7), "radius_mm": metres * 1_000},
            "from": NOON + hour * HOUR, "to": NOON + (hour + hours) * HOUR, "height": {"kind": "surface", "high_mm": 4_000}}


class Desk:
    """One institution at the server."""

    def __init__(self, server, w, institution, key="desk"):
        self.institution, self.client = institution, server.client()
        self.key = Key(w.folder / institution / f"{key}.key")
        self.client.sign_in(self.key)

    def compose(self, **step):
        return check("POST", "/api/coordination/compose", self.client.post("/api/coordination/compose", {"key": self.key.name, "step": step}))

    def hand_in(self, **step):
        composed = self.compose(**step)
        assert composed.status == 200, (step, composed.body)
        assert composed.json["words"].startswith(f"{self.institution} "), composed.json["words"]
        return check("POST", "/api/entries", self.client.hand_in(self.key, composed.json))

    def sign(self, **step):
        answer = self.hand_in(**step)
        assert answer.status == 201, answer.body
        return answer.json["id"]

    def get(self, path, status=200):
        return get(self.client, "/api/coordination" + path, status)

    def ask(self, kind, *volumes, **more):
        """A question in the record, and what it is answered."""
        asked = self.sign(kind="activity.asked", activity_kind=kind, volumes=list(volumes), **more)
        answer = self.get(f"/answers/{asked}").json
        assert answer["step"]["id"] == asked and answer["at"] <= answer["as_of"], answer
        return answer["answer"]

    def file(self, kind, *volumes, seen=None, workflow="notify", **more):
        return self.hand_in(kind="activity.filed", activity_kind=kind, volumes=list(volumes), workflow=workflow, **({"seen": seen} if seen else {}), **more)

    def refused(self, status, refusal, **step):
        return self.compose(**step).refused(status, refusal)


# ---- mechanisms --------------------------------------------------------------------------------------------------

def found(folder, levels):
    """The exercise with these levels, every institution with a key, and every role one that may take every step; mediators alone mediate."""
    w = Walk(folder)
    profile = (ROOT / "examples/exercise/profile.toml").read_text()
    kinds = re.findall(r'"([a-z_]+\.[a-z_]+)"', "".join(re.findall(r"may = \[(.*?)\]", profile, re.S)))
    every = sorted(set(kinds))
    may = lambda old: "may = [" + ", ".join(f'"{one}"' for one in every if one != "disclosure.proposed" or one in old) + "]"
    profile = re.sub(r"may = \[.*?\]", lambda old: may(old.group()), profile, flags=re.S)
    tables = profile.split("[[coordination_level]]")
    rest = tables[-1].split("[[silence]]", 1)[1]
    profile = tables[0] + "".join(f'[[coordination_level]]\nowner = "{owner}"\nreader = "{reader}"\nlevel = "{level}"\n\n' for (owner, reader), level in levels.items()) + "[[silence]]" + rest
    made = folder / "made"
    made.mkdir()
    for one in (ROOT / "examples/exercise").iterdir():
        if one.name != "profile.toml":
            (made / one.name).symlink_to(one)
    (made / "profile.toml").write_text(profile)
    enrol = ""
    for one in INSTITUTIONS:
        w.run(f"mkdir {one} && truce keys new {one} {one}/desk.key > {one}/desk.vkey")
        enrol += f' --enrol "$(cat {one}/desk.vkey)"' if one != "mediator-office" else ""
    w.run(f"truce new ceasefire --terms made/terms.toml --profile made/profile.toml --as mediator-office/desk.key{enrol}")
    return w


def all_levels(turn):
    """Each pair has each level in one of four turns."""
    return {(owner, reader): LEVELS[(i + 2 * j + turn) % 4]
            for (i, owner), (j, reader) in itertools.product(enumerate(INSTITUTIONS), repeat=2) if owner != reader}


# ---- nobody learns more than the level says ----------------------------------------------------------------------

def place_of(owner):
    return 12.0 + INSTITUTIONS.index(owner), 20.0


def secrets_of(owner, filed):
    """What a filing holds, and from which level on it may be read."""
    return {f"kind-{owner}": "overlap", filed[owner]: "full", f"words of {owner}": None, f"call sign of {owner}": None}


def expected(answer, level, owner, filed):
    """That an answer has what the level gives, to the last member."""
    asked = circle(*place_of(owner), hour=1, hours=4)
    assert set(answer) == {"digest", "disclosed", "under_review"} | ({"shifts"} if level != "review" else set()), (level, answer)
    assert answer["under_review"] == (level == "review") and (answer["digest"] == NOTHING) == (level == "review"), (level, answer)
    if level in ("review", "shift"):
        assert answer["disclosed"] == [], (level, answer)
    if level != "review":
        assert answer["shifts"]["later_us"] == HOUR + 900_000_000, answer["shifts"]  # touching counts
    if level in ("overlap", "full"):
        (one,) = answer["disclosed"]
        members = {"key", "kind", "level", "overlap", "owner"}
        assert set(one) == (members if level == "overlap" else members | {"activity", "volumes"}), one
        assert (one["kind"], one["level"], one["owner"]) == (f"kind-{owner}", level, owner), one
        assert one["overlap"] == [{"volume": 0, "from": asked["from"], "to": asked["from"] + HOUR}], one["overlap"]
        if level == "full":
            assert one["activity"] == filed[owner] and one["volumes"] == [circle(*place_of(owner))], one


def masked(answer):
    """An answer without what the log's public size and the clock say."""
    return re.sub(rb'"(as_of|now)":\d+', rb'"\1":0', answer.body)


def everything(desk, ids):
    """All that one can be told by asking, with every id put everywhere; without the ids that it only repeats."""
    said = []
    for path in LISTS:
        said.append(desk.get(path).body.decode())
    for one in ids:
        for path in (f"/api/coordination/activities/{one}", f"/api/coordination/answers/{one}", f"/api/entries/{one}"):
            answer = check("GET", path, desk.client.get(path))
            assert answer.status in (200, 404), (path, answer.body)
            said.append(answer.body.decode() if answer.status == 200 and "/entries/" not in path else answer.body.decode().replace(one, ""))
    return "\n".join(said)


def as_if_it_were_not_there(desk, owner, real):
    """What one may not see is refused in the words for what does not exist: in questions and in composing every step about it."""
    none = str(uuid.uuid4())
    same = lambda a, b: (a.status, json.dumps(a.json).replace(real, "")) == (b.status, json.dumps(b.json).replace(none, ""))
    for path in ("activities", "answers"):
        a, b = (desk.client.get(f"/api/coordination/{path}/{one}") for one in (real, none))
        assert a.status == 404 and same(a, b), (desk.institution, owner, a.body, b.body)
    volumes = [circle(*place_of(owner))]
    digest = "0" * 64
    about = [("activity.changed", {"version": None, "volumes": volumes}), ("activity.taken_up", {"version": None}), ("activity.acknowledged", {}),
             ("consent.given", {"version": None, "digest": digest}), ("consent.refused", {}), ("consent.withdrawn", {}), ("activity.started", {}), ("activity.strayed", {}),
             ("activity.returned", {}), ("activity.ended", {}), ("activity.withdrawn", {}), ("activity.asked", {"activity_kind": "x", "volumes": volumes}),
             ("conflict.raised", {"text": "x"}), ("disclosure.agreed", {"with": desk.institution, "level": "full"}), ("movement.reported", {"outcome": "delayed"})]
    for kind, members in about:
        a, b = (desk.compose(kind=kind, activity=one, **{k: one if v is None else v for k, v in members.items()}) for one in (real, none))
        assert a.status >= 400 and same(a, b), (desk.institution, owner, kind, a.body, b.body)
    for kind, members in (("conflict.raised", {"text": "x"}), ("access.answered", {"answer": "granted"}), ("access.reported", {"outcome": "denied"}), ("operations.joined", {}), ("operations.left", {}), ("operations.closed", {})):
        a, b = (desk.compose(kind=kind, about=one, **members) for one in (real, none))
        assert a.status >= 400 and same(a, b), (desk.institution, owner, kind, a.body, b.body)


def one_turn(folder, turn):
    levels = all_levels(turn)
    w = found(folder, levels)
    pairs = 0
    with serving(w.folder / "ceasefire") as server:
        desks = {one: Desk(server, w, one) for one in INSTITUTIONS}
        filed = {}
        for owner, desk in desks.items():
            # Whoever does not see it in full learns nothing by looking: all lists stay what they are, but for the size of the public log.
            others = [one for one in INSTITUTIONS if one != owner]
            before = {(one, path): desks[one].get(path) for one in others for path in LISTS}
            answer = desk.file(f"kind-{owner}", circle(*place_of(owner)), text=f"words of {owner}", convoy={"call_sign": f"call sign of {owner}"})
            assert answer.status == 201, answer.body
            filed[owner] = answer.json["id"]
            for one, path in before:
                now = desks[one].get(path)
                if levels[owner, one] == "full" and path == "/activities":
                    assert masked(now) != masked(before[one, path])
                    continue
                assert masked(now) == masked(before[one, path]) and now.headers["content-length"] == before[one, path].headers["content-length"], (owner, one, path)
                again = desks[one].client.get("/api/coordination" + path, If_None_Match=now.headers["etag"])
                assert again.status in (200, 304) and (again.status == 304) == (again.headers["etag"] == now.headers["etag"]), again.status
        for (owner, reader), level in levels.items():
            reader_ = desks[reader]
            # Composing tells nothing of what is in the way, whatever is in the way.
            composed = reader_.compose(kind="activity.filed", activity_kind="x", workflow="notify", volumes=[circle(*place_of(owner), hour=1, hours=4)])
            assert composed.status == 200, composed.body
            expected(reader_.ask("x", circle(*place_of(owner), hour=1, hours=4)), level, owner, filed)
            # Somewhere else nothing is in the way, at any level.
            assert reader_.ask("x", circle(place_of(owner)[0], 25.0)) == {"digest": NOTHING, "disclosed": [], "under_review": False}
            if level != "full":
                as_if_it_were_not_there(reader_, owner, filed[owner])
            # A filing needs awareness of what may be disclosed, and of nothing else.
            handed_in = reader_.file("x", circle(*place_of(owner), hour=1, hours=4))
            assert (handed_in.status == 201) == (level == "review"), (owner, reader, level, handed_in.body)
            if level != "review":
                error = handed_in.refused(409, "awareness.stale")
                assert not any(one in json.dumps(error) for one in (owner, *secrets_of(owner, filed))), error
            else:
                reader_.sign(kind="activity.withdrawn", activity=handed_in.json["id"])
            pairs += 1
        # Two answers that may tell no more than "under review" are one answer, whatever stands behind them.
        for reader in INSTITUTIONS:
            hidden = [owner for owner in INSTITUTIONS if owner != reader and levels[owner, reader] == "review"]
            answers = {json.dumps(desks[reader].ask("x", circle(*place_of(owner), hour=1, hours=4)), sort_keys=True) for owner in hidden}
            assert len(answers) == 1, answers
        questions_and_told(desks, levels, filed)
        threads(desks, levels, filed)
        ids = [one["id"] for one in w_steps(w)]
        for reader, desk in desks.items():
            said = everything(desk, ids)
            for owner in INSTITUTIONS:
                level = "full" if owner == reader else levels[owner, reader]
                for secret, least in secrets_of(owner, filed).items():
                    may = owner == reader or (least is not None and LEVELS.index(level) >= LEVELS.index(least))
                    assert (secret in said) == may, (owner, reader, level, secret)
        operations(desks)
        outsiders(server, w, filed)
    assert w.read("truce record verify ceasefire")["holds"]
    return pairs


def w_steps(w):
    return [json.loads(one) for one in w.run("truce coordinate steps ceasefire --format json").splitlines()]


def questions_and_told(desks, levels, filed):
    """Each owner sees to whom its activity was told, and at which level; nobody sees others' rows."""
    for owner, desk in desks.items():
        rows = desk.get("/told").json["items"]
        assert {one["owner"] for one in rows} == {owner}, rows
        assert {(one["to"], one["level"]) for one in rows if one["activity"] == filed[owner]} == {
            (reader, levels[owner, reader]) for reader in INSTITUTIONS if reader != owner}, (owner, rows)


def threads(desks, levels, filed):
    """One pair whose reader may learn of the overlap opens a conversation: its two sides read it, and so does whoever mediates."""
    mediator = "mediator-office"
    proper = [pair for pair in levels if levels[pair] == "overlap" and levels[pair[::-1]] != "full" and mediator not in pair]
    owner, reader = min(proper, key=lambda pair: levels[pair[0], mediator] != "full")
    asker = desks[reader]
    answer = asker.ask("x", circle(*place_of(owner), hour=1, hours=4))
    handed_in = asker.file("x", circle(*place_of(owner), hour=1, hours=4), seen=answer["digest"], text="a secret of the asker's")
    assert handed_in.status == 201, handed_in.body
    own = handed_in.json["id"]
    asker.refused(404, "conflict.key", kind="conflict.raised", activity=own, key="0" * 32, text="x")
    asker.sign(kind="conflict.raised", activity=own, key=answer["disclosed"][0]["key"], text="can you wait an hour?")
    (mine,) = asker.get("/threads").json["items"]
    assert mine["with"] == sorted([owner, reader]) and mine["activity"] == own and "other" not in mine, mine
    (theirs,) = desks[owner].get("/threads").json["items"]
    assert theirs["other"] == filed[owner] and theirs["id"] == mine["id"], theirs
    assert [one["to"] for one in asker.get("/told").json["items"] if one["activity"] == own] == [owner]
    for one in INSTITUTIONS:
        assert (desks[one].get("/threads").json["items"] != []) == (one in (owner, reader, mediator)), one
    desks[owner].sign(kind="conflict.raised", about=mine["id"], text="by a quarter to")
    assert [one["body"]["text"] for one in asker.get("/threads").json["items"][0]["messages"]] == ["can you wait an hour?", "by a quarter to"]
    if levels[owner, mediator] == "full":
        # What a mediator proposes is between it and the owner until the owner discloses.
        proposal = desks[mediator].sign(kind="disclosure.proposed", about=mine["id"], activity=filed[owner], level="full", text="a mediator's words", **{"with": reader})
        said = {one: "".join(desks[one].get(path).body.decode() for path in LISTS) for one in INSTITUTIONS}
        assert {one for one in said if "a mediator's words" in said[one]} == {owner, mediator}, said.keys()
        assert {"for": "disclosure", "id": proposal} in [{k: one[k] for k in ("for", "id")} for one in desks[owner].get("").json["waiting"]]
        assert filed[owner] not in said[reader]
    detail = asker.get(f"/activities/{own}").json
    assert detail["activity"]["relation"] == "own" and "activity.withdrawn" in detail["activity"]["can"] and len(detail["steps"]) >= 2, detail
    # While the channel is suspended the least is told, also of what was filed before; afterwards as before.
    asked = circle(*place_of(owner), hour=1, hours=4)
    desks[owner].sign(kind="channel.suspended", **{"with": reader}, text="after this morning")
    channel = next(one for one in asker.get("").json["channels"] if one["with"] == owner)
    assert channel["they_show"] == channel["we_show"] == "review" and channel["suspended"][0]["by"] == owner, channel
    assert asker.ask("x", asked, activity=own)["under_review"] and asker.ask("x", asked, activity=own)["disclosed"] == []
    desks[owner].sign(kind="channel.resumed", **{"with": reader}, text="as agreed")
    assert asker.ask("x", asked, activity=own)["disclosed"][0]["level"] == "overlap"
    asker.sign(kind="activity.withdrawn", activity=own)


def operations(desks):
    """Who is invited to an area of operations reads of it, who has joined whom to call, and nobody else anything."""
    owner, member, invited, *others = INSTITUTIONS
    place = circle(60.0, 60.0, metres=20_000)
    opened = desks[owner].sign(kind="operations.opened", name="words of a road", to=sorted([member, invited]), volumes=[place], contact={"line": "line of the keeper"})
    desks[member].sign(kind="operations.joined", about=opened, contact={"line": "line of a member", "name": "x"})
    said = {one: "".join(desks[one].get(path).body.decode() for path in LISTS) for one in INSTITUTIONS}
    for words, who in (("words of a road", {owner, member, invited}), ("line of the keeper", {owner, member, invited}), ("line of a member", {owner, member})):
        assert {one for one in said if words in said[one]} == who, (words, who)
    for one in others:
        assert desks[one].get("/operations").json["items"] == [], one
        assert desks[one].compose(kind="operations.joined", about=opened).json["error"]["id"] in ("coordination.unknown", "coordination.role"), one
    assert {"for": "operations", "id": opened} in [{k: one[k] for k in ("for", "id")} for one in desks[invited].get("").json["waiting"]]
    (seen,) = desks[invited].get("/operations").json["items"]
    assert seen["can"] == ["operations.joined"] and [one.get("contact") for one in seen["members"]].count(None) == 1, seen
    began = time.monotonic()
    desks[owner].compose(kind="activity.asked", activity_kind="x", volumes=[place])
    assert time.monotonic() - began >= 0.005, "an answer leaves when its class of time ends"
    called = {}
    for one in (owner, member, invited, others[0]):
        question = desks[one].sign(kind="activity.asked", activity_kind="x", volumes=[circle(60.0, 60.0)])
        called[one] = [line["contact"]["line"] for line in desks[one].get(f"/answers/{question}").json["lines"]]
    assert called == {owner: ["line of a member"], member: ["line of the keeper"], invited: [], others[0]: []}, called


def outsiders(server, w, filed):
    """The public, and whoever holds no role, is told nothing of it."""
    public = server.client()
    ids = list(filed.values())
    for path in [*LISTS, *(f"/activities/{one}" for one in ids), *(f"/answers/{one}" for one in ids)]:
        check("GET", "/api/coordination" + path, public.get("/api/coordination" + path)).refused(401, "session.none")
    Desk(server, w, "aldmere").client.get("/api/coordination?as_of=1").refused(400, "query.unknown")
    public.post("/api/coordination/compose", {"key": "aldmere/desk", "step": {"kind": "activity.ended"}}).refused(401, "session.none")
    for one in ids:
        said = public.get(f"/api/entries/{one}").body.decode()
        assert "words of" not in said and "kind-" not in said and "footprint" not in said, said
    aldmere = Desk(server, w, "aldmere")
    aldmere.client.post("/api/coordination/compose", {"key": Key(w.folder / "borvik/desk.key").name, "step": {"kind": "activity.ended"}}).refused(403, "session.institution")
    aldmere.refused(400, "coordination.kind", kind="activity.thought")
    aldmere.refused(400, "coordination.member", kind="activity.filed", workflow="perhaps")
    aldmere.client.post("/api/coordination/compose", {"key": aldmere.key.name, "step": []}).refused(400, "body.members")
    # Those who listen hear that something came, and not what.
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/api/events", headers={"User-Agent": "test", "Cookie": Desk(server, w, "borvik").client.cookie})
    response = connection.getresponse()

    def event():
        while True:
            line = response.readline().decode().strip()
            if line.startswith("data: "):
                return json.loads(line[6:])
    event()
    aldmere.ask("kind-aldmere", circle(50.0, 50.0))
    assert event()["kinds"] == []
    aldmere.sign(kind="channel.suspended", **{"with": "castane"}, text="x")
    assert event()["kinds"] == ["channel.suspended"]
    connection.close()


# ---- ten at once -------------------------------------------------------------------------------------------------

def ten_at_once(folder):
    """Ten clients ask, all at once, what is in one place; all file there at once; who is refused asks again. The record then shows that each
    had been told of every one that came before it."""
    w = found(folder, {pair: "overlap" for pair in itertools.permutations(INSTITUTIONS, 2)})
    seats = [(one, "desk") for one in INSTITUTIONS]
    for one in INSTITUTIONS[:2]:
        w.run(f"truce keys new {one} {one}/second.key > {one}/second.vkey && truce keys enrol ceasefire \"$(cat {one}/second.vkey)\" --as {one}/desk.key")
        seats.append((one, "second"))
    filings, refusals, trouble = {}, [], []
    lock, together = threading.Lock(), threading.Barrier(len(seats))
    with serving(w.folder / "ceasefire") as server:
        def client(seat):
            try:
                desk = Desk(server, w, *seat)
                asked = circle(12.0, 20.0, metres=500 + 100 * seats.index(seat))
                first = True
                while True:
                    answer = desk.ask(f"kind-{seats.index(seat)}", asked)
                    if first:
                        assert answer["digest"] == NOTHING, answer
                        together.wait(60)
                        first = False
                    handed_in = desk.file(f"kind-{seats.index(seat)}", asked, seen=answer["digest"])
                    with lock:
                        if handed_in.status == 201:
                            filings[seat] = (handed_in.json["id"], {one["kind"] for one in answer["disclosed"]})
                            return
                        handed_in.refused(409, "awareness.stale")
                        refusals.append(seat)
            except Exception as error:  # a thread's failure is the test's
                trouble.append((seat, repr(error)))
                together.abort()
        threads_ = [threading.Thread(target=client, args=(seat,)) for seat in seats]
        for one in threads_:
            one.start()
        for one in threads_:
            one.join()
        assert not trouble, trouble
        # Ten saw an empty place, one could file; the others had to look again.
        assert len(filings) == len(seats) and len(refusals) >= len(seats) - 1, (filings, refusals)
        order = [one["id"] for one in w_steps(w) if one["body"]["kind"] == "activity.filed"]
        assert sorted(order) == sorted(one for one, _ in filings.values())
        entry = {}
        told = {}
        for one in INSTITUTIONS:
            for row in Desk(server, w, one).get("/told").json["items"]:
                told.setdefault(row["entry"], set()).add(row["activity"])
        public = server.client()
        for seat, (filing, kinds) in filings.items():
            place = order.index(filing)
            assert kinds == {f"kind-{seats.index(other)}" for other, (id_, _) in filings.items() if order.index(id_) < place}, (seat, kinds)
            entry[filing] = Desk(server, w, seat[0]).get(f"/answers/{filing}").json["at"] - 1
            assert told.get(entry[filing], set()) == set(order[:place]), (seat, place)
        assert [entry[one] for one in order] == sorted(entry.values())
        # Now that all are there, one question has all of them.
        answer = Desk(server, w, "northern-council").ask("x", circle(12.0, 20.0))
        assert len(answer["disclosed"]) == len(seats), answer
    assert w.read("truce record verify ceasefire")["holds"]
    return len(refusals)


def main():
    pairs = 0
    for turn in range(len(LEVELS)):
        with temporary_folder() as name:
            pairs += one_turn(pathlib.Path(name), turn)
    assert pairs == len(LEVELS) * len(INSTITUTIONS) * (len(INSTITUTIONS) - 1)
    with temporary_folder() as name:
        refusals = ten_at_once(pathlib.Path(name))
    promised = {(path, method.upper()) for path, operations in CONTRACT["paths"].items() if path.startswith("/api/coordination") for method in operations}
    assert promised <= SEEN, promised - SEEN
    print(f"{pairs} pairs and levels: nobody learns more than the level says; ten at once: {refusals} had to look again, none was missed")


if __name__ == "__main__":
    sys.exit(main())
