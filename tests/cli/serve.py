"""`truce serve` on the exercise: every answer as the contract says, each told no more than it may know, steps and filings signed here."""
import functools
import gzip
import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys

import jsonschema

import harness
from harness import ROOT, TRUCE, temporary_folder, truce, verify
from server import CONTRACT, Client, Key, commitment, serving

CASE_REPORT = "borvik-centre:B-0616-2"
SEEN = set()  # operations that were asked and answered as the contract says


def at(time, *words):
    done = subprocess.run(["faketime", "-f", f"@{time}", TRUCE, *map(str, words)], capture_output=True, text=True, timeout=600,
                          env={**os.environ, "TZ": "UTC"})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# ---- the contract ------------------------------------------------------------------------------------------------

def expression_of(pattern):
    expression = re.sub(r"\\{path\\}", ".+", re.escape(pattern))
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", expression))


OPERATIONS = [(expression_of(pattern), pattern, operations) for pattern, operations in CONTRACT["paths"].items()]


def operation_of(method, path):
    path = path.split("?")[0]
    for expression, pattern, operations in OPERATIONS:
        if expression.fullmatch(path) and method.lower() in operations:
            if pattern.count("{") == 0 or path not in CONTRACT["paths"]:
                return pattern, operations[method.lower()]
    raise AssertionError(f"{method} {path} is not in the contract")


# One for all: a resolver looks through its whole document before its first reference.
IN_CONTRACT = jsonschema.RefResolver("", CONTRACT)


@functools.cache
def document(name):
    return jsonschema.Draft202012Validator(json.loads((ROOT / "schema" / name).read_text()))


def check(method, path, answer):
    """That an answer is one that the contract promises."""
    pattern, operation = operation_of(method, path)
    promised = operation["responses"].get(str(answer.status), operation["responses"].get("default"))
    assert promised, (method, path, answer.status, answer.body)
    SEEN.add((pattern, method))
    if answer.status == 204:
        return answer
    kind = answer.headers["content-type"]
    schema = promised["content"][kind]["schema"]
    if not kind.endswith("json"):
        return answer
    if schema.get("$ref", "").endswith(".schema.json"):
        document(schema["$ref"]).validate(answer.json)
    else:
        jsonschema.Draft202012Validator(schema, resolver=IN_CONTRACT).validate(answer.json)
    return answer


def get(client, path, status=200):
    answer = check("GET", path, client.get(path))
    assert answer.status == status, (path, answer.status, answer.body)
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src" in answer.headers["content-security-policy"] and "access-control-allow-origin" not in answer.headers
    return answer


def post(client, path, body, status=200):
    answer = check("POST", path, client.post(path, body))
    assert answer.status == status, (path, answer.status, answer.body)
    return answer


READS = ["/api", "/api/mechanism", "/api/incidents", "/api/days", "/api/areas", "/api/watches", "/api/cases", "/api/agreement",
         "/api/bulletins", "/api/bulletins/2023-06-16.json", "/api/bulletins/2023-06-16.html", "/api/bulletins/2023-06-16.txt",
         "/api/bulletins/2023-06-16.csv", "/api/onward", "/api/onward/public/2023-06-15.json",
         "/api/onward/public/2023-06-15.html", "/api/onward/public/2023-06-15.txt", "/api/record", "/api/participants", "/api/keys", "/api/me", "/checkpoint", "/healthz", "/readyz", "/metrics"]


def reads(client):
    for path in READS:
        get(client, path)


def every_page(client, path):
    """All items, page by page."""
    items, after = [], ""
    while True:
        page = get(client, path + after).json
        items += page["items"]
        if "next" not in page:
            return items
        after = ("&" if "?" in path else "?") + "after=" + page["next"]


# ---- what is told to whom ----------------------------------------------------------------------------------------

def rows_by_register(items):
    out = {}
    for one in items:
        out.setdefault(one["register"], []).append(one)
    return out


PUBLISHED = {"open-ledger"}
HIDDEN_FROM_PUBLIC = ("actors", "targets", "source_id", "casualties", "facts", "case", "place", "act_as_coded", "own_side", "versions", "recorded_at", "linked")


