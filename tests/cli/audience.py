"""Every endpoint, asked as every role, tells nothing that is above that role's audience, and nothing earlier or finer than the profile lets out.

    audience.py TRUCE [ROLE...]

What to ask is read from the interface's own descriptions: schema/api.openapi.json, /ogc/api, /tiles/tile.json; a path, a parameter or a body that
they have and this file has no values for fails. The record that is asked holds words, places and times that are found nowhere else (`Planted`),
each with those who may learn it. Two laws then:

    silence       what a role may not learn stands in no answer to it: body, headers, errors, tiles, feeds, calendars, copies
    no shadow     a second record differs in all that a role may not learn, and in how much of it there is; that role gets the same answers from
                  both, byte for byte. So neither counts nor tags nor refusals tell of it.

Three things cannot be the same in two records, and are put out of sight first: digests and signatures, which commit to what is hidden; the
secrets of parts that are shown; the ids of the log's own entries, by which it tells the time. Other ids, times and sizes are the same in both.
"""
import functools
import hashlib
import http.client
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

import serve
from harness import ROOT, another_machine, temporary_folder, verify
from server import CONTRACT, Client, Key, serving

os.environ["TZ"] = "UTC"

# ---- who asks, and when ------------------------------------------------------------------------------------------

MEMBERS = ["aldmere", "borvik", "castane", "isles-forum", "mediator-office", "northern-council", "southern-assembly"]
OUTSIDER = "far-shore-union"  # has a key, and has held no role since 2024
PUBLIC = ""
ROLES = [PUBLIC, OUTSIDER, *MEMBERS]
BEHIND = ["--behind-proxy", "--url", "http://record.example"]
OPERATES = {"/metrics"}  # of the machine itself, and of nobody who comes from elsewhere

FOUNDED = "2026-03-01 00:30:00"
PLANTED = "2026-03-02 06:00:00"
LATE = "2026-03-04 13:00:00"   # after the public's last tick, and within the delay of participants
ASKED = "2026-03-04 14:00:00"  # the clocks stand still: answers of two records bear the same times
LONG_AGO, RECENTLY, JUST_NOW = "2026-02-20", "2026-03-02", "2026-03-04"  # over for 72 hours, for less, after the tick
HOUR = 3_600_000_000
PLAN = 2_111_112 * 900_000_000  # when what is planned is to be


def microseconds(at):
    return int(subprocess.run(["date", "-u", "-d", at, "+%s"], capture_output=True, text=True, check=True).stdout) * 1_000_000


def founded(folder):
    """The exercise with an outsider, six hours before participants hear of each other's records, and keys for everybody."""
    made = folder / "made"
    shutil.copytree(ROOT / "examples/exercise", made)
    terms = (made / "terms.toml").read_text()
    head, tail = terms.split('id = "far-shore-union"', 1)
    (made / "terms.toml").write_text(head + 'id = "far-shore-union"' + tail.replace('"inf"]', "2024-01-01T00:00:00-02:00]", 1))
    profile = (made / "profile.toml").read_text()
    profile, n = re.subn(r'(audience = "mechanism"\nplace = "district"\ndelay = )"0 h"', r'\1"6 h"', profile)
    assert n == 1, "the exercise's profile has another form"
    (made / "profile.toml").write_text(profile)
    enrol = []
    for one in (*MEMBERS, OUTSIDER):
        vkey = serve.at(FOUNDED, "keys", "new", one, folder / f"{one}.key").strip().splitlines()[-1]
        (folder / f"{one}.second").write_text(serve.at(FOUNDED, "keys", "new", one, folder / f"{one}.second.key").strip().splitlines()[-1])
        enrol += ["--enrol", vkey] if one != "mediator-office" else []
    record = folder / "base"
    serve.at(FOUNDED, "new", record, "--terms", made / "terms.toml", "--profile", made / "profile.toml", "--as", folder / "mediator-office.key", *enrol)
    for one, register in (("aldmere", "aldmere-centre"), ("borvik", "borvik-centre"), ("isles-forum", "open-ledger")):
        file = made / "data" / {"isles-forum": "open_ledger.csv"}.get(one, f"{one}.csv")
        serve.at(FOUNDED, "import", record, file, "--as", folder / f"{one}.key", "--register", register)
    return record


# ---- what is planted ---------------------------------------------------------------------------------------------

class Planted:
    """Values that stand nowhere else. `varies` says of which of them this record has the other version."""

    def __init__(self, varies=lambda may: False):
        self.varies, self.may, self.versions = varies, {}, {}

    def one(self, name, may, versions):
        self.may[name], self.versions[name] = set(may), versions
        return versions[self.varies(set(may))]

    def word(self, name, *may):
        return self.one(name, may, (f"zq{name}anemone", f"zq{name}bellflower"))

    def place(self, name, *may):
        """Both in one area and in one 5-km cell, some metres from each other; told by digits that no other number has."""
        n = 1 + len(self.versions)
        a, b = ((-184_213_571 - 137 * n, -276_561_413 - 139 * n), (-184_224_683 - 137 * n, -276_572_529 - 139 * n))
        return tuple(one / 1e7 for one in self.one(name, may, (a, b)))

    def number(self, name, *may):
        n = 71_000 + 17 * len(self.versions)
        return self.one(name, may, (n, n + 5_003))

    def moment(self, day, name, *may):
        """A time of that day, to the second."""
        n = 11 + len(self.versions)
        at = microseconds(day)
        return self.one(name, may, (at + 3 * HOUR + n * 1_000_000, at + 4 * HOUR + n * 1_000_000))

    def written(self, name):
        """How either version may stand in an answer."""
        for value in self.versions[name]:
            if isinstance(value, tuple):  # degrees, whole or as a decimal: the last seven digits of either
                yield from (str(abs(one))[-7:] for one in value)
            elif isinstance(value, int) and value > 10**12:
                yield str(value)
                yield from (subprocess.run(["date", "-u", "-d", f"@{value // 1_000_000}", form], capture_output=True, text=True, check=True).stdout.strip()
                            for form in ("+%Y-%m-%dT%H:%M:%S", "+%Y%m%dT%H%M%S"))
            else:
                yield str(value)

    def hidden_from(self, role):
        return [name for name, may in self.may.items() if role not in may]


