"""A register's file and photographs come over the line: in pieces, read and refused by line, signed here, recorded once, and given to those who may read them."""
import hashlib
import json
import random
import sys
import time

import harness
from harness import temporary_folder, truce, verify
from serve import check
from server import Key, Server, commitment, serving

HEADER = "source_id,time_from,time_to,lat,lon,radius_m,act,actors,note\n"
PIECE = 1 << 20
SMALL = ["--upload-max", "1"]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def row(n, act="artillery", note=""):
    return f"I-{n},2023-06-{1 + n % 28:02}T10:00:00Z,2023-06-{1 + n % 28:02}T11:00:00Z,-19.{n % 1000:03},-28.02,300,{act},Northern Council,{note}\n"


def register_file(rows, **more):
    return (HEADER + "".join(row(n, **more) for n in range(rows))).encode()


class Sends:
    """Files in pieces, as the pages send them; `ask` says to whom."""

    def put(self, digest, data, start=0, total=None):
        path = f"/api/uploads/{digest}?bytes={len(data) if total is None else total}" + (f"&from={start}" if start else "")
        return self.ask("PUT", path, data, Content_Type="application/octet-stream")

    def upload(self, data):
        digest = sha(data)
        for start in range(0, len(data), PIECE):
            answer = self.put(digest, data[start:start + PIECE], start, len(data))
            assert answer.status == 200 and answer.json["held"] == min(len(data), start + PIECE), answer.body
        return digest


class Desk(Sends):
    def __init__(self, server, key):
        self.key, self.client = key, server.client()
        self.client.sign_in(key)

    def ask(self, method, path, body=None, **headers):
        return check(method, path, self.client.ask(method, path, body, **headers))

    def begin(self, data, name="events.csv", status=202, **more):
        answer = self.ask("POST", "/api/imports", {"sha256": self.upload(data), "name": name, "register": "borvik-centre", **more})
        assert answer.status == status, answer.body
        return answer.json["id"]

    def state(self, id_):
        answer = self.ask("GET", f"/api/imports/{id_}")
        assert answer.status == 200, answer.body
        return answer.json

    def until(self, id_, *states):
        for _ in range(1200):
            state = self.state(id_)
            if state["state"] in states:
                return state
            time.sleep(0.05)
        raise AssertionError(state)

    def compose(self, id_):
        return self.ask("POST", f"/api/imports/{id_}/compose", {"key": self.key.name})

    def hand_in(self, id_, composed):
        return self.ask("POST", f"/api/imports/{id_}/entry", {"note": self.key.note(composed["text"]), "body": composed["body"]})

    def bring(self, data, **more):
        id_ = self.begin(data, **more)
        state = self.until(id_, "read", "refused")
        assert state["state"] == "read", state
        composed = self.compose(id_)
        assert composed.status == 200, composed.body
        answer = self.hand_in(id_, composed.json)
        assert answer.status == 201, answer.body
        return id_, composed.json, answer.json


