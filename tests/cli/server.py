"""What the tests of `truce serve` share: a server on a free port, requests as a browser or a program sends them, and signing."""
import base64
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness import ROOT, TRUCE

CONTRACT = json.loads((ROOT / "schema/api.openapi.json").read_text())


class Key:
    """A key file, and the lines that it signs (C2SP signed note)."""

    def __init__(self, path):
        marker, private, name, key_id, data = pathlib.Path(path).read_text().strip().split("+", 4)
        assert (marker, private) == ("PRIVATE", "KEY"), path
        self.name, self.id = name, bytes.fromhex(key_id)
        self._key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(data)[1:])

    def public_base64(self):

        return base64.b64encode(b"\1" + self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def note(self, text):
        signature = base64.b64encode(self.id + self._key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def refused(self, status, refusal):
        assert self.status == status and self.json["error"]["id"] == refusal, (self.status, self.body)
        error = self.json["error"]
        assert set(error) == {"id", "what", "where", "remedy"} and error["what"], error
        return error


class Client:
    """One who asks: a connection of its own, a cookie if it signed in."""

    def __init__(self, server, agent="test"):
        self.server, self.agent, self.cookie, self.asked_at = server, agent, None, time.monotonic()
        if server.trusts is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        else:
            self.connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=60, context=server.trusts)

    def ask(self, method, path, body=None, **headers):
        sent = {"User-Agent": self.agent, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if self.cookie:
            sent["Cookie"] = self.cookie
        data = None
        if body is not None:
            data = json.dumps(body) if not isinstance(body, (str, bytes)) else body
            sent.setdefault("Content-Type", "application/json")
        if method == "DELETE":
            sent.setdefault("Content-Type", "application/json")
        # The server closes what was idle for long; http.client opens another by itself.
        if time.monotonic() - self.asked_at > 5:
            self.connection.close()
        self.asked_at = time.monotonic()
        try:
            self.connection.request(method, path, data, sent)
            return Answer(self.connection.getresponse())
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()
            raise

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body, **headers):
        return self.ask("POST", path, body, **headers)

    def sign_in(self, key):
        challenge = self.post("/api/session/challenge", {"key": key.name}).json
        answer = self.post("/api/session", {"note": key.note(challenge["text"])})
        assert answer.status == 200, answer.body
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie, cookie
        self.cookie = cookie.split(";")[0]
        return answer.json

    def hand_in(self, key, composed):
        body = {"note": key.note(composed["text"]), "body": composed["body"]}
        if "items" in composed:
            body["items"] = composed["items"]
        return self.post("/api/entries", body)


def shifted(later):
    """An environment whose wall clock is later by so much, as faketime makes it; without its wrapper, which signals would hit."""
    if later is None:
        return os.environ
    made = subprocess.run(["faketime", "--exclude-monotonic", "-f", later, "env", "-0"], capture_output=True, text=True, check=True).stdout
    return dict(one.split("=", 1) for one in made.split("\0") if "=" in one and not one.startswith("FAKETIME_SHARED="))


class Server:
    def __init__(self, directory, *words, later=None, trusts=None):
        """trusts: the ssl.SSLContext by which its clients ask, if it speaks TLS."""
        self.trusts = trusts
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([TRUCE, "serve", str(directory), "--listen", "127.0.0.1:0", "--rate", "100000", *map(str, words)],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True, env=shifted(later))
        line = self.process.stdout.readline()
        assert f" is served at {'http' if trusts is None else 'https'}://127.0.0.1:" in line, (line, self.logged())
        self.port = int(line.rsplit(":", 1)[1])

    def client(self, agent="test"):
        return Client(self, agent)

    def logged(self):
        self.log.seek(0)
        return self.log.read()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(30) == 0
        self.process.stdout.close()


@contextlib.contextmanager
def serving(directory, *words, **more):
    server = Server(directory, *words, **more)
    try:
        yield server
    finally:
        server.stop()


def commitment(part):
    number = {"public": 1, "mechanism": 2, "exact": 3, "provenance": 4}[part["audience"]]
    return hashlib.sha256(b"\0truce/part/v1\n" + bytes.fromhex(part["secret"]) + bytes([number]) + part["content"].encode()).hexdigest()
