"""`truce desk`: a participant's own copy of the binary between its browser and a server that need not be trusted.

A real server and real desks, with a line between them that the test cuts: what is read at the desk is what the server tells its institution;
what is signed while the line is down arrives once; a server that goes back, shows another history or alters a body is refused, with a proof
where there is one; nothing of it lies on the disk in the clear; another page, another name and another passphrase get nothing."""
import contextlib
import http.client
import json
import pathlib
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import threading
import time

import harness
from harness import TRUCE, another_machine, temporary_folder, truce, verify
from serve import SEEN, check
from serve_tls import certificate
from server import CONTRACT, Answer, Key, Server, serving, shifted
from witnesses import Serving, witnessed, write_policy

PASSPHRASE = "seven herons over the grey mill"
REPORT = "borvik-centre:B-0604-2"
SECRETS = [b"the miller saw two flashes", b"mortar fire on the mill", b"PRIVATE+KEY", b"borvik-centre", b"crater analysis"]


class Line:
    """A wire to whatever listens on `to`; None: it is cut."""

    def __init__(self, to=None):
        self.to, self.open = to, set()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            one, _ = self.socket.accept()
            if self.to is None:
                one.close()
                continue
            try:
                other = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                one.close()
                continue
            self.open |= {one, other}
            for a, b in ((one, other), (other, one)):
                threading.Thread(target=self.carry, args=(a, b), daemon=True).start()

    def carry(self, a, b):
        with contextlib.suppress(OSError):
            while data := a.recv(65536):
                b.sendall(data)
        for end in (a, b):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            self.open.discard(end)

    def lead(self, to):
        """To another place from now on: what is open is cut."""
        self.to = to
        for end in list(self.open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"


class Desk:
    def __init__(self, directory, *words, passphrase=PASSPHRASE, later=None, terminal=None):
        """terminal: what it has as its standard input."""
        self.secret = tempfile.NamedTemporaryFile("w", suffix=".passphrase")
        self.secret.write(passphrase + "\n")
        self.secret.flush()
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([TRUCE, "desk", str(directory), "--listen", "127.0.0.1:0", "--every", "0.2", "--passphrase-file", self.secret.name,
                                         *map(str, words)], stdin=terminal, stdout=subprocess.PIPE, stderr=self.log, text=True, env=shifted(later))
        self.said = self.process.stdout.readline()
        entrance = self.process.stdout.readline()
        assert " is a desk of " in self.said and "/?desk=" in entrance, (self.said, entrance, self.logged())
        self.address, self.token = entrance.strip().removeprefix("open it at http://").split("/?desk=")
        self.port = int(self.address.rsplit(":", 1)[1])

    def logged(self):
        self.log.seek(0)
        return self.log.read()

    def ask(self, method, path, body=None, bare=False, **headers):
        sent = {k.replace("_", "-"): v for k, v in headers.items()}
        if not bare:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, data, sent)
        answer = Answer(connection.getresponse())
        connection.close()
        return check(method, path, answer) if path.startswith("/api/desk") else answer

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, body, **more):
        return self.ask("POST", path, body, **more)

    def state(self):
        answer = self.get("/api/desk")
        assert answer.status == 200, answer.body
        return answer.json

    def until(self, what, seconds=30):
        end = time.monotonic() + seconds
        while True:
            state = self.state()
            if what(state):
                return state
            assert time.monotonic() < end, (state, self.logged())
            time.sleep(0.05)

    def line(self, state):
        return self.until(lambda one: one["line"]["state"] == state)

    def compose(self, path, **request):
        answer = self.post(path, {"key": self.state()["key"], **request})
        assert answer.status == 200, answer.body
        return answer.json

    def sign(self, composed):
        return self.post("/api/desk/sign", {"id": composed["id"], "words": composed["words"]})

    def step(self, step, case=None):
        return self.sign(self.compose("/api/steps/compose", step=step, **({"case": case} if case else {})))

    def report(self, source_id, **more):
        record = {"kind": "report", "source_id": source_id, "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "lat": "-19.02", "lon": "-28.02",
                  "radius_m": 300, "act": "artillery", "actors": ["Northern Council"], "note": SECRETS[0].decode(), **more}
        return self.sign(self.compose("/api/reports/compose", register="borvik-centre", records=[record]))

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(30) == 0, self.logged()
        self.process.stdout.close()
        self.secret.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.secret.close()


