"""Whole files at a participant's own desk: read and compared there, signed with its key, handed in over its line; photographs given and fetched.

A real server, a real desk, and a line between them that is cut before, in the middle and after: what is signed arrives once and whole, or waits;
what the server says or gives instead is refused; nothing of it lies on the disk in the clear."""
import http.client
import http.server
import json
import pathlib
import random
import shutil
import threading
import time

import harness
from desk import SECRETS, Desk, Line, desk_at, key_of_log, nothing_in_the_clear
from harness import temporary_folder, truce, verify
from serve import check
from serve_import import HEADER, Sends, register_file, row, sha
from server import Key, Server, serving

SECRETS += [b"artillery,Northern Council", b"two craters beside the mill"]


class Files(Sends):
    """What the pages do at a desk."""

    def __init__(self, desk):
        self.desk = desk

    def ask(self, method, path, body=None, **headers):
        return check(method, path, self.desk.ask(method, path, body, **headers))

    def read(self, data, name="events.csv", register="borvik-centre", **more):
        answer = self.ask("POST", "/api/imports", {"sha256": self.upload(data), "name": name, "register": register, **more})
        assert answer.status == 202, answer.body
        while answer.json["state"] in ("waiting", "reading"):
            time.sleep(0.05)
            answer = self.ask("GET", f"/api/imports/{answer.json['id']}")
        return answer.json

    def compose(self, import_):
        return self.ask("POST", f"/api/imports/{import_['id']}/compose", {"key": self.desk.state()["key"]})

    def shown(self, data, **more):
        import_ = self.read(data, **more)
        assert import_["state"] == "read", import_
        composed = self.compose(import_)
        assert composed.status == 200, composed.body
        return import_, composed.json

    def sign(self, composed):
        answer = self.desk.sign(composed)
        assert answer.status == 201 and answer.json["state"] == "queued", answer.body
        return answer.json["id"]

    def outbox(self, entry):
        return next(one for one in self.desk.state()["outbox"] if one["id"] == entry)

    def recorded(self, entry):
        self.desk.until(lambda state: next(one for one in state["outbox"] if one["id"] == entry)["state"] == "recorded", 120)


def matched(client, query):
    answer = client.get(f"/api/incidents?limit=1&{query}")
    assert answer.status == 200, answer.body
    return answer.json["matched"]


def a_whole_file(desk, client, directory):
    files, rows = Files(desk), 3_000
    data = register_file(rows)
    import_, composed = files.shown(data)
    read = import_["read"]
    assert (read["added"], read["items"], read["kind"], import_["sha256"]) == (rows, rows, "reports.filed", sha(data)), import_
    # What is signed says which file, and the root of what this desk read in it; the server has heard of neither.
    said = json.loads(composed["body"][0]["content"])
    assert said["file"] == {"bytes": len(data), "name": "events.csv", "sha256": sha(data)} and said["batch"] == {"count": rows, "root": read["root"]}, said
    assert f"{rows} new" in composed["words"] and sha(data) in composed["words"], composed["words"]
    client.get(f"/api/imports/{import_['id']}").refused(404, "import.unknown")
    nothing_in_the_clear(directory)
    files.ask("POST", f"/api/imports/{import_['id']}/entry", {"note": "x", "body": []}).refused(409, "desk.signs")
    desk.post("/api/desk/sign", {"id": composed["id"], "words": composed["words"].replace("3000", "3")}).refused(409, "desk.words")
    before = matched(client, "register=borvik-centre")
    entry = files.sign(composed)
    files.ask("GET", f"/api/imports/{import_['id']}").refused(404, "import.unknown")
    desk.post("/api/desk/sign", {"id": composed["id"], "words": composed["words"]}).refused(404, "desk.not_shown")
    files.recorded(entry)
    assert matched(client, "register=borvik-centre") == before + rows
    desk.until(lambda _: matched(desk, "register=borvik-centre") == before + rows)
    receipt = client.get(f"/api/receipts/{entry}")
    assert receipt.status == 200, receipt.body
    # The file again: the desk sees from its own copy that there is nothing to file.
    again = files.read(data)
    assert again["read"]["unchanged"] == rows and again["read"]["kind"] == "", again
    files.compose(again).refused(409, "filing.none")
    # Corrections of so few that they go as what a form files goes.
    import_, composed = files.shown(register_file(10, act="mortar"), name="corrections.csv")
    assert import_["read"]["changed"] == 10 and "0 new, 10 changed" in composed["words"], composed["words"]
    files.recorded(files.sign(composed))
    assert not list((directory / "sealed").glob("items.*")), "what is recorded is not kept twice"