def iso(at):
    return subprocess.run(["date", "-u", "-d", f"@{at // 1_000_000}", "+%Y-%m-%dT%H:%M:%SZ"], capture_output=True, text=True, check=True).stdout.strip()


class Filer:
    """Composes, signs and hands in. Ids are those of the record that was made first, if there is one."""

    def __init__(self, keys, ids=()):
        self.keys, self.given, self.ids, self.server, self.clients = keys, list(ids), [], None, {}

    def at(self, server):
        self.server, self.clients = server, {}

    def client(self, institution):
        if institution not in self.clients:
            self.clients[institution] = Elsewhere(self.server)
            self.clients[institution].sign_in(Key(self.keys / f"{institution}.key"))
        return self.clients[institution]

    def file(self, institution, path, **asked):
        key = Key(self.keys / f"{institution}.key")
        composed = self.client(institution).post(path, {"key": key.name, **asked})
        assert composed.status == 200, (asked, composed.body)
        entry = composed.json
        own = re.search(r'"id":"([0-9a-f-]{36})"', entry["text"]).group(1)
        wanted = self.given[len(self.ids)] if len(self.ids) < len(self.given) else own
        self.ids.append(wanted)
        answer = self.client(institution).hand_in(key, {**entry, "text": entry["text"].replace(own, wanted)})
        assert answer.status == 201, (asked, answer.body)
        return wanted

    def reports(self, institution, register, *records):
        return self.file(institution, "/api/reports/compose", register=register, records=list(records))

    def step(self, institution, case=None, **step):
        return self.file(institution, "/api/steps/compose", step=step, officers=[step.pop("officer")] if "officer" in step else [], **({"case": case} if case else {}))

    def talk(self, institution, **step):
        return self.file(institution, "/api/talks/compose", step={"audience": "mechanism", **step})

    def plan(self, institution, **step):
        return self.file(institution, "/api/coordination/compose", step=step)


class Elsewhere(Client):
    """One who asks from another machine than the server's: by a proxy."""

    def ask(self, method, path, body=None, **headers):
        return super().ask(method, path, body, X_Forwarded_For="192.0.2.7", **headers)


CLOSED = ["aldmere", "borvik", "castane", "northern-council"]  # members of the closed session


UPLOAD = f"""source_id,time_from,time_to,areas,act
zqoldidanemone,{LONG_AGO}T02:00:00Z,{LONG_AGO}T03:00:00Z,EX-CE,artillery
zqlate0idanemone,{JUST_NOW}T02:00:00Z,{JUST_NOW}T03:00:00Z,EX-CE,mortar
""".encode()
PHOTO = b"a photograph"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def put(client, data, query=None):
    return client.ask("PUT", f"/api/uploads/{sha256(data)}?{query or f'bytes={len(data)}'}", data, Content_Type="application/octet-stream")


def report(p, name, day, *may, knows=("borvik",), actors=("Northern Council",)):
    """May: who learns that it is there. Knows: whose it is."""
    lat, lon = p.place(f"{name}spot", *knows)
    # How many is no name and no place: once the public is told of it, it is told that as well.
    killed = p.number(f"{name}dead", *(ROLES if day == LONG_AGO else may))
    when = microseconds(day)
    return {"kind": "report", "source_id": p.word(f"{name}id", *may), "time_from": iso(when + 2 * HOUR), "time_to": iso(when + 3 * HOUR), "lat": lat, "lon": lon, "radius_m": 300,
            "place": p.word(f"{name}place", *knows), "means": p.word(f"{name}means", *knows), "how_known": p.word(f"{name}how", *knows), "note": p.word(f"{name}note", *knows) + f"\nsha256:{sha256(PHOTO)} a.jpg",
            "act": "artillery", "act_as_coded": p.word(f"{name}coded", *may), "actors": list(actors), "low": killed, "best": killed, "high": killed}