@contextlib.contextmanager
def desk_at(*words, **more):
    one = Desk(*words, **more)
    try:
        yield one
    finally:
        one.stop()


def refused(refusal, directory, *words, passphrase=PASSPHRASE, listen="127.0.0.1:0"):
    with tempfile.NamedTemporaryFile("w", suffix=".passphrase") as secret:
        secret.write(passphrase + "\n")
        secret.flush()
        said = truce("desk", directory, "--listen", listen, "--passphrase-file", secret.name, *words, status=1, timeout=120)
    assert f"[{refusal}]" in said, (refusal, said)
    return said


def key_of_log(folder):
    return truce("record", "key", folder).split()[1]


def nothing_in_the_clear(directory):
    files = [path for path in directory.rglob("*") if path.is_file()]
    assert len(files) > 4, files
    for path in files:
        content = path.read_bytes()
        for secret in SECRETS:
            assert secret not in content, (path, secret)
        assert path.stat().st_mode & 0o077 == 0 or path.name in ("mechanism.json", "lock") or path.name.startswith(("checkpoint-", "equivocation-")), path


def differences(a, b, own, at=""):
    """The first of them, by their place."""
    if type(a) is not type(b):
        return [(at, a, b)]
    if isinstance(a, dict):
        if "verdict" in a and a["verdict"] != b.get("verdict"):
            # Another register's exact place is sealed here, and known to the server that computes from it: then nothing is decided here.
            verdict = a["verdict"]
            if a.get("register", "") != own and (verdict["class"] if isinstance(verdict, dict) else verdict) == "undetermined":
                a, b = {k: v for k, v in a.items() if not k.startswith(("verdict", "undetermined"))}, {k: v for k, v in b.items() if not k.startswith(("verdict", "undetermined"))}
        if "recorded" in a and "undetermined" in a and a["register"] != own:
            # A tally of such verdicts: as many records, and those that the server decides may be undecided here.
            rulings = ("exempt", "no_violation", "undetermined", "violation")
            if a["undetermined"]["possible"] >= b["undetermined"]["possible"] and all(a[name]["certain"] <= b[name]["certain"] for name in rulings if name != "undetermined"):
                a, b = ({k: v for k, v in one.items() if k not in rulings} for one in (a, b))
        return [one for name in sorted(set(a) | set(b)) for one in differences(a.get(name), b.get(name), own, f"{at}.{name}")][:6]
    if isinstance(a, list) and len(a) == len(b):
        return [one for n, (x, y) in enumerate(zip(a, b)) for one in differences(x, y, own, f"{at}[{n}]")][:6]
    return [] if a == b else [(at, a, b)]


def same_as_the_server(desk, server, key):
    """Every question the pages begin with gets the same answer from the desk's own copy as from the server."""
    client = server.client()
    client.sign_in(key)
    size = client.get("/api/mechanism").json["as_of"]
    desk.until(lambda state: state["size"] == size)
    for path in ("/api/mechanism", "/api/incidents?limit=500", "/api/cases", "/api/participants", "/api/keys", "/api/agreement", "/api/areas",
                 "/api/talks", "/api/coordination/activities", "/api/days", "/api/watches?limit=200", "/ogc/collections/incidents/items?limit=500"):
        here, there = desk.get(path), client.get(path)
        assert here.status == there.status == 200, (path, here.status, there.status, here.body[:300], there.body[:300])

        def plain(answer):
            found = json.loads(answer.body.decode().replace(f"127.0.0.1:{desk.port}", "HOST").replace(f"127.0.0.1:{server.port}", "HOST").replace("https://HOST", "http://HOST"))
            for member in ("viewer", "timeStamp"):
                if isinstance(found, dict) and isinstance(found.get(member), dict):
                    found[member].pop("expires", None)
                elif isinstance(found, dict):
                    found.pop(member, None)
            return found

        found = differences(plain(here), plain(there), key.name.split("/")[0] + "-centre")
        assert not found, (path, found)
    return size