def a_register_comes(desk, rows):
    data = register_file(rows)
    id_ = desk.begin(data)
    state = desk.until(id_, "read", "refused")
    read = state["read"]
    assert (state["state"], read["added"], read["changed"], read["items"], read["format"], read["registers"]) == ("read", rows, 0, rows, "csv", ["borvik-centre"]), state
    assert state["sha256"] == sha(data) and state["bytes"] == len(data) and state["records"] == rows and state["problems"] == []
    composed = desk.compose(id_).json
    assert sha(data) in composed["words"] and f"{rows} new" in composed["words"], composed["words"]
    assert len(composed["text"]) < 2_000 and "items" not in composed
    said = json.loads(composed["body"][0]["content"])
    assert said["file"] == {"bytes": len(data), "name": "events.csv", "sha256": sha(data)} and said["batch"] == {"count": rows, "root": read["root"]}, said
    assert json.loads(composed["text"].split("\n")[1])["body"] == commitment(composed["body"][0]), "what is signed commits to it"
    # Nothing is in the record before it is signed.
    assert desk.client.get("/api/incidents?q=I-0&register=borvik-centre").json["matched"] == 0
    began = time.monotonic()
    answer = desk.hand_in(id_, composed)
    took = time.monotonic() - began
    assert answer.status == 201, answer.body
    assert desk.until(id_, "recorded")["entry"] == answer.json["id"] == composed["id"]
    assert desk.client.get("/api/incidents?q=I-1&limit=1").json["matched"] >= 1
    # Once more: the same receipt.
    again = desk.hand_in(id_, composed)
    assert again.status == 200 and again.json["again"] and again.json["index"] == answer.json["index"], again.body
    # Another entry for the same import is refused.
    desk.compose(id_).refused(409, "import.not_read")
    print(f"{rows} records, {len(data)} bytes: recorded {took:.2f} s after the signature")
    # The file again: there is nothing to file.
    id_ = desk.begin(data)
    state = desk.until(id_, "read")
    assert state["read"]["unchanged"] == rows and state["read"]["items"] == 0 and state["read"]["kind"] == "", state
    desk.compose(id_).refused(409, "filing.none")
    # A part of it, as the whole register: what is gone is withdrawn.
    kept = desk.client.get("/api/incidents?register=borvik-centre&limit=1").json["matched"] - rows
    fewer = register_file(rows - 3)
    id_ = desk.begin(fewer, complete=True)
    state = desk.until(id_, "read")
    # Beside incidents the register holds looks that found nothing.
    assert state["read"]["items"] == state["read"]["withdrawn"] >= 3 + kept and state["read"]["unchanged"] == rows - 3, (state, kept)
    assert desk.ask("DELETE", f"/api/imports/{id_}").status == 204
    desk.ask("GET", f"/api/imports/{id_}").refused(404, "import.unknown")
    # Other words: new versions.
    _, composed, _ = desk.bring(register_file(10, act="mortar"), name="corrections.csv")
    assert "0 new, 10 changed, 0 withdrawn" in composed["words"], composed["words"]


def what_is_wrong_is_said_by_line(desk):
    bad = (HEADER + row(0) + row(1).replace("-28.02", "nowhere") + row(2).replace("2023-06-03T11", "2023-06-03T09") + row(1)).encode()
    before = desk.client.get("/api/record").json["size"]
    id_ = desk.begin(bad, name="bad.csv")
    state = desk.until(id_, "refused", "read")
    assert state["state"] == "refused" and state["refusal"]["id"] == "source.refused", state
    lines = {problem["where"] for problem in state["problems"]}
    assert {"bad.csv:3", "bad.csv:4"} <= lines and all(one["what"] and one["remedy"] for one in state["problems"]), state["problems"]
    desk.compose(id_).refused(409, "import.not_read")
    for name, data, refusal in (("x.csv", b"a,b\n1,2\n", "source.format_unsure"), ("e.csv", b"\n", "source.format_unsure"),
                                ("two.ndjson", b'{"kind":"report","source_id":"a","time_from":"2023-06-01T10:00:00Z","time_to":"2023-06-01T11:00:00Z","areas":["EX-CE"],"act":"mortar"}\n'
                                 b'{"kind":"watch","source_id":"b","time_from":"2023-06-01T10:00:00Z","time_to":"2023-06-01T11:00:00Z","areas":["EX-CE"],"means":"post"}\n', None)):
        state = desk.until(desk.begin(data, name=name), "refused", "read")
        assert state["state"] == "refused" and (refusal is None or state["refusal"]["id"] == refusal), state
        assert "/uploads/" not in json.dumps(state), "where it lay is nobody's business"
    assert desk.client.get("/api/record").json["size"] == before