def refusals(desk, client, folder):
    files = Files(desk)
    before = client.get("/api/record").json["size"]
    data = register_file(3, act="explosion")
    # Other bytes than the hash says.
    files.put(sha(b"something else"), data).refused(400, "upload.digest")
    files.ask("GET", f"/api/uploads/{sha(b'something else')}").refused(404, "upload.unknown")
    assert files.put(sha(data), data[:10], 0, len(data)).json["held"] == 10
    files.ask("POST", "/api/imports", {"sha256": sha(data), "name": "x.csv"}).refused(409, "upload.incomplete")
    files.ask("POST", "/api/imports", {"sha256": "0" * 64, "name": "x.csv"}).refused(404, "upload.unknown")
    assert files.put(sha(data), data[10:], 10, len(data)).json["held"] == len(data)
    # By line, as at the server.
    bad = (HEADER + row(0) + row(1).replace("-28.02", "nowhere")).encode()
    state = files.read(bad, name="bad.csv")
    assert state["state"] == "refused" and "bad.csv:3" in {one["where"] for one in state["problems"]}, state
    files.compose(state).refused(409, "import.not_read")
    # A register that another institution keeps.
    state = files.read(data, register="aldmere-centre")
    assert state["state"] == "refused" and state["refusal"]["id"] == "filing.recorder", state
    # Another key of the institution, which this desk does not hold.
    import_, composed = files.shown(data)
    files.ask("POST", f"/api/imports/{import_['id']}/compose", {"key": Key(folder / "keys/aldmere.key").name}).refused(403, "session.institution")
    # Given up, it cannot be signed for any more.
    assert files.ask("DELETE", f"/api/imports/{import_['id']}", Content_Type="application/json").status == 204
    desk.sign(composed).refused(404, "import.unknown")
    assert client.get("/api/record").json["size"] == before and desk.state()["waiting"] == 0


class Cutting(Line):
    """A line that is cut once so many bytes have gone to the server."""

    def __init__(self, to):
        self.left = None
        super().__init__(to)

    def carry(self, a, b):
        if b.getpeername()[1] != self.to:
            return super().carry(a, b)
        try:
            while data := a.recv(65536):
                if self.left is not None and (left := self.left) < len(data):
                    self.left = None
                    b.sendall(data[:left])
                    self.lead(None)
                    break
                if self.left is not None:
                    self.left -= len(data)
                b.sendall(data)
        except OSError:
            pass
        return super().carry(a, b)