def door(desk):
    desk.get("/api/me", bare=True).refused(401, "desk.token")
    desk.get("/", bare=True).refused(401, "desk.token")
    desk.get("/?desk=" + "0" * 64, bare=True).refused(401, "desk.token")
    desk.get("/api/me", bare=True, Authorization="Bearer ").refused(401, "desk.token")
    for host in ("localhost", "127.0.0.1", f"localhost:{desk.port}", f"attacker.example:{desk.port}", f"127.0.0.1:{desk.port}.attacker.example"):
        desk.get("/api/me", Host=host).refused(403, "desk.host")
    desk.get("/?desk=" + desk.token, bare=True, Host=f"attacker.example:{desk.port}").refused(403, "desk.host")
    for origin in ("http://attacker.example", "null", "http://127.0.0.1:1", f"https://127.0.0.1:{desk.port}"):
        desk.get("/api/me", Origin=origin).refused(403, "desk.origin")
        desk.post("/api/desk/sign", {"id": "x", "words": "x"}, Origin=origin).refused(403, "desk.origin")
    desk.get("/api/me", Sec_Fetch_Site="cross-site").refused(403, "desk.origin")
    desk.get("/api/me", Sec_Fetch_Site="same-site").refused(403, "desk.origin")
    assert desk.get("/api/me", Origin=f"http://{desk.address}", Sec_Fetch_Site="same-origin").status == 200
    entered = desk.get("/?desk=" + desk.token, bare=True, Sec_Fetch_Site="none")
    assert entered.status == 303 and entered.headers["location"] == "/", (entered.status, entered.headers)
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie, cookie
    me = desk.get("/api/me", bare=True, Cookie=cookie.split(";")[0])
    assert me.status == 200 and me.json["desk"] is True and me.json["viewer"]["institution"] == "borvik" and "expires" not in me.json["viewer"], me.body
    assert desk.get("/api/me", bare=True, Cookie="truce_desk=" + "0" * 64).status == 401
    worker = desk.get("/sw.js", bare=True, Cookie=cookie.split(";")[0])
    assert worker.status == 200 and b"unregister" in worker.body and b"caches.delete" in worker.body and b"cache.put" not in worker.body
    page = desk.get("/", bare=True, Cookie=cookie.split(";")[0])
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    for path in ("/bodies", "/api/entries"):
        assert desk.post(path, {"note": "x", "body": []}).status >= 400
    desk.post("/api/entries", {"note": "x", "body": []}).refused(409, "desk.signs")