def planted(record, keys, p, ids=(), more=None):
    """Fills the record. `more`: from this role more is hidden in it than in the first one, in number, too."""
    f = Filer(keys, ids)
    unseen = more is not None
    with serving(record, *BEHIND, later=PLANTED) as server:
        f.at(server)
        old = f.reports("borvik", "borvik-centre", report(p, "old", LONG_AGO, *MEMBERS))
        assert put(f.client("borvik"), PHOTO).status == 200 and f.client("borvik").post("/api/attachments", {"sha256": sha256(PHOTO), "item": f"{old}/0"}).status == 201
        # One entry, whose number of records is in a part that not everybody reads.
        less = [report(p, f"recent{i}", RECENTLY, *MEMBERS, actors=("Southern Assembly",)) for i in range(2)]
        f.reports("borvik", "borvik-centre", *less, *([{**less[0], "source_id": "one-more", "note": "one more"}] if unseen and more in (PUBLIC, OUTSIDER) else []))
        own = f.reports("aldmere", "aldmere-centre", report(p, "aldm", LONG_AGO, *MEMBERS, knows=("aldmere",)))
        f.reports("borvik", "borvik-centre", {"kind": "watch", "source_id": p.word("watchid", *MEMBERS), "time_from": f"{LONG_AGO}T01:00:00Z", "time_to": f"{LONG_AGO}T09:00:00Z",
                                              **dict(zip(("lat", "lon"), p.place("watchspot", "borvik"))), "radius_m": 300, "means": p.word("watchmeans", "borvik"),
                                              "how_known": p.word("watchhow", "borvik"), "note": p.word("watchnote", "borvik"), "interruptions": []})
        case = f.step("borvik", kind="case.opened", incident=f"{old}/0", accused=["northern-council"], text=p.word("opening", *MEMBERS), officer=p.word("officer", "borvik"),
                      when=[p.moment(LONG_AGO, "openedfrom", *MEMBERS), microseconds(LONG_AGO) + 8 * HOUR])
        f.step("borvik", case, kind="fact.asserted", attribute="act", values=["artillery"], confidence="probable", source=p.word("crater", "borvik"))
        f.step("borvik", case, kind="finding.signed", finding="confirmed", text=p.word("finding", *MEMBERS))
        f.step("borvik", case, kind="notice.given", to=["northern-council"], text=p.word("notice", *MEMBERS))
        link = f.step("aldmere", case, kind="link.proposed", report=f"{own}/0", text=p.word("link", *MEMBERS))
        young = f.step("borvik", kind="case.opened", incident=f"{f.ids[1]}/0", accused=["southern-assembly"], text=p.word("youngcase", *MEMBERS))
        called = f.talk("borvik", kind="round.called", audience="public", title="Round of Anywhere", seats=[{"role": "guarantor", "who": one} for one in ("aldmere", "borvik", "castane")])
        session = f.talk("borvik", kind="session.planned", about=called, title=p.word("session", *CLOSED), members=CLOSED, access="closed", manner="direct", audience="session",
                         when=[p.moment("2026-04-01", "sessionfrom", *CLOSED), microseconds("2026-04-02")], place=p.word("sessionplace", *CLOSED))
        f.talk("castane", kind="minutes.filed", about=session, text=p.word("minutes", *CLOSED), audience="session")
        paper = f.talk("borvik", kind="document.tabled", about=session, title=p.word("papertitle", *CLOSED), clauses=[{"id": "c1", "text": {"en": p.word("clause", *CLOSED)}}],
                       languages=["en"], audience="session")
        f.talk("castane", kind="document.amended", about=paper, clauses=[{"id": "c1", "text": {"en": p.word("clauseagain", *CLOSED)}}], languages=["en"], audience="session")
        f.talk("borvik", kind="document.tabled", about=called, title=p.word("draft", *MEMBERS), clauses=[{"id": "c1", "text": {"en": p.word("draftclause", *MEMBERS)}}], languages=["en"])
        f.talk("borvik", kind="document.tabled", about=called, title="An open paper", clauses=[{"id": "c1", "text": {"en": "for all"}}], languages=["en"], audience="public")
        f.talk("aldmere", kind="contact.opened", audience="concerned", to=["borvik"], agenda=[p.word("hotline", "aldmere", "borvik", "mediator-office")],
               text=p.word("hottext", "aldmere", "borvik", "mediator-office"))
        lat, lon = p.place("planspot", "aldmere", "mediator-office")
        volume = {"footprint": {"kind": "circle", "lat_e7": round(lat * 1e7), "lon_e7": round(lon * 1e7), "radius_mm": 1_000_000}, "from": PLAN, "to": PLAN + HOUR,
                  "height": {"kind": "surface", "high_mm": 4_000}}
        activity = f.plan("aldmere", kind="activity.filed", activity_kind=p.word("plankind", "aldmere", "mediator-office"), volumes=[volume], workflow="notify",
                          text=p.word("plantext", "aldmere"), convoy={"call_sign": p.word("callsign", "aldmere")})
        f.plan("castane", kind="channel.suspended", text=p.word("channel", *MEMBERS), **{"with": "isles-forum"})
        f.plan("mediator-office", kind="access.requested", to=["northern-council"], areas=["EX-CE"], when=[PLAN, PLAN + HOUR], text=p.word("access", *MEMBERS))
    with serving(record, *BEHIND, later=LATE) as server:
        f.at(server)
        f.reports("borvik", "borvik-centre", *(report(p, f"late{i}", JUST_NOW, "borvik") for i in range(2)),
                  *([report(Planted(), "unseen", JUST_NOW, "borvik")] if unseen and more != "borvik" else []))
        f.step("borvik", case, kind="information.requested", to=["northern-council"], text=p.word("latestep", *MEMBERS))
        if more == PUBLIC and unseen:  # what came after the tick, it has not heard of
            f.step("borvik", case, kind="information.requested", to=["aldmere"], text="another one")
    return {"ids": f.ids, "case": case, "young": young, "link": link, "round": called, "session": session, "paper": paper, "activity": activity}