def cut_in_the_middle(folder, directory, server, line):
    """Signed without a line, or with one that breaks within the records: they wait, sealed, also across a kill; then they land once and whole."""
    key = Key(folder / "keys/borvik.key")
    data = register_file(20_000, note="two craters beside the mill")
    desk = Desk(directory)
    try:
        files = Files(desk)
        desk.line("up")
        line.lead(None)
        desk.line("down")
        size = desk.state()["size"]
        # Reading and signing need no line.
        _, composed = files.shown(data)
        first = files.sign(composed)
        after = desk.report("D-9", note="behind a whole file").json["id"]
        kept = list((directory / "sealed").glob("items.*"))
        assert len(kept) == 1 and desk.state()["waiting"] == 2 and desk.state()["size"] == size, (kept, desk.state())
        nothing_in_the_clear(directory)
    finally:
        desk.kill()
    desk = Desk(directory)
    try:
        files = Files(desk)
        assert files.outbox(first)["state"] == "queued"
        client = server.client()
        client.sign_in(key)
        before = matched(client, "register=borvik-centre")
        # The line comes back, and breaks when a part of the records has gone.
        line.left = kept[0].stat().st_size * 2 // 3
        line.lead(server.port)
        desk.until(lambda state: state["line"]["state"] == "down" and line.left is None)
        assert line.to is None and files.outbox(first)["state"] == files.outbox(after)["state"] == "queued", desk.state()
        assert matched(client, "register=borvik-centre") == before, "half of a file is nothing"
        line.lead(server.port)
        files.recorded(first)
        files.recorded(after)
        assert matched(client, "register=borvik-centre") == before + 20_000 - 3_000 + 1, "those that were there have other words now"
        receipts = [client.get(f"/api/receipts/{one}").json["index"] for one in (first, after)]
        # Between them the log says the time at most.
        assert receipts[0] < receipts[1] == client.get("/api/mechanism").json["as_of"] - 1, ("once, and in order", receipts)
        assert not list((directory / "sealed").glob("items.*"))
        # The same between the signature and the server's end.
        _, composed = files.shown(register_file(20_000, act="mortar"))
        killer = threading.Timer(0.3 + random.random() * 0.5, server.kill)
        killer.start()
        entry = files.sign(composed)
        killer.join()
        desk.line("down")
        server = Server(folder)
        line.lead(server.port)
        files.recorded(entry)
        client = server.client()
        client.sign_in(key)
        assert matched(client, "register=borvik-centre&act=mortar") >= 20_000
        assert client.get("/api/mechanism").json["as_of"] == client.get(f"/api/receipts/{entry}").json["index"] + 1
        return server
    finally:
        desk.stop()


def what_the_server_refuses(folder, directory, server, line):
    """Taken by the desk, refused by the log: it says why, and what was signed behind it is signed anew, also a whole file."""
    desk = Desk(directory)
    try:
        files = Files(desk)
        desk.line("up")
        line.lead(None)
        desk.line("down")
        # With the same key, at the server itself: the desk's chain is not the log's any more.
        _, composed = files.shown(register_file(1_000, act="small_arms"), name="late.csv")
        entry = files.sign(composed)
        server.stop()
        made = pathlib.Path(folder).parent / "besides.csv"
        made.write_bytes((HEADER + row(0, act="mortar").replace("I-0", "B-77")).encode())
        truce("import", folder, made, "--as", folder / "keys/borvik.key", "--register", "borvik-centre")
        server = Server(folder)
        line.lead(server.port)
        desk.until(lambda state: state["lost_place"] == 1)
        assert desk.post("/api/desk/reissue", {}).status == 200
        anew = desk.until(lambda state: state["waiting"] == 0 and state["lost_place"] == 0)["outbox"][-1]
        assert anew["state"] == "recorded" and anew["id"] != entry and files.outbox(entry)["state"] == "reissued", anew
        client = server.client()
        client.sign_in(Key(folder / "keys/borvik.key"))
        assert matched(client, "register=borvik-centre&act=small_arms") >= 1_000
        assert not list((directory / "sealed").glob("items.*"))
        return server
    finally:
        desk.stop()


def photographs(folder, directory, server, line):
    photo = bytes(random.Random(11).randrange(256) for _ in range(1_500_000))
    digest = sha(photo)
    desk = Desk(directory)
    try:
        files = Files(desk)
        desk.line("up")
        filed = desk.report("P-9", note=f"{SECRETS[0].decode()}\nsha256:{digest} a.jpg")
        item = f"{filed.json['id']}/0"
        wanted = {"sha256": digest, "item": item}
        files.recorded(filed.json["id"])
        files.ask("POST", "/api/attachments", wanted).refused(404, "upload.unknown")
        files.upload(photo)
        for word in ("x", f"{filed.json['id']}/1", "/0"):
            files.ask("POST", "/api/attachments", {**wanted, "item": word}).refused(404, "attachment.item")
        line.lead(None)
        desk.line("down")
        said = files.ask("POST", "/api/attachments", wanted).refused(503, "desk.line")
        assert "when the line is up" in said["remedy"], said
        files.ask("GET", f"/api/attachments/{digest}?item={item}").refused(503, "desk.line")
        line.left = 900_000
        line.lead(server.port)
        desk.line("up")
        files.ask("POST", "/api/attachments", wanted).refused(503, "desk.line")
        line.lead(server.port)
        # It is here still, and goes on where it was cut.
        answer = files.ask("POST", "/api/attachments", wanted)
        assert answer.status == 201 and answer.json == {**wanted, "bytes": len(photo)}, answer.body
        assert (folder / "attachments" / digest[:2] / digest[2:]).read_bytes() == photo
        got = files.ask("GET", f"/api/attachments/{digest}?item={item}")
        assert got.status == 200 and got.body == photo and got.headers["content-disposition"].startswith("attachment;")
        files.ask("GET", f"/api/attachments/{digest}?item=x").refused(404, "attachment.item")
        nothing_in_the_clear(directory)
        # What is not the file of that hash is not given on.
        file = folder / "attachments" / digest[:2] / digest[2:]
        server.stop()
        return item, digest
    finally:
        desk.stop()