def no_line_and_back(folder, directory, server, line, key):
    """Composed, read and signed without a line, across a kill of the desk; then everything arrives, once and in order."""
    desk = Desk(directory)
    try:
        desk.line("up")
        line.lead(None)
        server.kill()
        desk.line("down")
        before = desk.state()["size"]
        opened = desk.step({"kind": "case.opened", "incident": REPORT, "accused": ["northern-council"], "text": SECRETS[1].decode()})
        assert opened.status == 201 and opened.json["state"] == "queued", opened.body
        case = opened.json["id"]
        # The next one stands on a step that no log has seen yet.
        fact = desk.step({"kind": "fact.asserted", "attribute": "act", "values": ["artillery"], "confidence": "probable", "source": SECRETS[4].decode()}, case)
        assert fact.status == 201, fact.body
        filed = desk.report("D-1")
        assert filed.status == 201, filed.body
        waiting = desk.state()
        assert waiting["waiting"] == 3 and waiting["size"] == before and waiting["line"]["state"] == "down", waiting
        assert waiting["line"]["error"]["id"].startswith("http."), waiting
        assert desk.get("/api/incidents?limit=5").status == 200, "what is held is read without a line"
        desk.get(f"/api/receipts/{case}").refused(404, "entry.missing")
        nothing_in_the_clear(directory)
    finally:
        desk.kill()
    desk = Desk(directory)
    try:
        assert "no connection" in desk.logged() or "http." in desk.logged(), desk.logged()
        assert [one["state"] for one in desk.state()["outbox"]][-3:] == ["queued"] * 3, "what was signed outlives the desk's process"
        late = desk.compose("/api/steps/compose", step={"kind": "notice.given", "to": ["northern-council"], "text": "this concerns you"}, case=case)
        late_too = desk.compose("/api/steps/compose", step={"kind": "finding.signed", "finding": "confirmed", "text": "in words"}, case=case)
        # Composed side by side, signed one after the other: each finds its place behind the other.
        assert desk.sign(late_too).status == 201 and desk.sign(late).status == 201
        again = Server(folder)
        line.lead(again.port)
        done = desk.until(lambda state: state["waiting"] == 0)
        assert [one["state"] for one in done["outbox"]][-5:] == ["recorded"] * 5, done
        desk.line("up")
        for entry in (case, fact.json["id"], filed.json["id"], late["id"], late_too["id"]):
            receipt = desk.get(f"/api/receipts/{entry}")
            assert receipt.status == 200 and receipt.json["level"] == "recorded", receipt.body
        client = again.client()
        client.sign_in(key)
        steps = client.get(f"/api/cases/{case}").json["case"]["steps"]
        assert [one["id"] for one in steps] == [case, fact.json["id"], late_too["id"], late["id"]], steps
        found = client.get("/api/incidents?limit=100&register=borvik-centre&q=D-1").json["items"]
        assert [(one["source_id"], one["versions"]) for one in found] == [("D-1", 1)], found
        same_as_the_server(desk, again, key)
        time.sleep(1)
        assert client.get("/api/mechanism").json["as_of"] == desk.state()["size"], "nothing is handed in twice"
        return desk, again
    except BaseException:
        desk.kill()
        raise


def signing(desk):
    step = {"kind": "case.opened", "incident": "borvik-centre:B-0601-1", "accused": ["northern-council"], "text": "shots at the bridge"}
    composed = desk.compose("/api/steps/compose", step=step)
    desk.post("/api/desk/sign", {"id": composed["id"], "words": composed["words"].replace("northern-council", "southern-assembly")}).refused(409, "desk.words")
    desk.post("/api/desk/sign", {"id": "00000000-0000-4000-8000-000000000000", "words": composed["words"]}).refused(404, "desk.not_shown")
    desk.post("/api/desk/sign", {"id": composed["id"]}).refused(400, "body.members")
    assert desk.sign(composed).status == 201
    desk.sign(composed).refused(404, "desk.not_shown")
    desk.until(lambda state: state["waiting"] == 0)


def anew(desk, line, server, folder):
    """The log refuses a step that was right when it was signed; what stands behind it is signed anew."""
    case = desk.step({"kind": "case.opened", "incident": "borvik-centre:B-0602-1", "accused": ["northern-council"], "text": "x"}).json["id"]
    desk.until(lambda state: state["waiting"] == 0)
    path = folder.parent / "second.key"
    truce("keys", "new", "borvik", path)
    second = Key(path)
    vkey = f"{second.name}+{second.id.hex()}+" + second.public_base64()
    # The same enrolment composed twice before either is recorded: the second is refused by the log.
    twice = [desk.compose("/api/keys/compose", enrol=vkey) for _ in range(2)]
    third = desk.compose("/api/steps/compose", step={"kind": "notice.given", "to": ["northern-council"], "text": "after that"}, case=case)
    line.lead(None)
    desk.line("down")
    for one in (*twice, third):
        answer = desk.sign(one)
        assert answer.status == 201, answer.body
    line.lead(server.port)
    stuck = desk.until(lambda state: state["lost_place"] == 1 and state["waiting"] == 1)
    states = {one["id"]: one for one in stuck["outbox"]}
    assert states[twice[0]["id"]]["state"] == "recorded" and states[twice[1]["id"]]["state"] == "refused", states
    assert states[twice[1]["id"]]["refusal"]["id"] and states[third["id"]]["state"] == "queued", states
    answer = desk.post("/api/desk/reissue", {})
    assert answer.status == 200 and len(answer.json["queued"]) == 1, answer.body
    done = desk.until(lambda state: state["waiting"] == 0)
    assert done["outbox"][-1]["state"] == "recorded" and done["outbox"][-1]["id"] != third["id"], done