def uploads_are_refused(server, folder, desk):
    data = register_file(2)
    public = server.client()
    check("PUT", "/api/uploads/x", public.ask("PUT", f"/api/uploads/{sha(data)}?bytes={len(data)}", data, Content_Type="application/octet-stream")).refused(401, "session.none")
    check("POST", "/api/imports", public.post("/api/imports", {"sha256": sha(data), "name": "x.csv"})).refused(401, "session.none")
    # Neither a form of another site nor its page.
    desk.ask("PUT", f"/api/uploads/{sha(data)}?bytes={len(data)}", data, Content_Type="text/plain").refused(400, "http.content_type")
    desk.ask("PUT", f"/api/uploads/{sha(data)}?bytes={len(data)}", data, Content_Type="application/octet-stream", Origin="https://evil.example").refused(403, "http.origin")
    # Another hash than its bytes'.
    wrong = sha(b"something else")
    desk.put(wrong, data).refused(400, "upload.digest")
    desk.ask("GET", f"/api/uploads/{wrong}").refused(404, "upload.unknown")
    desk.put("abc", data).refused(400, "digest.hex")
    # Half a file is no file.
    digest = sha(data)
    assert desk.put(digest, data[:10], 0, len(data)).json == {"sha256": digest, "bytes": len(data), "held": 10}
    desk.ask("POST", "/api/imports", {"sha256": digest, "name": "x.csv"}).refused(409, "upload.incomplete")
    desk.put(digest, data[20:], 20, len(data)).refused(409, "upload.from")
    desk.put(digest, data[10:], 10, len(data) + 1).refused(400, "upload.bytes")
    desk.put(digest, data + b"x", 0, len(data)).refused(400, "upload.bytes")
    desk.put(digest, b"", 0, len(data)).refused(400, "upload.bytes")
    assert desk.put(digest, data[:10], 0, len(data)).json["held"] == 10, "a piece that came before"
    # What one sends is not another's to use or to see.
    other = Desk(server, Key(folder / "keys/aldmere.key"))
    other.ask("GET", f"/api/uploads/{digest}").refused(404, "upload.unknown")
    other.ask("POST", "/api/imports", {"sha256": digest, "name": "x.csv"}).refused(404, "upload.unknown")
    assert desk.put(digest, data[10:], 10, len(data)).json["held"] == len(data)
    id_ = desk.ask("POST", "/api/imports", {"sha256": digest, "name": "x.csv", "register": "borvik-centre"}).json["id"]
    desk.until(id_, "read")
    for method, path, body in (("GET", "", None), ("DELETE", "", None), ("POST", "/compose", {"key": other.key.name}), ("POST", "/entry", {"note": "x", "body": []})):
        answer = other.ask(method, f"/api/imports/{id_}{path}", body)
        assert answer.status in (400, 404), (path, answer.body)
        answer.refused(404, "import.unknown")
    # For a register that another keeps.
    state = other.until(other.begin(data, name="x.csv"), "refused", "read")
    assert state["state"] == "refused" and state["refusal"]["id"] == "filing.recorder", state
    for name in ("", "../x", "a\tb", "x" * 256):
        desk.upload(data)
        desk.ask("POST", "/api/imports", {"sha256": digest, "name": name}).refused(400, "import.name")
    desk.ask("POST", "/api/imports", {"sha256": digest, "name": "x", "format": "xlsx"}).refused(400, "source.format_unknown")
    desk.ask("POST", "/api/imports", {"sha256": digest, "name": "x", "complete": 1}).refused(400, "body.members")
    # A signed entry of another matter, another's key, a broken signature.
    composed = desk.compose(id_).json
    body = {"note": desk.key.note(composed["text"]), "body": composed["body"]}
    desk.ask("POST", f"/api/imports/{id_}/entry", {**body, "note": body["note"].replace('"slot":"2', '"slot":"3')}).refused(401, "note.signature")
    assert desk.compose(id_).json["id"] != composed["id"]
    desk.ask("POST", f"/api/imports/{id_}/compose", {"key": other.key.name}).refused(403, "session.institution")
    second = desk.begin(register_file(3), name="y.csv")
    desk.until(second, "read")
    desk.ask("POST", f"/api/imports/{second}/entry", body).refused(400, "import.other")
    # Something else came first: compose again.
    desk.bring(register_file(4), name="z.csv")
    desk.ask("POST", f"/api/imports/{id_}/entry", body).refused(409, "entry.chain")
    state = desk.state(id_)
    assert state["state"] == "read" and state["staged"] == 0, state
    # What was read before stands: the register has it by now in the same words, and it is filed as what was signed.
    answer = desk.hand_in(id_, desk.compose(id_).json)
    assert answer.status == 201, answer.body
    # As many as there is room for; the oldest that is not at work gives way.
    ids = [desk.begin(register_file(5, act="mortar"), name=f"{n}.csv") for n in range(6)]
    there = [desk.client.get(f"/api/imports/{one}").status for one in ids]
    assert there.count(200) == 4 and there[-1] == 200, there