# ---- what is asked -----------------------------------------------------------------------------------------------

NOBODY = "00000000-0000-4000-8000-000000000000"


def quoted(value):
    return urllib.parse.quote(str(value), safe=",:/")


def boxes(p):
    for name, versions in p.versions.items():
        for one in versions if name.endswith("spot") else ():
            south, west = one[0] / 1e7, one[1] / 1e7
            yield f"{west - 1e-5:.7f},{south - 1e-5:.7f},{west + 1e-5:.7f},{south + 1e-5:.7f}"


def times(p):
    yield from (f"{day}T02:30:00Z/{day}T02:40:00Z" for day in (LONG_AGO, RECENTLY, JUST_NOW))
    for name, versions in p.versions.items():
        yield from (f"{iso(one)}/{iso(one + 1_000_000)}" for one in versions if isinstance(one, int) and one > 10**12)


def words(p, *parts):
    return [one for name, versions in p.versions.items() if isinstance(versions[0], str) and (not parts or any(part in name for part in parts)) for one in versions]


class Questions:
    """Every path of a description with every value that its parameters could be given."""

    def __init__(self, p, made, size):
        ids = [*made["ids"], NOBODY]
        self.asked = set()
        self.with_parameters = {made["case"], made["young"], made["round"], made["paper"], made["ids"][-2], NOBODY}  # of what stands in a path
        self.values = {
            "bbox": list(boxes(p)) + ["-29,-20,-27,-18"], "datetime": list(times(p)) + [f"{LONG_AGO}T00:00:00Z/{JUST_NOW}T23:00:00Z"],
            "register": ["borvik-centre", "aldmere-centre", "open-ledger"], "verdict": ["violation", "exempt", "no_violation", "undetermined"],
            "status": ["open", "one_sided", "disputed", "agreed"], "act": ["artillery", "mortar"], "area": ["EX-CE", "EX-NO"], "actor": ["northern-council", "southern-assembly", "Northern Council"],
            "q": words(p, "old", "recent0", "late0") + ["artillery"], "reading": ["mediator", "none"], "as_of": [9, size - 1, size, size + 1],
            "sort": ["-time", "time", "-recorded", "recorded"], "after": [], "offset": [1, 40, 10**5], "limit": [1, 1000], "language": ["ar", "en"],
            "phase": ["open", "closed"], "incident": [f"{one}/0" for one in made["ids"][:4]], "participant": [*MEMBERS, OUTSIDER], "person": ["N. Arden"],
            "role": ["party", "guarantor,party,mediator,observer"], "round": [made["round"], NOBODY],
            # OGC API - Features
            "bbox-crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"], "crs": ["http://www.opengis.net/def/crs/EPSG/0/4326", "http://www.opengis.net/def/crs/EPSG/0/3857"],
            "filter": [*(f"S_INTERSECTS(geometry,BBOX({box}))" for box in boxes(p)), *(f"source_id = '{one}'" for one in words(p, "oldid", "recent0id", "late0id")),
                       *(f"act_as_coded LIKE '{one}%'" for one in words(p, "oldcoded", "recent0coded")), "actors = 'northern-council'", "casualties_best > 70000",
                       "T_DURING(time, INTERVAL('2026-03-02','2026-03-05'))", "recorded_at > TIMESTAMP('2026-03-04T12:00:00Z')", "case_status = 'one_sided'"],
            "filter-lang": ["cql2-text"], "filter-crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"], "sortby": ["time_from", "-time_from"], "f": ["json", "html"], "next": [],
            "id": [f"{one}/{n}" for one in made["ids"][:4] + made["ids"][-2:] for n in (0, 2)], "source_id": words(p, "oldid", "recent0id", "late0id", "aldmid"),
            "time_from": [f"{day}T02:00:00Z" for day in (LONG_AGO, RECENTLY, JUST_NOW)], "time_to": [f"{day}T03:00:00Z" for day in (LONG_AGO, RECENTLY, JUST_NOW)],
            "first_day": [LONG_AGO, RECENTLY], "last_day": [LONG_AGO, JUST_NOW], "act_as_coded": words(p, "oldcoded", "recent0coded", "late0coded"),
            "actors": ["northern-council", "Northern Council"], "targets": ["southern-assembly"], "areas": ["EX-CE"], "area_certain": ["true"], "outside": ["false"],
            **{f"casualties_{which}": [one for name, versions in p.versions.items() if name.endswith("dead") for one in versions] for which in ("low", "best", "high")},
            "detail": ["exact", "cell_5km", "area", "division", "none"], "place": words(p, "oldplace", "recent0place", "late0place"), "radius_m": [300],
            "nothing_observed": ["false"], "own_side": ["false"], "corrected": ["false"], "case": [made["case"], made["young"]], "case_status": ["open", "one_sided"],
            "case_leaning": ["violation", "none"], "recorded_at": ["2026-03-04T13:00:00Z", "2026-03-02T06:00:00Z"],
        }
        self.values["item"] = [*(f"{one}/{n}" for one in made["ids"][:4] for n in (0, 1)), f"{NOBODY}/0"]
        self.in_path = {
            "sha256": [sha256(PHOTO), sha256(UPLOAD), "0" * 64], "/api/imports/{id} id": [NOBODY],
            "id": ids, "entry": made["ids"][:4] + [made["ids"][-2], NOBODY], "n": ["0", "1", "2", "3"], 
            "featureId": [*(f"{one}/{n}" for one in made["ids"][:4] + made["ids"][-2:] for n in (0, 1, 2)), f"borvik-centre:{JUST_NOW}:EX-CE", f"borvik-centre:{LONG_AGO}:EX-CE", "EX-CE"],
            "/api/bulletins/{file}": [f"{day}.{form}" for day in (LONG_AGO, RECENTLY, JUST_NOW) for form in ("json", "html", "txt", "csv")],
            "/api/onward/{id}/{file} id": ["council", "public"], "/api/onward/{id}/{file}": [f"{day}.{form}" for day in ("2026-02-17", "2026-02-27") for form in ("json", "html", "txt")],
            "path": ["0/000", *(f"entries/000.p/{n}" for n in range(max(1, size - 3), size + 6)), *(f"0/000.p/{n}" for n in range(max(1, size - 3), size + 6)), "1/000"],
        }
        self.from_to = {"/api/health": ([LONG_AGO, RECENTLY], [JUST_NOW]), "comparison": ([made["paper"], NOBODY], ids[ids.index(made["paper"]):][:3])}

    def of(self, place, name, where):
        known = self.in_path.get(f"{place} {name}", self.in_path.get(place, self.in_path.get(name))) if where == "path" else self.values.get(name)
        if name in ("from", "to") and where == "query":
            known = next(pair[name == "to"] for ending, pair in self.from_to.items() if place.endswith(ending))
        if name == "id" and where == "path" and f"{place} id" not in self.in_path:
            known = self.in_path["id"]
        assert known is not None, f"audience.py has nothing to ask `{name}` of {place} with: say in Questions what could be asked"
        return known

    def gets(self, document, prefix=""):
        for pattern, operations in document["paths"].items():
            if "get" not in operations:
                continue
            place = prefix + pattern
            self.asked.add((place, "get"))
            parameters = [document["components"]["parameters"][one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one
                          for one in operations.get("parameters", []) + operations["get"].get("parameters", [])]
            names = re.findall(r"\{(\w+)\}", pattern)
            asked = [(one["name"], list(self.of(place, one["name"], "query"))) for one in parameters if one["in"] == "query"]
            for filled in itertools.product(*(self.of(place, name, "path") for name in names)):
                path = place
                for name, value in zip(names, filled):
                    path = path.replace("{" + name + "}", quoted(value))
                yield path
                pair = [(name, told) for name, told in asked if name in ("from", "to")]
                for chosen in itertools.product(*(told for _, told in pair)) if pair else ():
                    yield path + "?" + "&".join(f"{name}={quoted(value)}" for (name, _), value in zip(pair, chosen))
                if filled and filled[0] not in self.with_parameters and filled[0] != self.of(place, names[0], "path")[0]:
                    continue
                for name, told in asked:
                    if (name, told) not in pair:
                        yield from (f"{path}?{name}={quoted(value)}" for value in told)


def tiles(p):
    """Those in which the places lie, from the whole world to some metres."""
    import math
    for box in itertools.islice(boxes(p), 0, None, 2):
        west, south = (float(one) for one in box.split(",")[:2])
        for zoom in (0, 7, 12, 20):
            n = 2**zoom
            yield f"/tiles/{zoom}/{int((west + 180) / 360 * n)}/{int((1 - math.asinh(math.tan(math.radians(south))) / math.pi) / 2 * n)}.mvt"


def bodies_of(made, key, other, second):
    """What each POST of the contract is asked with; `other` is a key that is not the asker's, `second` one that it could enrol."""
    record = {"kind": "report", "source_id": "x-1", "time_from": f"{LONG_AGO}T02:00:00Z", "time_to": f"{LONG_AGO}T03:00:00Z", "areas": ["EX-CE"], "act": "artillery"}
    ids = [*made["ids"], NOBODY]
    names = ["borvik-centre:zqoldidanemone", "borvik-centre:zqrecent0idanemone", "borvik-centre:zqlate0idanemone", "borvik-centre:zqlate0idbellflower", "borvik-centre:none"]
    cases = [made["case"], made["young"], made["case"][:8], made["young"][:8], *names, *(f"{one}/0" for one in made["ids"][:4]), NOBODY]
    volume = {"footprint": {"kind": "circle", "lat_e7": -184213571, "lon_e7": -276561413, "radius_mm": 500_000}, "from": PLAN, "to": PLAN + HOUR, "height": {"kind": "surface", "high_mm": 4_000}}
    yes = lambda **step: {"key": key, "step": step}
    return {
        "/api/session/challenge": [{"key": key}, {"key": other}, {"key": "nobody/00000000"}, {}],
        "/api/session": [{"note": "x"}, {"note": f"truce/session/v1\n{{}}\n\n— {key} AAAA\n"}],
        "/api/steps/compose": [*({"key": key, "case": one, "step": {"kind": kind, **more}} for one in cases for kind, more in (
            ("fact.asserted", {"attribute": "act", "values": ["mortar"], "confidence": "probable", "text": "x"}), ("finding.signed", {"finding": "confirmed", "text": "x"}),
            ("reply.given", {"text": "x"}), ("notice.received", {}))),
            *(yes(kind="case.opened", incident=one, accused=["northern-council"], text="x") for one in [*names, *(f"{one}/{n}" for one in made["ids"][:4] + ids[-3:] for n in (0, 1, 2, 3))]),
            *({"key": key, "case": made["case"], "step": {"kind": "link.proposed", "report": one, "text": "x"}} for one in names),
            {"key": key, "case": made["case"], "step": {"kind": "link.accepted", "about": made["link"]}}, {"key": other, "step": {"kind": "case.opened"}}],
        "/api/reports/compose": [{"key": key, "register": register, "records": [record, *more]} for register in ("borvik-centre", "aldmere-centre", "none")
                                 for more in ([], [{**record, "source_id": "zqlate0idanemone"}], [{"kind": "report", "source_id": "zqlate0idanemone", "action": "withdrawn"}])],
        "/api/keys/compose": [{"key": key, "revoke": other}, {"key": key, "enrol": "x"}, {"key": key, "enrol": second}],
        "/api/bulletins/compose": [{"key": key, "day": day} for day in (LONG_AGO, RECENTLY)],
        "/api/entries": [{"note": "x", "body": []}, {"note": "x", "body": [], "upload": "0" * 64}, {"note": "", "body": []}],
        "/api/attachments": [{"sha256": one, "item": f"{item}/0"} for one in (sha256(PHOTO), "0" * 64) for item in [*made["ids"][:4], NOBODY]],
        "/api/desk/sign": [{"id": one} for one in ids[-3:]],
        "/api/desk/reissue": [{}],
        "/api/talks/compose": [*(yes(kind=kind, about=one, audience="mechanism", **more) for one in ids for kind, more in (
            ("minutes.filed", {"text": "x"}), ("document.amended", {"clauses": [{"id": "c1", "text": {"en": "x"}}], "languages": ["en"]}), ("contact.answered", {"text": "x"}),
            ("position.taken", {"stance": "refuses"}))), yes(kind="statement.quoted", audience="public", speaker="x", text="x", source="x")],
        "/api/coordination/compose": [*(yes(kind=kind, activity=one, **more) for one in ids for kind, more in (
            ("activity.acknowledged", {"version": one}), ("conflict.raised", {"text": "x"}), ("disclosure.agreed", {"with": "castane", "level": "full"}))),
            yes(kind="activity.filed", activity_kind="x", workflow="notify", volumes=[volume]), yes(kind="activity.asked", activity_kind="x", volumes=[volume])],
    }


# ---- asking ------------------------------------------------------------------------------------------------------

KEPT = ("content-type", "cache-control", "etag", "vary", "content-crs", "truce-published", "content-disposition")
UNSAYABLE = [(re.compile(rb'(?<="author":"log","body":")[0-9a-f]{64}","id":"[0-9a-f-]{36}'), b"#"),  # a clock's entry
             (re.compile(rb"[0-9a-f]{32,}"), b"#"), (re.compile(rb"[A-Za-z0-9+/]{43,}={0,2}"), b"#")]  # digests, secrets; signatures, roots, keys


@functools.lru_cache(maxsize=1024)  # much of it is told to everybody
def seen(body):
    for pattern, instead in UNSAYABLE:
        body = pattern.sub(instead, body)
    return body


def unpacked(pouch):
    """A pouch's records, each with its type, chunks unpacked."""
    at = pouch.index(b"\n", pouch.index(b"\n") + 1) + 1
    out = []
    while at < len(pouch):
        kind, size = pouch[at:at + 1], int.from_bytes(pouch[at + 1:at + 5], "big")
        payload = pouch[at + 5:at + 5 + size]
        if b"\x28\xb5\x2f\xfd" in payload:
            payload = subprocess.run(["zstd", "-dc"], input=payload[payload.index(b"\x28\xb5\x2f\xfd"):], capture_output=True, check=True).stdout
        out.append(kind + b" %d " % len(payload) + payload)
        at += 5 + size
    return b"\n".join(out)


FILES = ("/api/uploads", "/api/imports")


def bring_a_file(client, key, other, out):
    """Each question is about the answer to the one before; ids of imports are random."""
    place = "/api/imports/{id}"
    half = f"bytes={len(UPLOAD)}"
    for n, (data, query) in enumerate(((UPLOAD[:20], half), (UPLOAD[20:], f"{half}&from=20"), (UPLOAD, half))):
        answer = client.ask("PUT", f"/api/uploads/{sha256(UPLOAD)}?{query}", data, Content_Type="application/octet-stream")
        out.take(("files", "put", n), answer, place="/api/uploads/{sha256}")
    begun = client.post("/api/imports", {"sha256": sha256(UPLOAD), "name": "x.csv", "register": "borvik-centre"})
    id_ = begun.json["id"] if begun.status == 202 else NOBODY
    said = lambda answer: re.sub(rb"[0-9a-f]{8}-[0-9a-f-]{27}", b"own id", answer.body)
    out.take(("files", "begin"), begun, re.sub(rb'"state":"(waiting|reading|read|refused)"', b"", said(begun)) if begun.status != 202 else b"", place="/api/imports")
    state = client.get(f"/api/imports/{id_}")
    while state.status == 200 and state.json["state"] in ("waiting", "reading"):
        state = client.get(f"/api/imports/{id_}")
    out.take(("files", "state"), state, said(state), place=place)
    for name, body, path in (("compose", {"key": key}, "/compose"), ("another's", {"key": other}, "/compose"), ("entry", {"note": "x", "body": []}, "/entry")):
        answer = client.post(f"/api/imports/{id_}{path}", body)
        own = answer.json["id"].encode() if answer.status == 200 else b""
        out.take(("files", name), answer, said(answer).replace(own[:8], b"own id") if own else said(answer), place=place + path)
    out.take(("files", "given up"), client.ask("DELETE", f"/api/imports/{id_}"), b"", place=place)


class Answers(dict):
    """Of one role: (method, question) -> what was answered, as far as two records can say the same. `raw` is all that came, but digests."""

    def __init__(self):
        super().__init__()
        self.raw, self.answered = [], set()

    def take(self, name, answer, body=None, place=None):
        body = answer.body if body is None else body
        masked = seen(body)
        self.raw.append((name, b"\n".join([masked, *(seen(f"{k}: {v}".encode()) for k, v in answer.headers.items())])))
        if name[1] == "/bodies":  # between its texts stand digests and secrets as they are
            masked = b"\n".join(re.findall(rb"[\x20-\x7e]{16,}", masked))
        if re.match(r"/tile/\d", str(name[1])):
            masked = b"%d bytes of digests" % len(body)
        headers = [(one, answer.headers.get(one, "")) for one in KEPT if one != "etag" or masked == answer.body]
        self[name] = (answer.status, headers, masked)
        if place and answer.status < 400:
            self.answered.add(place)


def first_event(server, cookie):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/api/events", headers={"User-Agent": "test", "X-Forwarded-For": "192.0.2.7", **({"Cookie": cookie} if cookie else {})})
    response = connection.getresponse()
    lines = [response.readline() for _ in range(3)]
    connection.close()
    return b"".join(lines)


def copy_of(key, log):
    """How the holder of a copy asks: docs in truce/record/body_request.hpp."""
    return key.note("truce/bodies/v1\n" + json.dumps({"at": microseconds(ASKED), "base": 0, "log": log, "until": 0}, separators=(",", ":")) + "\n").encode()


def expression(pattern):
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern).replace(r"\{path\}", ".+").replace(r"\{featureId\}", ".+"))