def erased(folder, server, line, directory):
    """What two keys erase goes from what the desk keeps, too."""
    line.lead(None)
    server.stop()
    erasers = []
    for institution in ("aldmere", "borvik"):
        path = folder.parent / f"{institution}-eraser.key"
        truce("keys", "new", institution, path)
        truce("keys", "enrol", folder, path, "--kinds", "record.erased", "--as", folder / f"keys/{institution}.key")
        erasers += ["--as", path]
    truce("record", "erase", folder, REPORT, "--part", "mechanism", "--reason", "a name slipped in", *erasers)
    files = len(list((directory / "sealed").glob("copy.*")))
    server = Server(folder)
    line.lead(server.port)
    with desk_at(directory) as desk:
        key = Key(folder / "keys/borvik.key")
        same_as_the_server(desk, server, key)
        left = sorted(path.name for path in (directory / "sealed").glob("copy.*"))
        assert all(name.startswith("copy.2.") for name in left) and len(left) <= files + 1, left
        assert desk.get("/api/incidents?limit=10&register=borvik-centre&q=B-0604-2").json["items"] == []
    with desk_at(directory) as desk:
        same_as_the_server(desk, server, key)
    return server


def copied(folder, to):
    """As it would be on a machine that has never seen the log."""
    shutil.copytree(folder, to)
    config = json.loads((to / "mechanism.json").read_text())
    config.pop("head", None)
    (to / "mechanism.json").write_text(json.dumps(config, separators=(",", ":"), sort_keys=True) + "\n")


def found_out(folder, server, line, directory):
    """The server is put back to an old copy, and goes on from there otherwise."""
    key = Key(folder / "keys/borvik.key")
    old = folder.parent / "old"
    line.lead(None)
    server.stop()
    copied(folder, old)
    server = Server(folder)
    line.lead(server.port)
    with desk_at(directory) as desk:
        assert desk.report("D-2").status == 201
        size = desk.until(lambda state: state["waiting"] == 0)["size"]
        line.lead(None)
        server.stop()
        with another_machine():
            back = Server(old)
        line.lead(back.port)
        state = desk.line("alarm")
        error = state["line"]["error"]
        assert error["id"] == "desk.rolled_back" and error["where"].endswith(f"checkpoint-{size}"), error
        shown = pathlib.Path(error["where"]).read_text().splitlines()
        assert shown[1] == str(size) and state["size"] == size, (shown, state)
        composed = desk.compose("/api/reports/compose", register="borvik-centre", records=[
            {"kind": "report", "source_id": "D-3", "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "lat": "-19.02", "lon": "-28.02",
             "radius_m": 300, "act": "artillery", "actors": ["Northern Council"]}])
        desk.sign(composed).refused(500, "desk.rolled_back")
        # Back where it was, it is served as before.
        line.lead(None)
        back.stop()
        server = Server(folder)
        line.lead(server.port)
        desk.line("up")
        assert desk.sign(composed).status == 201
        desk.until(lambda one: one["waiting"] == 0)
        line.lead(None)
        server.stop()
        # On the old copy another history is signed, longer than what the desk holds.
        with another_machine():
            for n in range(4):
                file = folder.parent / f"other{n}.csv"
                file.write_text((harness.ROOT / "examples/exercise/data/borvik.csv").read_text().replace("B-06", f"X{n}-06"))
                truce("import", old, file, "--as", old / "keys/borvik.key", "--register", "borvik-centre")
            back = Server(old)
        line.lead(back.port)
        state = desk.line("alarm")
        error = state["line"]["error"]
        assert error["id"] == "desk.fork", error
        proof = pathlib.Path(error["where"])
        assert proof.parent == directory and proof.name.startswith("equivocation-"), proof
        desk.step({"kind": "case.opened", "incident": "borvik-centre:B-0603-1", "accused": ["northern-council"], "text": "y"}).refused(500, "desk.fork")
        assert desk.get("/api/incidents?limit=5").status == 200, "what is held stays readable"
    policy = folder.parent / "policy.txt"
    policy.write_text(f"log {key_of_log(folder)}\nquorum none\n")
    convicted = json.loads(truce("record", "compare", "--check", proof, "--policy", policy, "--format", "json"))
    assert len(convicted["logs"]) == 1, convicted
    line.lead(None)
    back.stop()
    server = Server(folder)
    line.lead(server.port)
    with desk_at(directory) as desk:
        assert desk.line("alarm")["line"]["error"]["id"] == "desk.fork", "as long as the proof lies there"
    nothing_in_the_clear(directory)
    return server