def too_large(folder):
    with serving(folder, *SMALL) as server:
        desk = Desk(server, Key(folder / "keys/borvik.key"))
        big = (1 << 20) + 1
        desk.put("0" * 64, b"x", 0, big).refused(413, "upload.too_large")
        for n in range(4):
            assert desk.put(f"{n:064}", b"x", 0, 1 << 20).status == 200
        desk.put("f" * 64, b"x", 0, 1).refused(413, "upload.room")
        # A body beyond what the server takes at once, whoever sends it.
        answer = desk.client.ask("PUT", f"/api/uploads/{'f' * 64}?bytes=9", b"x" * (5 << 20), Content_Type="application/octet-stream")
        assert answer.status == 413, answer.status


def killed_in_between(folder, key):
    """Before the signature: nothing is there. While it is staged: nothing is there. After: it is there, and the same entry gets its receipt."""
    data = register_file(20_000, act="mortar", note="killed")
    for cut in (None, 0.05, 0.3):
        server = Server(folder)
        desk = Desk(server, key)
        size = desk.client.get("/api/record").json["size"]
        id_ = desk.begin(data)
        desk.until(id_, "read")
        composed = desk.compose(id_).json
        if cut is not None:
            import threading
            killer = threading.Timer(cut + random.random() * 0.1, server.kill)
            killer.start()
            try:
                desk.hand_in(id_, composed)
            except Exception:  # the server is gone
                pass
            killer.join()
        else:
            server.kill()
        assert verify(folder)["holds"]
        server = Server(folder)
        desk = Desk(server, key)
        now = desk.client.get("/api/record").json["size"]
        desk.ask("GET", f"/api/imports/{id_}").refused(404, "import.unknown")
        if now == size:
            desk.hand_in(id_, composed).refused(404, "import.unknown")
        else:
            answer = desk.hand_in(id_, composed)
            assert answer.status == 200 and answer.json["again"], answer.body
        assert not list((folder / "uploads").iterdir()) and not list((folder / "imports").iterdir())
        server.stop()