def ask_everything(server, role, keys, p, made):
    client = Elsewhere(server)
    key = Key(keys / f"{role or OUTSIDER}.key")
    if role:
        client.sign_in(key)
    out = Answers()
    size = client.get("/api/mechanism").json["as_of"]
    questions = Questions(p, made, size)
    ogc = client.get("/ogc/api").json
    described = client.get("/tiles/tile.json")
    assert described.status == 200, described.body
    assert described.json["tiles"] == ["http://record.example/tiles/{z}/{x}/{y}.mvt"]
    for document, prefix in ((CONTRACT, ""), (ogc, "/ogc" if "/ogc" not in next(iter(ogc["paths"])) else "")):
        for path in dict.fromkeys(questions.gets(document, prefix)):
            place = next((pattern for pattern in document["paths"] if re.fullmatch(expression(prefix + pattern), path.split("?")[0])), path)
            if path.split("?")[0] == "/api/events":
                said = first_event(server, client.cookie)
                out.raw.append(("events", seen(said)))
                out["GET", path] = said
                out.answered.add(place)
                continue
            answer = client.get(path)
            out.take(("GET", path), answer, place=place)
            # Page after page, as the page before says.
            following = answer.json.get("next") if answer.status == 200 and answer.headers["content-type"] == "application/json" and b'"next"' in answer.body else None
            if isinstance(following, str) and "after=" not in path:
                out.take(("GET", path, "next"), client.get(path + ("&" if "?" in path else "?") + "after=" + following))
    extra = [*dict.fromkeys(tiles(p)), "/tiles/tile.json", *(f"/api/export.{form}{query}" for form in ("csv", "geojson", "ndjson") for query in ("", "?reports=true")), "/ogc", "/", "/talks",
             *(f"/ogc/collections/{one}/items?limit=10000" for one in ("incidents", "reports", "daily"))]
    for path in extra:
        out.take(("GET", path), client.get(path))
    for path in ("/api/incidents", "/api/cases", "/tile/entries/000.p/1", "/api/talks", "/ogc/collections/incidents/items"):
        out.take(("HEAD", path), client.ask("HEAD", path))
    other = Key(keys / ("borvik.key" if role != "borvik" else "aldmere.key"))
    tables = bodies_of(made, key.name, other.name, (keys / f"{role or OUTSIDER}.second").read_text())
    for place, operations in CONTRACT["paths"].items():
        for method in operations:
            if method == "get":
                continue
            questions.asked.add((place, method))
            if method == "delete" or place.startswith(FILES):
                continue  # asked last, as what ends the session; and in their order
            assert place in tables, f"audience.py has nothing to ask {method} {place} with: say in bodies_of what could be sent"
            for n, body in enumerate(tables[place]):
                answer = client.post(place, body)
                said = answer.body
                if answer.status == 200 and place.endswith("/compose"):  # ids are of each composing its own
                    own = answer.json["id"].encode()
                    said = said.replace(own, b"own id").replace(own[:8], b"own id")
                if answer.status >= 400:  # likewise, where a refusal says what it refuses
                    said = re.sub(rb"[0-9a-f]{8}-[0-9a-f-]{27}", lambda one: one.group() if one.group().decode() in [*made["ids"], NOBODY] else b"own id", said)
                if place == "/api/session/challenge":
                    said = re.sub(rb'nonce[^,}]*', b"", said)
                out.take((method, place, n), answer, said, place)
    bring_a_file(client, key.name, other.name, out)
    log = client.get("/api/record").json["origin"]
    for signer in (key, other) if role else ():
        if signer is key:
            pouch = client.ask("POST", "/bodies", copy_of(key, log), Content_Type="text/plain; charset=utf-8")
            assert pouch.status == 200, pouch.body
            out.take(("POST", "/bodies"), pouch, unpacked(pouch.body))
    out.take(("POST", "/bodies", "unsigned"), client.ask("POST", "/bodies", "x", Content_Type="text/plain; charset=utf-8"))
    out.take(("DELETE", "/api/session"), client.ask("DELETE", "/api/session"), place="/api/session")
    promised = {(place, method) for place, operations in CONTRACT["paths"].items() for method in operations}
    assert promised <= questions.asked, promised - questions.asked
    return out