def public_is_told_little(client):
    items = every_page(client, "/api/incidents?limit=50")
    assert items, "the public record has begun"
    for register, rows in rows_by_register(items).items():
        for row in rows:
            if register in PUBLISHED:
                assert row["place_detail"] == "exact", row
                continue
            assert row["place_detail"] == "division" and row["region"]["kind"] in ("areas", "unknown"), row
            assert not [name for name in HIDDEN_FROM_PUBLIC if name in row], row
    guarded = next(row for row in items if row["register"] not in PUBLISHED)
    entry, n = guarded["id"].split("/")
    detail = get(client, f"/api/incidents/{entry}/{n}").json
    assert detail["versions"] == [] and "explanation" not in detail and "text" not in detail and detail["links"] == [], detail
    parts = get(client, f"/api/entries/{entry}").json
    assert all("content" not in part and "secret" not in part for part in parts["body"] if part["audience"] != "public"), parts
    assert parts["kind"] == "" or all(part["audience"] == "public" for part in parts["body"]), parts
    # Nothing can be asked out of what is not told: neither by a name nor by a word, nor by a narrower box than a division.
    assert get(client, "/api/incidents?actor=northern-council").json["matched"] == sum(
        1 for row in items if row["register"] in PUBLISHED and "northern-council" in row["actors"])
    for word in ("mortar", "B-0616-2", "larkstead"):
        told = sum(1 for row in items if word.lower() in json.dumps(row).lower() or any(
            word.lower() in name.lower() for d in row["divisions"] for name in (d,)))
        assert get(client, f"/api/incidents?q={word}").json["matched"] <= told, word
    client.get("/api/health?from=2023-06-01&to=2023-06-30").refused(403, "audience.members")


def member_is_told(client, institution, registers):
    own = {r["id"] for r in registers if r["recorder"] == institution}
    published = {r["id"] for r in registers if r["published"]}
    items = every_page(client, "/api/incidents?limit=200")
    for row in items:
        exact = row["register"] in own | published
        assert (row["place_detail"] == "exact") == exact, (institution, row)
        if not exact:
            assert row["region"]["kind"] in ("areas", "unknown") and "place" not in row, (institution, row)
    other = next(row for row in items if row["register"] not in own | published)
    detail = get(client, "/api/incidents/" + other["id"]).json
    for version in detail["versions"]:
        for part in version["parts"]:
            open_ = "content" in part
            assert open_ == (part["audience"] in ("public", "mechanism")), (institution, part)
            if open_:
                assert commitment(part) == part["commitment"], part
    assert not re.search(r"within \d+ (m|km) of", detail["text"]), detail["text"]
    for row in every_page(client, "/api/watches?limit=200"):
        assert (row["place_detail"] == "exact") == (row["register"] in own | published), row
    return items


def interfaces_agree(client):
    """The register for maps and other programs holds the same incidents for the same eyes, no finer and with no more names."""
    own = {one["id"]: one for one in every_page(client, "/api/incidents?limit=1000")}
    features = client.get("/ogc/collections/incidents/items?limit=10000")
    assert features.status == 200 and features.headers["content-type"].startswith("application/geo+json"), features.body
    other = {one["properties"].get("id", one.get("id")): one["properties"] for one in features.json["features"]}
    assert {name.replace("_", "/") for name in other} == set(own) or set(other) == set(own), (len(other), len(own))
    named = {row["id"] for row in own.values() if "source_id" in row}
    for name, properties in other.items():
        row = own.get(name) or own[name.replace("_", "/")]
        assert (row["id"] in named) == bool(properties.get("source_id")), (row, properties)
        if "verdict" in properties and properties["verdict"]:
            assert properties["verdict"] == row["verdict"]["ruling"], (row, properties)
    assert client.get("/tiles/0/0/0.mvt").status in (200, 204) and client.get("/tiles/tile.json").status == 200
    assert client.get("/api/export.ndjson").body.count(b"\n") == len(own)


def audiences(server, folder):
    anonymous = server.client()
    reads(anonymous)
    public_is_told_little(anonymous)
    interfaces_agree(anonymous)
    public = get(anonymous, "/api/mechanism").json
    registers = public["registers"]
    assert public["viewer"] == {"as_of": public["as_of"], "audience": "public", "institution": "", "roles": []}, public["viewer"]
    counts = {"": get(anonymous, "/api/incidents?limit=1").json["matched"]}
    for path in sorted((folder / "keys").glob("*.key")):
        institution = path.stem
        if institution in ("log", "clock"):
            continue
        client, key = server.client(), Key(path)
        assert client.sign_in(key)["institution"] == institution
        reads(client)
        get(client, "/api/health?from=2023-06-01&to=2023-06-30")
        counts[institution] = len(member_is_told(client, institution, registers))
        interfaces_agree(client)
        # A stolen cookie in another browser is worth nothing.
        thief = Client(server, "another browser")
        thief.cookie = client.cookie
        assert thief.get("/api/me").json["viewer"]["institution"] == ""
        assert check("DELETE", "/api/session", client.ask("DELETE", "/api/session")).status == 204
        assert client.get("/api/me").json["viewer"]["institution"] == "", "a session that ended reads nothing"
    assert all(n >= counts[""] for n in counts.values()), counts