def attachments(server, folder, desk):
    photo = bytes(random.Random(7).randrange(256) for _ in range(70_000)) + b"<script>alert(1)</script>"
    digest = sha(photo)
    record = {"kind": "report", "source_id": "P-1", "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "lat": "-19.02", "lon": "-28.02", "radius_m": 300,
              "act": "artillery", "actors": ["Northern Council"], "note": f"two craters\nsha256:{digest} a.jpg"}
    composed = desk.ask("POST", "/api/reports/compose", {"key": desk.key.name, "register": "borvik-centre", "records": [record]}).json
    item = f"{composed['id']}/0"
    # Before it is signed nobody keeps it.
    assert desk.upload(photo) == digest
    desk.ask("POST", "/api/attachments", {"sha256": digest, "item": item}).refused(404, "attachment.item")
    assert desk.client.hand_in(desk.key, composed).status == 201
    cited = lambda client: check("GET", f"/api/incidents/{item}", client.get(f"/api/incidents/{item}")).json["versions"][0].get("attachments")
    assert cited(desk.client) == [{"sha256": digest}], "cited, and not here"
    desk.ask("GET", f"/api/attachments/{digest}?item={item}").refused(404, "attachment.unknown")
    other = Desk(server, Key(folder / "keys/aldmere.key"))
    # Of another institution's report; of another hash; without the bytes.
    other.upload(photo)
    other.ask("POST", "/api/attachments", {"sha256": digest, "item": item}).refused(404, "attachment.item")
    stranger = photo + b"x"
    desk.upload(stranger)
    desk.ask("POST", "/api/attachments", {"sha256": sha(stranger), "item": item}).refused(404, "attachment.item")
    for word in ("x", f"{composed['id']}/1", f"{composed['id']}/", "/0", f"{'0' * 8}-0000-4000-8000-{'0' * 12}/0", f"{composed['id']}/0x"):
        desk.ask("POST", "/api/attachments", {"sha256": digest, "item": word}).refused(404, "attachment.item")
    answer = desk.ask("POST", "/api/attachments", {"sha256": digest, "item": item})
    assert answer.status == 201 and answer.json == {"sha256": digest, "item": item, "bytes": len(photo)}, answer.body
    assert desk.ask("POST", "/api/attachments", {"sha256": digest, "item": item}).status == 200, "twice"
    assert cited(desk.client) == [{"sha256": digest, "bytes": len(photo)}]
    # As bytes to be saved, whatever they are.
    answer = desk.ask("GET", f"/api/attachments/{digest}?item={item}")
    assert answer.status == 200 and answer.body == photo
    assert answer.headers["content-type"] == "application/octet-stream" and answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff" and "default-src 'none'" in answer.headers["content-security-policy"]
    assert desk.client.get(f"/api/attachments/{digest}?item={item}", If_None_Match=answer.headers["etag"]).status == 304
    # The note lies in the provenance part, which is the filer's own.
    for query in (f"?item={item}", ""):
        other.ask("GET", f"/api/attachments/{digest}{query}").refused(404, "attachment.item")
        check("GET", "/api/attachments/x", server.client().get(f"/api/attachments/{digest}{query}")).refused(404, "publication.not_yet")
    check("POST", "/api/attachments", server.client().post("/api/attachments", {"sha256": digest, "item": item})).refused(401, "session.none")
    file = folder / "attachments" / digest[:2] / digest[2:]
    assert file.read_bytes() == photo
    return digest


def room_for_attachments(folder):
    """One institution's photographs fill its own room and no more."""
    with serving(folder, "--attachments-max", "1") as server:
        desk = Desk(server, Key(folder / "keys/borvik.key"))
        photos = [bytes([n]) * 700_000 for n in range(2)]
        note = "\n".join(f"sha256:{sha(one)} {n}.jpg" for n, one in enumerate(photos))
        record = {"kind": "report", "source_id": "P-2", "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "areas": ["EX-CE"], "act": "artillery", "note": note}
        composed = desk.ask("POST", "/api/reports/compose", {"key": desk.key.name, "register": "borvik-centre", "records": [record]}).json
        assert desk.client.hand_in(desk.key, composed).status == 201
        for photo, status in zip(photos, (201, 413)):
            desk.upload(photo)
            answer = desk.ask("POST", "/api/attachments", {"sha256": sha(photo), "item": f"{composed['id']}/0"})
            assert answer.status == status, answer.body
        assert answer.json["error"]["id"] == "attachment.room" and str(folder) not in answer.body.decode(), answer.body


def main():
    with temporary_folder() as name:
        folder = harness.pathlib.Path(name) / "ex"
        truce("demo", folder, "--example", "exercise")
        with serving(folder) as server:
            desk = Desk(server, Key(folder / "keys/borvik.key"))
            a_register_comes(desk, 5_000)
            what_is_wrong_is_said_by_line(desk)
            uploads_are_refused(server, folder, desk)
            digest = attachments(server, folder, desk)
        assert verify(folder)["holds"]
        too_large(folder)
        room_for_attachments(folder)
        killed_in_between(folder, Key(folder / "keys/borvik.key"))
        assert verify(folder)["holds"]
        # Erased, it is not taken back.
        assert (folder / "attachments" / digest[:2] / digest[2:]).exists()
    print("serve_import: passed")


if __name__ == "__main__":
    sys.exit(main())