def altered(folder, line):
    """A body that is not what was signed; a desk that was never there before takes nothing at all."""
    false = folder.parent / "false"
    line.lead(None)
    copied(folder, false)
    with sqlite3.connect(false / "truce.db") as db:
        changed = 0
        for table, column in ((t, c) for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type='table' AND name LIKE 'log_%'").fetchall()
                              for _, c, *_ in db.execute(f"PRAGMA table_info({t})").fetchall()):
            for row, value in db.execute(f"SELECT rowid, {column} FROM {table} WHERE typeof({column}) IN ('text', 'blob')").fetchall():
                content = value if isinstance(value, bytes) else value.encode()
                if SECRETS[1] in content:
                    new = content.replace(SECRETS[1], b"no fire whatever there  "[:len(SECRETS[1])].ljust(len(SECRETS[1])))
                    db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new if isinstance(value, bytes) else new.decode(), row))
                    changed += 1
    assert changed >= 1, "the words of the case are in the store"
    with another_machine():
        liar = Server(false)
    line.lead(liar.port)
    castane = folder.parent / "castane-desk"
    said = refused("entry.body", castane, "--server", line.url, "--as", folder / "keys/castane.key", "--log", key_of_log(folder))
    assert "entry " in said, said
    line.lead(None)
    liar.stop()
    return castane


def over_tls(folder):
    pem, private = certificate(folder.parent, "line")
    other, _ = certificate(folder.parent, "nobody")
    directory = folder.parent / "tls-desk"
    with serving(folder, "--tls-certificate", pem, "--tls-key", private, trusts=ssl.create_default_context(cafile=pem)) as server:
        first = ("--as", folder / "keys/castane.key", "--log", key_of_log(folder))
        refused("tls.untrusted", directory, "--server", f"https://127.0.0.1:{server.port}", *first)
        refused("tls.untrusted", directory, "--ca", other)
        refused("tls.untrusted", directory, "--server", f"https://localhost:{server.port}", "--ca", pem)
        refused("tls.authorities", directory, "--ca", folder / "nowhere.pem")
        with desk_at(directory, "--ca", pem) as desk:
            same_as_the_server(desk, server, Key(folder / "keys/castane.key"))