def public_waits_for_the_tick(folder):
    """What is recorded now is nobody's business until a tick has passed."""
    key = folder / "keys/borvik.key"
    with serving(folder) as server:
        anonymous, borvik, signer = server.client(), server.client(), Key(key)
        borvik.sign_in(signer)
        before = {path: anonymous.get(path).body for path in READS if path not in ("/metrics",)}
        tags = {path: anonymous.get(path).headers.get("etag") for path in before}
        receipt = file_one(borvik, signer, "W-1")
        for path, body in before.items():
            again = anonymous.get(path)
            assert again.body == body and again.headers.get("etag") == tags[path], path
        anonymous.get(f"/api/entries/{receipt['id']}").refused(404, "entry.missing")
        anonymous.get(f"/api/receipts/{receipt['id']}").refused(404, "entry.missing")
        anonymous.get(f"/api/incidents/{receipt['id']}/0").refused(404, "incident.unknown")
        anonymous.get(f"/api/incidents?as_of={receipt['size']}").refused(404, "checkpoint.missing")
        assert anonymous.get("/tile/entries/000.p/" + str(receipt["size"])).status == 404
        assert get(borvik, f"/api/receipts/{receipt['id']}").json["level"] == "recorded"


# ---- speaking ----------------------------------------------------------------------------------------------------

def record_of(source_id, **more):
    return {"kind": "report", "source_id": source_id, "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "lat": -19.02, "lon": -28.02,
            "radius_m": 300, "act": "artillery", "actors": ["Northern Council"], **more}