class Liar(http.server.BaseHTTPRequestHandler):
    """A server that passes everything on but for what the test has it say instead."""
    protocol_version = "HTTP/1.1"
    to, instead, asked = None, {}, []

    def log_message(self, *_):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.split("?")[0]
        Liar.asked.append((self.command, path, body))
        connection = http.client.HTTPConnection("127.0.0.1", Liar.to, timeout=60)
        connection.request(self.command, self.path, body, {k: v for k, v in self.headers.items() if k.lower() != "accept-encoding"})
        response = connection.getresponse()
        data = response.read()
        status, headers = response.status, [(k, v) for k, v in response.getheaders() if k.lower() not in ("content-length", "connection")]
        for begin, lie in Liar.instead.items():
            if path.startswith(begin):
                data = lie(data)
        self.send_response(status)
        for k, v in headers:
            self.send_header(k, v)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = answer


def a_server_that_lies(folder, directory, server, item, digest):
    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    Liar.to = server.port
    desk = Desk(directory, "--server", f"http://127.0.0.1:{listening.server_port}")
    try:
        files = Files(desk)
        desk.line("up")
        # Instead of a challenge: the text of an entry, one of another server, of another log, for another key.
        text = "truce/entry/v1\n{}\n"
        lies = {
            "an entry": lambda _: text,
            "another server": lambda one: one.replace(f"127.0.0.1:{listening.server_port}", "another.example"),
            "another log": lambda one: one.replace(key_of_log(folder).split("+")[0], "other/log"),
            "another key": lambda one: one.replace('"key":"borvik', '"key":"aldmere'),
            "two texts": lambda one: one + "more\n",
        }
        for name, lie in lies.items():
            def instead(data, lie=lie):
                said = json.loads(data)
                return json.dumps({**said, "text": lie(said["text"])}).encode()
            Liar.instead = {"/api/session/challenge": instead}
            Liar.asked.clear()
            answer = files.ask("GET", f"/api/attachments/{digest}?item={item}")
            answer.refused(500, "line.challenge")
            assert not [one for one in Liar.asked if one[1] == "/api/session"], (name, "nothing was signed")
        Liar.instead = {}
        assert sha(files.ask("GET", f"/api/attachments/{digest}?item={item}").body) == digest
        Liar.instead = {"/api/attachments": lambda data: data[:-1] + bytes([data[-1] ^ 1])}
        files.ask("GET", f"/api/attachments/{digest}?item={item}").refused(500, "line.other_bytes")
        # Whatever it says of a file that was sent, what was signed is what the desk read.
        Liar.instead = {}
        _, composed = files.shown(register_file(700, act="detention"), name="seen.csv")
        Liar.asked.clear()
        files.recorded(files.sign(composed))
        sent = [body for method, path, body in Liar.asked if (method, path) == ("POST", "/api/entries")]
        assert len(sent) == 1 and set(json.loads(sent[0])) == {"note", "body", "upload"}, sent
        assert json.loads(sent[0])["body"] == composed["body"]
    finally:
        desk.stop()
        listening.shutdown()
        listening.server_close()