def after_a_delay(folder):
    """Where the profile lets members see others' reports a day later, the desk asks again then."""
    example, store, directory = folder / "later", folder / "later-store", folder / "later-desk"
    shutil.copytree(harness.ROOT / "examples/exercise", example)
    profile = example / "profile.toml"
    text = profile.read_text()
    members = 'audience = "mechanism"\nplace = "district"\ndelay = "0 h"'
    assert text.count(members) == 1
    profile.write_text(text.replace(members, members.replace("0 h", "24 h")))
    harness.found(store, example, ("aldmere", "borvik"))
    for institution in ("aldmere", "borvik"):
        truce("import", store, example / f"data/{institution}.csv", "--as", store / f"keys/{institution}.key", "--register", f"{institution}-centre")
    key = Key(store / "keys/borvik.key")

    def registers(one):
        return {incident["register"] for incident in one.get("/api/incidents?limit=500").json["items"]}

    with serving(store) as server:
        with desk_at(directory, "--server", f"http://127.0.0.1:{server.port}", "--as", store / "keys/borvik.key", "--log", key_of_log(store)) as desk:
            same_as_the_server(desk, server, key)
            assert registers(desk) == {"borvik-centre"}
    with serving(store, later="+25h") as server:
        with desk_at(directory, "--server", f"http://127.0.0.1:{server.port}", later="+25h") as desk:
            desk.until(lambda _: "aldmere-centre" in registers(desk))
            same_as_the_server(desk, server, key)
    with desk_at(directory, later="+25h") as desk:
        assert registers(desk) == {"aldmere-centre", "borvik-centre"}, "what was opened was kept"


@contextlib.contextmanager
def written(text):
    with tempfile.NamedTemporaryFile("w", suffix=".passphrase") as file:
        file.write(text + "\n")
        file.flush()
        yield file.name


def another_passphrase(directory):
    """Only who knows the one that holds gives another; then that one opens all that was kept, and the older one nothing."""
    newer = "nine otters in the green reeds"
    with written(PASSPHRASE) as old, written(newer) as new, written("short") as short, written(newer + "s") as wrong:
        change = ("keys", "passphrase", directory, "--passphrase-file")
        assert "[seal.passphrase]" in truce(*change, wrong, "--new-passphrase-file", new, status=1)
        assert "[desk.passphrase]" in truce(*change, old, "--new-passphrase-file", short, status=1)
        assert "[directory.not_a_desk]" in truce("keys", "passphrase", directory / "sealed", "--passphrase-file", old, "--new-passphrase-file", new, status=1)
        with desk_at(directory) as desk:
            before = desk.state()
            assert "[directory.locked]" in truce(*change, old, "--new-passphrase-file", new, status=1), "the desk is running"
        sealed = {path.name: path.read_bytes() for path in (directory / "sealed").glob("copy.*")}
        said = truce(*change, old, "--new-passphrase-file", new)
        assert "opens with the new passphrase" in said and newer not in said and PASSPHRASE not in said, said
        refused("seal.passphrase", directory)
        assert sealed == {path.name: path.read_bytes() for path in (directory / "sealed").glob("copy.*")}
        with desk_at(directory, passphrase=newer) as desk:
            state = desk.state()
            assert state["size"] >= before["size"] and state["key"] == before["key"] and state["outbox"] == before["outbox"], (state, before)
        truce(*change, new, "--new-passphrase-file", old)
    nothing_in_the_clear(directory)