def published(record, folder):
    """What `truce publish` writes for any web server."""
    serve.at(ASKED, "publish", record, folder, "--url", "https://example.org/record")
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        yield str(file.relative_to(folder)), file.read_bytes()


# ---- the laws ----------------------------------------------------------------------------------------------------

def silence(role, answers, p):
    hidden, told = p.hidden_from(role), set()
    words_of = {name: [one.encode() for one in p.written(name)] for name in p.may}
    for question, said in answers.raw:
        repeated = urllib.parse.unquote(str(question)).encode() if question[0] == "GET" else b""
        for name, written in words_of.items():
            for one in written:
                if one in said and one not in repeated and question[0] != "post":
                    assert name not in hidden, f"{role or 'the public'} is told {name} ({one.decode()}) by {question}: {said[max(0, said.index(one) - 300):][:600]!r}"
                    told.add(name)
    return told


def no_shadow(role, first, second):
    assert first.keys() == second.keys(), (role, set(first) ^ set(second))
    for question, answer in first.items():
        if answer == second[question]:
            continue
        a, b = (str(one if isinstance(one, bytes) else one[::-1]) for one in (answer, second[question]))  # bodies before headers
        at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
        raise AssertionError(f"{role or 'the public'} can tell two records apart by {question}:\n  {a[max(0, at - 200):at + 200]}\n  {b[max(0, at - 200):at + 200]}")