def handed_in_by_a_stranger(folder, server):
    """The server believes nothing of such a file: another's, half of it, other items than were signed for."""
    key, other = Key(folder / "keys/borvik.key"), Key(folder / "keys/aldmere.key")
    client = server.client()
    client.sign_in(key)
    record = {"kind": "report", "source_id": "X-1", "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "areas": ["EX-CE"], "act": "mortar"}
    composed = client.post("/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record]}).json
    step = client.post("/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [record]}).json
    before = client.get("/api/record").json["size"]

    def hand_in(data, said=composed, **more):
        digest = sha(data)
        sent = client.ask("PUT", f"/api/uploads/{digest}?bytes={len(data)}", data, Content_Type="application/octet-stream")
        assert sent.status == 200, sent.body
        return check("POST", "/api/entries", client.post("/api/entries", {"note": key.note(said["text"]), "body": said["body"], "upload": digest, **more}))

    for data in (b"x", b"\0\0\0\7abc", b"\xff\xff\xff\xff", b"\0\0\0\3abc", b"\0\0\0\0"):
        answer = hand_in(data)
        assert answer.status == 400 and answer.json["error"]["id"].startswith("batch."), (data, answer.body)
    hand_in(b"x", items=composed["items"]).refused(400, "body.members")
    check("POST", "/api/entries", client.post("/api/entries", {"note": key.note(step["text"]), "body": step["body"], "upload": "0" * 64})).refused(404, "upload.unknown")
    client.post("/api/entries", {"note": key.note(step["text"]), "body": step["body"], "upload": "x"}).refused(400, "digest.hex")
    assert client.get("/api/record").json["size"] == before
    # Those of the entry come by any way.
    assert client.hand_in(key, composed).status == 201
    again = hand_in(b"whatever")
    assert again.status == 200 and again.json["again"], again.body
    assert other.name != key.name


def no_role(folder, base):
    """An institution that holds none has a desk to read at, and files nothing."""
    example, store, directory = base / "outsider", base / "outsider-store", base / "outsider-desk"
    shutil.copytree(harness.ROOT / "examples/exercise", example)
    terms = (example / "terms.toml").read_text()
    head, tail = terms.split('id = "far-shore-union"', 1)
    (example / "terms.toml").write_text(head + 'id = "far-shore-union"' + tail.replace('"inf"]', "2024-01-01T00:00:00-02:00]", 1))
    harness.found(store, example, ("borvik", "far-shore-union"))
    with serving(store) as server:
        with desk_at(directory, "--server", f"http://127.0.0.1:{server.port}", "--as", store / "keys/far-shore-union.key", "--log", key_of_log(store)) as desk:
            files, data = Files(desk), register_file(2)
            files.put(sha(data), data).refused(403, "upload.role")
            files.ask("POST", "/api/imports", {"sha256": sha(data), "name": "x.csv"}).refused(403, "upload.role")
            files.ask("POST", "/api/attachments", {"sha256": sha(data), "item": "x"}).refused(403, "upload.role")
    # Who holds a role that files nothing is told so when the file is read.
    directory = base / "party-desk"
    with serving(folder) as server:
        with desk_at(directory, "--server", f"http://127.0.0.1:{server.port}", "--as", folder / "keys/northern-council.key", "--log", key_of_log(folder)) as desk:
            state = Files(desk).read(register_file(2))
            assert state["state"] == "refused" and state["refusal"]["id"] in ("filing.recorder", "filing.role"), state


def main():
    with temporary_folder() as name:
        base = pathlib.Path(name)
        folder, directory = base / "ex", base / "desk"
        truce("demo", folder, "--example", "exercise")
        server = Server(folder)
        line = Cutting(server.port)
        with desk_at(directory, "--server", line.url, "--as", folder / "keys/borvik.key", "--log", key_of_log(folder)) as desk:
            client = server.client()
            client.sign_in(Key(folder / "keys/borvik.key"))
            a_whole_file(desk, client, directory)
            refusals(desk, client, folder)
        nothing_in_the_clear(directory)
        server = cut_in_the_middle(folder, directory, server, line)
        server = what_the_server_refuses(folder, directory, server, line)
        item, digest = photographs(folder, directory, server, line)
        with serving(folder) as server:
            a_server_that_lies(folder, directory, server, item, digest)
            handed_in_by_a_stranger(folder, server)
        assert verify(folder)["holds"]
        no_role(folder, base)
    print("desk_files: passed")


if __name__ == "__main__":
    main()
