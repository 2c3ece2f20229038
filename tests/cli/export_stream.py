"""Exports go out while they are made: of whatever length in the same memory, as slowly as they are read, and of one state of the record while it goes on.

    export_stream.py TRUCE [ROWS]
"""
import hashlib
import http.client
import pathlib
import signal
import socket
import sys
import threading
import time
import zlib

import harness
from harness import truce
from serve_import import HEADER, row
from server import Key, Server, serving

ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 120_000
MORE_MB = 48  # beside what the server needs anyway
LIMIT_S = 60  # in which a reader must take something


def memory(server, name):
    return next(int(line.split()[1]) / 1024 for line in pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines() if line.startswith(name))


def descriptors(server):
    return len(list(pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir()))


class Reading:
    """One export on a connection of its own."""

    def __init__(self, server, path, cookie, **headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.connection.connect()
        # What waits in this end's buffers was taken from the server: small ones, so that a slow reader is one.
        self.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        self.connection.request("GET", path, headers={"User-Agent": "test", "Cookie": cookie, **headers})
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, (self.answer.status, self.answer.read())
        self.bytes, self.hash, self.lines = 0, hashlib.sha256(), 0

    def take(self, n=1 << 16):
        data = self.answer.read(n)
        self.bytes += len(data)
        self.hash.update(data)
        self.lines += data.count(b"\n")
        return data

    def rest(self):
        while self.take():
            pass
        return self

    @property
    def digest(self):
        return self.hash.hexdigest()

    def close(self):
        self.connection.close()


def slowly(reading, seconds, size, done):
    """Spread over so long; `done` gets how long it took."""
    began = time.monotonic()
    try:
        while data := reading.take():
            ahead = began + seconds * reading.bytes / size - time.monotonic()
            if ahead > 0 and data:
                time.sleep(min(ahead, 5))
        done.append(time.monotonic() - began)
    except Exception as error:  # said where it is waited for
        done.append(error)


def main():
    with harness.temporary_folder() as name:
        folder = pathlib.Path(name)
        record = folder / "ex"
        truce("demo", record, "--example", "exercise")
        (folder / "many.csv").write_text(HEADER + "".join(row(n) for n in range(ROWS)))
        truce("import", record, folder / "many.csv", "--as", record / "keys/borvik.key", "--register", "borvik-centre", timeout=600)
        key = Key(record / "keys/borvik.key")
        with serving(record) as server:
            client = server.client()
            client.sign_in(key)
            while b'"verdict"' not in client.get("/ogc/collections/incidents/items?limit=1&sortby=-time_from").body:
                time.sleep(0.2)
            path = "/api/export.geojson"
            before, open_before = memory(server, "VmRSS"), descriptors(server)
            pathlib.Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")  # the peak is that of now
            began = time.monotonic()
            first = Reading(server, path, client.cookie).rest()
            took = time.monotonic() - began
            assert first.answer.getheader("Transfer-Encoding") == "chunked" and first.answer.getheader("ETag") is None
            first.close()
            peak = memory(server, "VmHWM")
            print(f"{ROWS} incidents, {first.bytes / 1e6:.0f} MB as GeoJSON in {took:.1f} s; memory of the server {before:.0f} MB before, {peak:.0f} MB at most")
            assert first.bytes > 100e6 or ROWS < 120_000, first.bytes
            assert peak - before < MORE_MB, (before, peak)
            # The same bytes from the command line, packed, and for a reader who takes longer than the time limit.
            truce("export", record, "--form", "geojson", "--for", "borvik", "--out", folder / "out", timeout=600)
            assert hashlib.sha256((folder / "out").read_bytes()).hexdigest() == first.digest
            packed = Reading(server, path, client.cookie, **{"Accept-Encoding": "gzip"})
            assert packed.answer.getheader("Content-Encoding") == "gzip" and "Accept-Encoding" in packed.answer.getheader("Vary")
            plain, unpacked = zlib.decompressobj(31), hashlib.sha256()
            while data := packed.take():
                unpacked.update(plain.decompress(data))
            unpacked.update(plain.flush())
            assert plain.eof and unpacked.hexdigest() == first.digest and packed.bytes < first.bytes / 5
            print(f"gzip: {packed.bytes / 1e6:.1f} MB")
            packed.close()

            slow = [Reading(server, path, client.cookie) for _ in range(4)]
            for one in slow:
                while one.bytes < 4 << 20:
                    one.take()
            peak = memory(server, "VmHWM")
            print(f"with four slow readers {peak:.0f} MB at most")
            assert peak - before < 2 * MORE_MB, (before, peak)
            done = []
            threads = [threading.Thread(target=slowly, args=(one, LIMIT_S * 1.15, first.bytes, done)) for one in slow]
            for one in threads:
                one.start()
            # Meanwhile the record goes on: incidents come and change, a case is opened; others read.
            for n in range(5):
                composed = client.post("/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [
                    {"kind": "report", "source_id": f"I-{n}", "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "lat": "-19.02", "lon": "-28.02", "radius_m": 300, "act": "mortar"},
                    {"kind": "report", "source_id": f"M-{n}", "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "lat": "-19.02", "lon": "-28.02", "radius_m": 300, "act": "mortar"}]}).json
                assert client.hand_in(key, composed).status == 201
                step = client.post("/api/steps/compose", {"key": key.name, "step": {"kind": "case.opened", "incident": f"borvik-centre:I-{1000 + n}", "accused": ["northern-council"], "text": "x"}})
                assert step.status == 200, step.body
                assert client.hand_in(key, step.json).status == 201
                time.sleep(1)
            # One goes away, one reads nothing.
            gone = Reading(server, path, client.cookie)
            gone.take()
            gone.close()
            still = Reading(server, path, client.cookie)
            newer = Reading(server, path, client.cookie).rest()
            newer.close()
            assert newer.digest != first.digest and newer.bytes > first.bytes
            small = [client.get("/api/incidents?limit=1").status for _ in range(20)]
            assert small == [200] * 20, "four slow readers hold up nobody"
            for one in threads:
                one.join()
            assert all(isinstance(one, float) and one > LIMIT_S for one in done), done
            assert {one.digest for one in slow} == {first.digest}, "one state of the record, whatever came meanwhile"
            print(f"four readers, each served to the end in {min(done):.0f} s and more")
            for one in slow:
                one.close()
            deadline = time.monotonic() + LIMIT_S + 30
            while descriptors(server) > open_before + 2:
                assert time.monotonic() < deadline, "who reads nothing is cut off"
                time.sleep(0.5)
            try:
                still.rest()
                raise AssertionError("it is not whole, and says so")
            except (http.client.HTTPException, OSError):
                assert still.bytes < first.bytes / 2
        stopped(record, key)
    print("export_stream: passed")


def stopped(record, key):
    """A server that is asked to stop gives what is read quickly for a moment, and then ends."""
    server = Server(record)
    client = server.client()
    client.sign_in(key)
    reading = Reading(server, "/api/export.ndjson", client.cookie)
    reading.take()
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0 and time.monotonic() - began < 20
    server.process.stdout.close()
    try:
        reading.rest()
        raise AssertionError("it is not whole, and says so")
    except (http.client.HTTPException, OSError):
        pass


if __name__ == "__main__":
    main()