def under_a_policy(folder):
    """With --policy: a log that it does not name is none of the desk's; what has not its quorum of witnesses is recorded and no more."""
    store, other, directory, policy = folder / "policed", folder / "another", folder / "policed-desk", folder / "two.txt"
    for one in (store, other):
        harness.found(one, harness.ROOT / "examples/exercise", ("aldmere", "borvik"))
    truce("import", store, harness.ROOT / "examples/exercise/data/borvik.csv", "--as", store / "keys/borvik.key", "--register", "borvik-centre")
    witnesses, running = {}, {}
    for name in ("first", "second"):
        truce("witness", "new", folder / name, "--name", f"witness.example.org/{name}")
        truce("witness", "add-log", folder / name, key_of_log(store))
        running[name] = Serving("witness", "serve", folder / name)
        witnesses[name] = (json.loads(truce("witness", "key", folder / name, "--format", "json"))["vkey"], running[name].url)
    write_policy(policy, key_of_log(store), witnesses)
    stranger = folder / "stranger.txt"
    write_policy(stranger, key_of_log(other), witnesses)

    def level(desk):
        entry = desk.get("/api/incidents?limit=1&register=borvik-centre").json["items"][0]["id"].split("/")[0]
        receipt = desk.get(f"/api/receipts/{entry}")
        assert receipt.status == 200, receipt.body
        return receipt.json["level"]

    running["second"].kill()
    assert witnessed(store, policy)[0] == "recorded"
    # A day later what is recorded now is public, and so is its checkpoint with what witnesses said of it.
    with serving(store, later="+25h") as server:
        first = ("--server", f"http://127.0.0.1:{server.port}", "--as", store / "keys/borvik.key")
        said = refused("desk.policy", directory, *first, "--log", key_of_log(store), "--policy", stranger)
        assert "does not name" in said and str(stranger) in said, said
        shutil.rmtree(directory)
        with desk_at(directory, *first, "--policy", policy, later="+25h") as desk:
            assert level(desk) == "recorded", "one witness of two"
        refused("desk.policy", directory, "--policy", stranger)
        running["second"].restart()
        assert witnessed(store, policy)[0] == "acknowledged by all"
        with desk_at(directory, "--server", f"http://127.0.0.1:{server.port}", "--policy", policy, later="+25h") as desk:
            assert level(desk) == "acknowledged", level(desk)
        with desk_at(directory, "--server", f"http://127.0.0.1:{server.port}", later="+25h") as desk:
            assert level(desk) == "recorded", "who names no witnesses trusts none"
    for one in running.values():
        one.end()


def main():
    with temporary_folder() as name:
        folder = pathlib.Path(name) / "ex"
        truce("demo", folder, "--example", "exercise")
        directory = pathlib.Path(name) / "desk"
        key = Key(folder / "keys/borvik.key")
        server = Server(folder)
        line = Line(server.port)
        first = ("--server", line.url, "--as", folder / "keys/borvik.key", "--log", key_of_log(folder))
        refused("directory.not_a_desk", directory)
        refused("desk.passphrase", directory, *first, passphrase="short")
        refused("desk.listen", directory, *first, listen="0.0.0.0:0")
        refused("http.url", directory, *first[2:], "--server", "ftp://example.org")
        assert not directory.exists()
        with desk_at(directory, *first) as desk:
            assert "all checked" in desk.said, desk.said
            same_as_the_server(desk, server, key)
            door(desk)
            refused("directory.locked", directory)
            signing(desk)
            check("GET", "/api/desk", server.client().get("/api/desk")).refused(404, "desk.none")
            server.client().post("/api/desk/sign", {"id": "x", "words": "x"}).refused(404, "desk.none")
        nothing_in_the_clear(directory)
        refused("seal.passphrase", directory, passphrase=PASSPHRASE + "s")
        sealed = sorted((directory / "sealed").glob("copy.*"))
        good = sealed[0].read_bytes()
        sealed[0].write_bytes(good[:100] + bytes([good[100] ^ 1]) + good[101:])
        refused("seal.broken", directory)
        sealed[0].write_bytes(good)
        desk, server = no_line_and_back(folder, directory, server, line, key)
        try:
            anew(desk, line, server, folder)
        finally:
            desk.stop()
        server = found_out(folder, erased(folder, server, line, directory), line, directory)
        server.stop()
        another_passphrase(directory)
        altered(folder, line)
        over_tls(folder)
        after_a_delay(pathlib.Path(name))
        under_a_policy(pathlib.Path(name))
        assert verify(folder)["holds"]
        assert {(path, method.upper()) for path, operations in CONTRACT["paths"].items() if path.startswith("/api/desk") for method in operations} <= SEEN
    print("desk: passed")


if __name__ == "__main__":
    main()