def file_one(client, key, source_id, status=201, **more):
    composed = post(client, "/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record_of(source_id, **more)]}).json
    assert source_id in composed["words"], composed["words"]
    for part in composed["body"] + composed["items"][0]:
        assert set(part) == {"audience", "content", "secret"}
    assert "sha256" not in composed["body"][0]["content"], "a digest of so few words gives the exact place away"
    return check("POST", "/api/entries", client.hand_in(key, composed)).json if status == 201 else client.hand_in(key, composed)


def filing(server, folder):
    borvik, key = server.client(), Key(folder / "keys/borvik.key")
    borvik.sign_in(key)
    before = get(borvik, "/api/mechanism").json["as_of"]
    receipt = file_one(borvik, key, "W-2")
    assert receipt["level"] == "recorded" and receipt["index"] >= before, receipt
    detail = get(borvik, f"/api/incidents/{receipt['id']}/0").json
    assert detail["incident"]["source_id"] == "W-2" and detail["incident"]["place_detail"] == "exact", detail
    proof = get(borvik, f"/api/entries/{receipt['id']}/proof")
    assert proof.body.startswith(b"c2sp.org/tlog-proof@v1\n")
    leaf = get(borvik, f"/api/entries/{receipt['id']}").json
    assert leaf["note"].startswith("truce/entry/v1\n") and leaf["kind"] == "reports.filed" and leaf["items"] == 1, leaf

    # The same bytes again get the receipt that they got; other bytes in their place are refused, and so is everybody else's register.
    composed = post(borvik, "/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record_of("W-3")]}).json
    first = borvik.hand_in(key, composed)
    again = check("POST", "/api/entries", borvik.hand_in(key, composed))
    assert (first.status, again.status) == (201, 200) and again.json["id"] == first.json["id"] and again.json["again"], (first.body, again.body)
    late = post(borvik, "/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record_of("W-4")]}).json
    stale = post(borvik, "/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record_of("W-5")]}).json
    assert borvik.hand_in(key, late).status == 201
    check("POST", "/api/entries", borvik.hand_in(key, stale)).refused(409, "entry.chain")
    forged = post(borvik, "/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record_of("W-6")]}).json
    forged["items"][0][0]["content"] = forged["items"][0][0]["content"].replace("W-6", "W-7")
    borvik.hand_in(key, forged).refused(400, "batch.root")
    forged["items"] = []
    borvik.hand_in(key, forged).refused(400, "batch.root")
    borvik.post("/api/reports/compose", {"key": key.name, "register": "aldmere-centre", "records": [record_of("W-8")]}).refused(403, "filing.recorder")
    where = borvik.post("/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record_of("W-9"), record_of("W-9b", act="no such act")]})
    assert "records:2" in where.refused(400, where.json["error"]["id"])["where"], where.body
    aldmere = Key(folder / "keys/aldmere.key")
    borvik.post("/api/reports/compose", {"key": aldmere.name, "register": "aldmere-centre", "records": [record_of("W-8")]}).refused(403, "session.institution")
    server.client().post("/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record_of("W-8")]}).refused(401, "session.none")

    # A look that found nothing, and a watch.
    nothing = {k: v for k, v in record_of("W-10", nothing_observed=True).items() if k not in ("act", "actors")}
    composed = post(borvik, "/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [nothing]}).json
    assert "nothing was observed" in composed["words"] and borvik.hand_in(key, composed).status == 201
    watch = {"kind": "watch", "source_id": "W-11", "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T18:00:00Z", "areas": ["EX-CE"], "means": "post",
             "interruptions": []}
    composed = post(borvik, "/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [watch]}).json
    assert composed["kind"] == "watches.filed" and borvik.hand_in(key, composed).status == 201
    assert any(one["source_id"] == "W-11" for one in every_page(borvik, "/api/watches?limit=200&register=borvik-centre"))
    borvik.post("/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record_of("W-12"), watch]}).refused(400, "filing.mixed")


def take(server, folder, institution, step, case=None, status=201):
    client, key = server.client(), Key(folder / f"keys/{institution}.key")
    client.sign_in(key)
    request = {"key": key.name, "step": step, "officers": ["shift 1"]}
    if case:
        request["case"] = case
    composed = client.post("/api/steps/compose", request)
    check("POST", "/api/steps/compose", composed)
    if composed.status != 200:
        return composed
    answer = check("POST", "/api/entries", client.hand_in(key, composed.json))
    assert answer.status == status, answer.body
    return answer


def cases(server, folder):
    opened = take(server, folder, "borvik", {"kind": "case.opened", "incident": CASE_REPORT, "accused": ["northern-council"], "text": "mortar fire on the mill"})
    case = opened.json["id"]
    take(server, folder, "borvik", {"kind": "fact.asserted", "attribute": "act", "values": ["artillery"], "confidence": "probable", "source": "crater analysis"}, case)
    take(server, folder, "borvik", {"kind": "finding.signed", "finding": "confirmed", "text": "in words"}, case)
    take(server, folder, "aldmere", {"kind": "finding.signed", "finding": "actor-exempt", "text": "in words"}, case)
    take(server, folder, "borvik", {"kind": "notice.given", "to": ["northern-council"], "text": "this concerns you"}, case)
    take(server, folder, "isles-forum", {"kind": "finding.signed", "finding": "confirmed", "text": "in words"}, case).refused(403, "case.role")
    take(server, folder, "borvik", {"kind": "no.such", "text": "x"}, case).refused(400, "step.kind")
    take(server, folder, "borvik", {"kind": "finding.signed", "finding": "confirmed", "text": "in words"}, "00000000").refused(404, "case.unknown")

    aldmere, borvik = server.client(), server.client()
    aldmere.sign_in(Key(folder / "keys/aldmere.key"))
    borvik.sign_in(Key(folder / "keys/borvik.key"))
    own, other = get(borvik, f"/api/cases/{case}").json, get(aldmere, f"/api/cases/{case}").json
    assert own["case"]["status"] == "disputed" and own["case"]["form"] == "truce/case/1"
    opening = {name: view["case"]["steps"][0]["body"]["where"]["kind"] for name, view in (("own", own), ("other", other))}
    assert opening == {"own": "circle", "other": "areas"}, opening
    sources = [step["body"].get("source") for step in other["case"]["steps"] if step["body"]["kind"] == "fact.asserted"]
    assert sources == ["(sealed)"] and "crater" not in other["text"] and "crater" in own["text"], sources
    assert "-19.0" not in other["text"], other["text"]
    rows = [row for row in get(aldmere, "/api/cases?status=disputed").json["items"] if row["case"] == case]
    assert len(rows) == 1 and rows[0]["due"], rows
    assert get(aldmere, "/api/cases?status=agreed").json["items"] == []
    castane = server.client()
    castane.sign_in(Key(folder / "keys/castane.key"))
    waiting = get(castane, "/api/me").json["due"]
    assert [(one["what"], one["case"]) for one in waiting] == [("finding.signed", case)], waiting
    incident = get(borvik, f"/api/incidents?q=B-0616-2").json["items"][0]
    assert incident["case"] == case and incident["status"] == "disputed", incident
    detail = get(borvik, "/api/incidents/" + incident["id"]).json
    assert detail["cases"] == [case], detail["cases"]
    # Nobody in public learns of the case before it is time.
    public = server.client()
    public.get(f"/api/cases/{case}").refused(404, "case.unknown")
    assert case not in [row["case"] for row in get(public, "/api/cases").json["items"]]
    return case


def waiting_links(server, folder, case):
    """Links that wait for a person, the worst doubt first; a list that was begun goes on as the record stood then."""
    desk = "Proposed by truce/1, no finding: +12.3 bits beside borvik-centre:B-0616-2 (place +4.0, actors -0.8); probability 0.{}{}"
    claims = [("aldmere-centre:A-0616-2", desk.format(97, "")), ("castane-centre:C-0615-1", "same village, same ten minutes"),
              ("mediator-monitors:M-0609-2", desk.format(41, "; not sure enough without a person"))]
    likely, said, unsure = (take(server, folder, "mediator-office", {"kind": "link.proposed", "report": report, "text": text}, case).json["id"] for report, text in claims)
    server.client().get("/api/links").refused(403, "audience.members")
    aldmere = server.client()
    aldmere.sign_in(Key(folder / "keys/aldmere.key"))
    page = get(aldmere, "/api/links?limit=1000").json
    waits = [one for one in page["items"] if one["case"] == case]
    assert [(one["step"], one["doubt"]) for one in waits] == [(unsure, "unsure"), (said, "claimed"), (likely, "likely")], waits
    assert waits[0]["evidence"] == {"beside": "borvik-centre:B-0616-2", "fields": [{"field": "place", "millibits": 4000}, {"field": "actors", "millibits": -800}],
                                    "millibits": 12300, "model": 1, "percent": 41, "sure": False}, waits[0]
    assert waits[1]["text"] == claims[1][1] and "evidence" not in waits[1] and waits[1]["claimed_by"] == "mediator-office", waits[1]
    assert page["matched"] == len(page["items"]) and "next" not in page, page
    assert [one["step"] for one in every_page(aldmere, "/api/links?limit=1")] == [one["step"] for one in page["items"]]

    begun = get(aldmere, "/api/links?limit=1").json
    take(server, folder, "aldmere", {"kind": "link.accepted", "about": said}, case)
    take(server, folder, "borvik", {"kind": "link.disputed", "about": likely, "text": "another hour"}, case)
    rest = get(aldmere, f"/api/links?limit=1000&after={begun['next']}").json
    assert rest["as_of"] == begun["as_of"] and begun["items"] + rest["items"] == page["items"], rest
    now = [one for one in get(aldmere, "/api/links").json["items"] if one["case"] == case]
    assert [(one["step"], one["doubt"], one["disputed_by"]) for one in now] == [(likely, "disputed", ["borvik"]), (unsure, "unsure", [])], now
    size = begun["as_of"]
    for after, status, refusal in (("nonsense", 400, "links.cursor"), (f"{size}_{case}", 400, "links.cursor"), (f"x{size}_{said}", 400, "links.cursor"),
                                   (f"99999999_{said}", 404, "checkpoint.missing")):
        aldmere.get(f"/api/links?after={after}").refused(status, refusal)
    aldmere.get("/api/links?limit=0").refused(400, "query.number")


def case_in_public(folder, case):
    """Once a tick has passed the public is told that there is a case, where it stands, and not more."""
    with serving(folder, later="+2d") as server:
        public = server.client()
        row = get(public, f"/api/cases/{case}").json
        assert set(row) == {"row"}, row
        assert row["row"]["status"] == "disputed" and row["row"]["named"] == [] and "middlevale" in row["row"]["divisions"], row
        assert not {"incident", "opened_at", "steps", "due"} & set(row["row"]), row
        assert (row["row"]["to"] - row["row"]["from"]) % (24 * 3600 * 1_000_000) == 0, "days, not hours"
        assert case in [one["case"] for one in get(public, "/api/cases").json["items"]]
        told = [one for one in every_page(public, "/api/incidents?limit=1000&status=disputed")]
        assert told and all("case" not in one for one in told if one["register"] not in PUBLISHED), told


# ---- signing in --------------------------------------------------------------------------------------------------

def sessions(server, folder):
    client, key, other = server.client(), Key(folder / "keys/borvik.key"), Key(folder / "keys/aldmere.key")
    post(client, "/api/session/challenge", {"key": "nobody/00000000"}, 401)
    text = post(client, "/api/session/challenge", {"key": key.name}).json["text"]
    assert json.loads(text.split("\n")[1])["server"] == f"http://127.0.0.1:{server.port}", text
    check("POST", "/api/session", client.post("/api/session", {"note": other.note(text)})).refused(401, "session.challenge")
    client.post("/api/session", {"note": key.note(text.replace("truce/session/v1", "truce/session/v2"))}).refused(401, "session.challenge")
    client.post("/api/session", {"note": text + "\n" + key.note("another text\n").split("\n\n")[1]}).refused(401, "note.signature")
    post(client, "/api/session", {"note": key.note(text)})
    client.post("/api/session", {"note": key.note(text)}).refused(401, "session.challenge")
    # What a page of another site could make a browser send.
    client.post("/api/session/challenge", {"key": key.name}, Origin="https://elsewhere.example").refused(403, "http.origin")
    client.ask("POST", "/api/session/challenge", json.dumps({"key": key.name}), Content_Type="text/plain").refused(400, "http.content_type")
    client.post("/api/session/challenge", {"key": key.name}, Origin=f"http://127.0.0.1:{server.port}")
    # A key that is revoked ends what was begun with it: checked where its institution has another one (keys.py makes them).


def keys_and_bulletins(server, folder):
    borvik, key = server.client(), Key(folder / "keys/borvik.key")
    borvik.sign_in(key)
    path = folder.parent / "second.key"
    truce("keys", "new", "borvik", path)
    second = Key(path)
    vkey = f"{second.name}+{second.id.hex()}+" + second.public_base64()
    borvik.post("/api/keys/compose", {"key": key.name, "enrol": vkey, "revoke": key.name}).refused(400, "body.members")
    borvik.post("/api/keys/compose", {"key": key.name, "enrol": vkey.replace("borvik/", "aldmere/")}).refused(400, "note.vkey")
    composed = post(borvik, "/api/keys/compose", {"key": key.name, "enrol": vkey}).json
    assert second.name in composed["words"] and composed["kind"] == "key.enrolled", composed
    assert borvik.hand_in(key, composed).status == 201
    borvik.post("/api/keys/compose", {"key": key.name, "enrol": vkey}).refused(409, "key.role")
    other = server.client()
    other.sign_in(second)
    file_one(other, second, "W-30")
    composed = post(borvik, "/api/keys/compose", {"key": key.name, "revoke": second.name}).json
    assert borvik.hand_in(key, composed).status == 201
    assert get(other, "/api/me").json["viewer"]["institution"] == "", "a key that was ended reads no more"
    other.post("/api/session/challenge", {"key": second.name}).refused(401, "entry.revoked_key")
    assert [one["may"] for one in get(borvik, "/api/keys").json["keys"] if one["name"] == second.name] == [False]

    mediator, signer = server.client(), Key(folder / "keys/mediator-office.key")
    mediator.sign_in(signer)
    composed = post(mediator, "/api/bulletins/compose", {"key": signer.name, "day": "2023-06-16"}).json
    assert mediator.hand_in(signer, composed).status == 201
    item = get(mediator, "/api/bulletins").json["items"][0]
    published = get(mediator, "/api/bulletins/2023-06-16.json")
    assert item["day"] == "2023-06-16" and published.headers["truce-published"] == str(item["entry"]), (item, published.headers)
    assert hashlib.sha256(published.body).hexdigest() == item["digest"], "what is shown is what was published"
    observer, eyes = server.client(), Key(folder / "keys/isles-forum.key")
    observer.sign_in(eyes)
    observer.post("/api/bulletins/compose", {"key": eyes.name, "day": "2023-06-16"}).refused(403, "filing.role")


def events(server, folder):
    borvik, key = server.client(), Key(folder / "keys/borvik.key")
    borvik.sign_in(key)
    streams = []
    for cookie in (borvik.cookie, None):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", "/api/events", headers={"User-Agent": "test", **({"Cookie": cookie} if cookie else {})})
        response = connection.getresponse()
        assert response.status == 200 and response.headers["content-type"] == "text/event-stream", response.status
        streams.append((connection, response))
    SEEN.add(("/api/events", "GET"))

    def event(response):
        lines = []
        while True:
            line = response.readline().decode().rstrip("\n")
            if not line and lines:
                return dict(one.split(": ", 1) for one in lines)
            if line and not line.startswith(":"):
                lines.append(line)

    hello, public = event(streams[0][1]), event(streams[1][1])
    assert hello["event"] == "record" and json.loads(public["data"])["size"] < json.loads(hello["data"])["size"] and "kinds" not in json.loads(public["data"])
    receipt = file_one(borvik, key, "W-20")
    news = json.loads(event(streams[0][1])["data"])
    assert news["kinds"] == ["reports.filed"] and news["size"] > receipt["index"], news
    streams[1][1].fp.raw._sock.settimeout(1)
    try:
        assert streams[1][1].readline() == b"", "the public hears at ticks only"
    except (TimeoutError, socket.timeout):
        pass
    for connection, _ in streams:
        connection.close()


# ---- bad manners -------------------------------------------------------------------------------------------------

def refusals(server):
    client = server.client()
    for path, status, refusal in [
        ("/api/nothing", 404, "http.path"), ("/api/incidents?bbox=1,2,3", 400, "query.bbox"), ("/api/incidents?bbox=170,0,-170,1", 400, "query.bbox"),
        ("/api/incidents?datetime=yesterday", 400, "query.datetime"), ("/api/incidents?datetime=2023-06-02T00:00:00Z/2023-06-01T00:00:00Z", 400, "query.datetime"),
        ("/api/incidents?limit=0", 400, "query.number"), ("/api/incidents?limit=1001", 400, "query.number"), ("/api/incidents?limit=5&limit=5", 400, "query.twice"),
        ("/api/incidents?nonsense=1", 400, "query.unknown"), ("/api/incidents?q=%FF", 400, "query.utf8"), ("/api/incidents?q=%zz", 400, "http.percent"),
        ("/api/incidents?sort=size", 400, "query.sort"), ("/api/incidents?after=nonsense", 400, "live.cursor"),
        ("/api/incidents?after=9_1_0_0&as_of=11", 400, "live.cursor"), ("/api/incidents?after=99999999_1_0_0", 404, "checkpoint.missing"), ("/api/incidents?reading=none", 404, "terms.reading_unknown"),
        ("/api/incidents?as_of=999999", 404, "checkpoint.missing"), ("/api/incidents/x/y", 404, "incident.unknown"), ("/api/cases/x", 404, "case.unknown"),
        ("/api/bulletins/2023-06-16.pdf", 404, "bulletin.form"), ("/api/bulletins/2023-13-16.txt", 400, "time.day"), ("/api/entries/x", 404, "entry.missing"),
        ("/tile/9/000", 404, "tile.path"), ("/tile/../keys/log.key", 404, "http.path"), ("/tile/%2e%2e/log.key", 404, "http.path"),
        ("/api/incidents/%e2e", 404, "http.path"),
    ]:
        client.get(path).refused(status, refusal)
    bytes_of_no_text = client.get("/ogc/collections/%ff")
    assert bytes_of_no_text.status == 404 and bytes_of_no_text.json["code"] == "ogc.not_found", bytes_of_no_text.body
    assert client.ask("PUT", "/api/incidents", "{}").status == 405
    method = client.ask("DELETE", "/api/incidents")
    assert method.status == 405 and method.headers["allow"] == "GET, HEAD" and method.json["error"]["id"] == "http.method"
    for body, refusal in [("{", "body.json"), ("[]", "body.json"), ("{}", "body.members"), ('{"key":"a","key":"b"}', "body.json"), ('{"key":1}', "body.members"),
                          ('{"key":"x","more":1}', "body.members"), ("[" * 100_000, "body.json")]:
        client.post("/api/session/challenge", body).refused(400, refusal)
    for body in ({"note": "x", "body": []}, {"note": "", "body": [{"audience": "all", "secret": "00", "content": ""}]}, {"note": 1, "body": []},
                 {"note": "x", "body": "y"}, {"note": "x", "body": [], "items": [[1]]}):
        answer = client.post("/api/entries", body)
        assert answer.status == 400 and answer.json["error"]["id"] in ("note.form", "body.members", "entry.form"), answer.body
    for path in ("/../truce.db", "/%2e%2e/truce.db", "/..%2ftruce.db", "/a/..%5c..%5ctruce.db", "/keys/log.key", "/mechanism.json", "/%00"):
        assert client.get(path).status in (200, 404) and b"PRIVATE" not in client.get(path).body and b"SQLite" not in client.get(path).body, path
    # Nothing that was sent becomes a line of the answer.
    injected = client.get("/api/bulletins/2023-06-16.txt?reading=a%0d%0aSet-Cookie:%20x=y")
    assert injected.status == 404 and "set-cookie" not in injected.headers, injected.headers
    too_large = client.post("/api/entries", b"x" * (5 << 20))
    assert too_large.status == 413, too_large.status
    client.connection.close()
    large = server.client()
    bomb = gzip.compress(b"[" * 4_000_000)
    assert large.post("/api/entries", bomb, Content_Encoding="gzip").status == 400, "bodies are not unpacked"
    slow = socket.create_connection(("127.0.0.1", server.port))
    slow.sendall(b"GET /api/me HTTP/1.1\r\nHost: x\r\n")
    assert server.client().get("/healthz").status == 200, "one who is slow keeps nobody waiting"
    slow.close()


def conditional(server):
    client = server.client()
    first = client.get("/api/incidents")
    tag = first.headers["etag"]
    assert client.get("/api/incidents", If_None_Match=tag).status == 304
    assert client.get("/api/incidents", If_None_Match='"other", W/' + tag).status == 304
    assert client.get("/api/incidents", If_None_Match='"other"').status == 200
    packed = client.get("/api/incidents", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == first.body and "Accept-Encoding" in packed.headers["vary"]
    assert "content-encoding" not in client.get("/api/incidents", Accept_Encoding="gzip;q=0").headers
    smaller = client.get("/api/incidents", Accept_Encoding="gzip, deflate, br, zstd")
    assert smaller.headers["content-encoding"] == "zstd" and smaller.headers["etag"] == "W/" + tag
    assert subprocess.run(["zstd", "-dc"], input=smaller.body, capture_output=True, check=True).stdout == first.body
    head = client.ask("HEAD", "/api/incidents")
    assert head.status == 200 and head.body == b"" and head.headers["content-length"] == str(len(first.body))


def pages_stay(server, folder):
    """What is filed between two pages is on none of them; a new first page has it."""
    borvik, key = server.client(), Key(folder / "keys/borvik.key")
    borvik.sign_in(key)
    for sort in ("-time", "recorded"):
        first = get(borvik, f"/api/incidents?limit=3&sort={sort}").json
        file_one(borvik, key, f"W-3{sort[0]}")
        ids, page = [one["id"] for one in first["items"]], first
        while "next" in page:
            page = get(borvik, f"/api/incidents?limit=50&sort={sort}&after={page['next']}").json
            assert page["as_of"] == first["as_of"] and page["matched"] == first["matched"], page
            ids += [one["id"] for one in page["items"]]
        then = get(borvik, f"/api/incidents?limit=1000&sort={sort}&as_of={first['as_of']}").json
        assert ids == [one["id"] for one in then["items"]], sort
        assert get(borvik, "/api/incidents?limit=1").json["matched"] == first["matched"] + 1


def paging(client):
    whole = get(client, "/api/incidents?limit=1000").json
    for sort in ("-time", "time", "-recorded", "recorded"):
        items = every_page(client, f"/api/incidents?limit=7&sort={sort}")
        assert len(items) == len({one["id"] for one in items}) == whole["matched"], sort
    offset = get(client, "/api/incidents?limit=5&offset=10").json
    assert [one["id"] for one in offset["items"]] == [one["id"] for one in whole["items"][10:15]]
    bounds = {(day["day"], tally["register"]): tally["recorded"] for day in get(client, "/api/days").json["days"] for tally in day["registers"]}
    for (day, register), recorded in list(bounds.items())[:10]:
        rows = [one for one in whole["items"] if one["register"] == register and one["first_day"] <= day <= one["last_day"]]
        assert recorded["possible"] == len(rows) and recorded["certain"] == sum(one["first_day"] == one["last_day"] for one in rows), (day, register)
    by_class = {name: get(client, f"/api/incidents?limit=1&verdict={name}").json["matched"] for name in ("violation", "exempt", "no_violation", "undetermined")}
    classes = {}
    for one in whole["items"]:
        classes[one["verdict"]["class"]] = classes.get(one["verdict"]["class"], 0) + 1
    rulings = {one["verdict"]["ruling"] for one in whole["items"]}
    assert all(by_class[name] >= n for name, n in classes.items()) and rulings, (by_class, classes)


def pages(folder):
    web = folder.parent / "dist"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>truce</title>")
    (web / "assets/app-1a2b.js").write_text("export {};" * 500)
    with serving(folder, "--web", web) as server:
        client = server.client()
        for path in ("/", "/incidents", "/cases/5ffac7ec", "/ar/karte"):
            page = client.get(path)
            assert page.status == 200 and page.body.startswith(b"<!doctype") and page.headers["cache-control"] == "no-cache", path
            assert page.headers["content-security-policy"].startswith("default-src 'self'; img-src 'self' data: blob:; worker-src 'self'"), page.headers
        script = client.get("/assets/app-1a2b.js")
        assert script.headers["content-type"].startswith("text/javascript") and "immutable" in script.headers["cache-control"]
        (web / "assets/app-1a2b.js.br").write_bytes(b"packed")
        packed = client.get("/assets/app-1a2b.js", Accept_Encoding="gzip, br")
        assert packed.headers["content-encoding"] == "br" and packed.body == b"packed" and packed.headers["content-type"].startswith("text/javascript")
        assert "content-encoding" not in client.get("/assets/app-1a2b.js", Accept_Encoding="identity").headers
        assert client.get("/assets/gone.js").status == 404 and client.get("/favicon.ico").status == 404
        assert client.get("/api/gone").headers["content-type"] == "application/json"


def main():
    with temporary_folder() as name:
        folder = harness.pathlib.Path(name) / "ex"
        at("2026-03-01 01:00:00", "demo", folder, "--example", "exercise")
        public_waits_for_the_tick(folder)
        with serving(folder, "--log") as server:
            audiences(server, folder)
            sessions(server, folder)
            filing(server, folder)
            case = cases(server, folder)
            waiting_links(server, folder, case)
            keys_and_bulletins(server, folder)
            events(server, folder)
            refusals(server)
            pages_stay(server, folder)
            conditional(server)
            client = server.client()
            client.sign_in(Key(folder / "keys/mediator-office.key"))
            paging(client)
            size = get(client, "/api/record").json["size"]
            get(client, f"/tile/0/000.p/{size % 256}")
            metrics = client.get("/metrics").body.decode()
            assert 'route="/api/incidents"' in metrics and "B-0616" not in metrics and f"truce_record_size {size}" in metrics
            log = server.logged()
            assert '"route":"/api/cases/{id}"' in log and not re.search(r"127\.0\.0|borvik|aldmere|truce_session|B-0616", log), "a log without addresses and names"
        case_in_public(folder, case)
        pages(folder)
        assert verify(folder)["holds"]
        # One writes at a time, and the other is told.
        with serving(folder) as server:
            assert "directory.locked" in truce("serve", folder, "--listen", "127.0.0.1:0", status=1)
        # Those of the talks are asked in serve_talks.py, those of files in serve_import.py.
        elsewhere = ("/api/talks", "/api/coordination", "/api/desk", "/api/uploads", "/api/imports", "/api/attachments")
        promised = {(path, method.upper()) for path, operations in CONTRACT["paths"].items() if not path.startswith(elsewhere) for method in operations}
        assert promised == SEEN, (promised - SEEN, SEEN - promised)
    print("serve: passed")


if __name__ == "__main__":
    sys.exit(main())