def twice(role, folder, base, p, made, first, static):
    record = folder / "second"
    shutil.copytree(base, record)
    other = planted(record, folder, Planted(lambda may: role not in may), made["ids"], more=role)
    assert other == {**made, "ids": other["ids"]} and other["ids"][:len(made["ids"])] == made["ids"], "the second record has the first one's ids"
    with serving(record, *BEHIND, later=ASKED) as server:
        no_shadow(role, first, ask_everything(server, role, folder, p, made))
    if role == PUBLIC:
        again = dict(published(record, folder / "again"))
        assert again.keys() == static.keys(), set(again) ^ set(static)
        differ = {path for path in static if seen(static[path]) != seen(again[path])}
        assert all("tile/" in path for path in differ), differ
    shutil.rmtree(record)


def main():
    roles = [PUBLIC if one == "public" else one for one in sys.argv[2:]] or ROLES
    with temporary_folder() as name:
        folder = pathlib.Path(name)
        base = founded(folder)
        first = folder / "first"
        shutil.copytree(base, first)
        p = Planted()
        made = planted(first, folder, p, more=None)
        assert verify(first)["holds"]
        of_role, told, answered = {}, {}, set()
        with serving(first, *BEHIND, later=ASKED) as server:
            for role in roles:
                of_role[role] = ask_everything(server, role, folder, p, made)
                told[role] = silence(role, of_role[role], p)
                answered |= of_role[role].answered
            machine = server.client()
            assert machine.get("/metrics").status == 200 and Elsewhere(server).get("/metrics").status == 404, "how much is filed is the operator's to know"
        static = {}
        if PUBLIC in roles:
            static = dict(published(first, folder / "published"))
            for path, said in static.items():
                for secret in p.hidden_from(PUBLIC):
                    assert not any(one.encode() in seen(said) for one in p.written(secret)), (path, secret)
        if roles == ROLES:
            # Neither law holds for want of answers: who may learn something is told it, and every endpoint has answered somebody.
            for secret, may in p.may.items():
                for role in may:
                    assert secret in told[role], f"{role} is not told {secret}, which it may learn"
            silent = {place for place in CONTRACT["paths"] if not place.startswith("/api/desk") and place not in OPERATES and place not in ("/api/entries", "/api/imports/{id}/entry")} - answered
            assert not silent, f"nobody was answered by {silent}"
        for role in roles:
            with another_machine():
                twice(role, folder, base, p, made, of_role[role], static)
        print(f"{len(p.may)} secrets, {sum(len(one) for one in of_role.values())} answers to {len(roles)} roles, twice: nothing leaks")


if __name__ == "__main__":
    sys.exit(main())
