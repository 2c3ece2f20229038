"""Go's own code accepts a log of truce, from files and over HTTP, and refuses it in whatever way it is tampered with.

go_verifies.py MAKE_LOG BUILD_FOLDER ENTRIES TRUCE
"""
import contextlib
import functools
import hashlib
import http.server
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
MAKE_LOG, BUILD, ENTRIES, TRUCE = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
GO = "/usr/lib/go-1.19/bin/go"  # Debian's, whatever other Go the machine has


def build_verifier():
    """Debian's packages lie in a GOPATH of their own; nothing is fetched."""
    binary = BUILD / f"verify_log-{ENTRIES}"
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "GOPROXY": "off",
                   "GOCACHE": str(BUILD / "go-cache")}
    subprocess.run([GO, "build", "-o", binary, HERE / "verify_log/main.go"], check=True, env=environment)
    return binary


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def served_by_truce(made):
    """Its own server, on the log itself."""
    process = subprocess.Popen([MAKE_LOG, "serve", made], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def change(path, how):
    content = path.read_bytes()
    changed = how(content)
    assert changed != content, path
    path.write_bytes(changed)


def flip(at):
    return lambda content: content[:at] + bytes([content[at] ^ 1]) + content[at + 1:]


def bundle_entries(content):
    entries = []
    while content:
        size = 2 + int.from_bytes(content[:2], "big")
        entries.append(content[:size])
        content = content[size:]
    return entries


def swapped(content):
    entries = bundle_entries(content)
    entries[10], entries[11] = entries[11], entries[10]
    return b"".join(entries)


def without(content):
    entries = bundle_entries(content)
    del entries[10]
    return b"".join(entries)


def line_changed(number, how):
    def changed(content):
        lines = content.split(b"\n")
        lines[number] = how(lines[number])
        return b"\n".join(lines)
    return changed


def another_letter(line):
    """The last letter before the padding carries bits that may not be used: the one before it always counts."""
    at = len(line) - 6
    return line[:at] + (b"B" if line[at:at + 1] == b"A" else b"A") + line[at + 1:]


def rewrite(copy):
    """The last entry of bundle 1, so that the file's other bytes stay where they are."""
    bundle = copy / "tile/entries/001"
    change(bundle, flip(-9 % bundle.stat().st_size))
    leaf = hashlib.sha256(b"\0" + bundle_entries(bundle.read_bytes())[-1][2:]).digest()
    change(copy / "tile/0/001", lambda content: content[:-32] + leaf)


def tamperings(log):
    """What is done to a copy of the log, by name, and what the refusal must say."""
    edge = max((log / "tile/0").rglob("*.p/*"), key=lambda path: int(path.name))
    full = log / "tile/1/000"
    above = full if full.exists() else max((log / "tile/1").glob("000.p/*"), key=lambda path: int(path.name))
    yield "an entry's byte is changed", "does not hash", lambda copy: change(copy / "tile/entries/000", flip(900))
    yield "two entries change places", "does not hash", lambda copy: change(copy / "tile/entries/001", swapped)
    yield "an entry is left out", "255 entries", lambda copy: change(copy / "tile/entries/001", without)
    yield "an entry is added", "257 entries", lambda copy: change(copy / "tile/entries/001", lambda c: c + b"\x00\x01x")
    yield "a bundle is cut off", "ends within", lambda copy: change(copy / "tile/entries/002", lambda c: c[:-3])
    yield "a bundle is gone", "no such file", lambda copy: (copy / "tile/entries/002").unlink()
    yield "a hash of an entry is changed", "does not hash", lambda copy: change(copy / "tile/0/001", flip(40))
    yield "an entry and its hash are changed together", "do not give the signed root", rewrite
    yield "a hash above is changed", "inconsistent tile|invalid transparency proof", lambda copy: change(copy / above.relative_to(log), flip(40))
    yield "a tile is gone", "no such file", lambda copy: (copy / "tile/0/001").unlink()
    yield "the newest tile is changed", "", lambda copy: change(copy / edge.relative_to(log), flip(5))
    yield "the checkpoint's size is changed", "invalid signature", lambda copy: change(copy / "checkpoint", line_changed(1, lambda line: str(int(line) - 1).encode()))
    yield "the checkpoint's root is changed", "invalid signature", lambda copy: change(copy / "checkpoint", line_changed(2, another_letter))
    yield "the log's signature is changed", "invalid signature", lambda copy: change(copy / "checkpoint", line_changed(4, another_letter))
    yield "a witness's signature is changed", "invalid signature", lambda copy: change(copy / "checkpoint", line_changed(5, another_letter))
    yield "a witness's signature is left out", "cosigned by 1", lambda copy: change(copy / "checkpoint", lambda c: b"\n".join(c.split(b"\n")[:-2]) + b"\n")


def truce_shows_the_fork(made, fork, proof):
    """From an early checkpoint and the other history truce makes a proof that needs neither."""
    def truce(*words):
        return subprocess.run([TRUCE, "record", "compare", *words, "--policy", made / "policy.txt"], capture_output=True, text=True)

    honest = truce(made / "early", made / "log")
    assert honest.returncode == 0 and honest.stdout.startswith("One history"), honest
    found = truce(made / "early", fork, "--out", proof)
    assert found.returncode == 1 and "both are signed by the log" in found.stdout, found
    checked = truce("--check", proof)
    assert checked.returncode == 0 and "Two histories" in checked.stdout, checked
    proof.write_text(proof.read_text().replace("prefix ", "prefix A", 1))
    assert truce("--check", proof).returncode == 1
    print("truce: " + checked.stdout, end="")


def main():
    verifier = build_verifier()
    with tempfile.TemporaryDirectory(prefix="truce-outside-") as name:
        work = pathlib.Path(name)
        made = work / "made"
        print(subprocess.run([MAKE_LOG, made, ENTRIES], check=True, capture_output=True, text=True).stdout, end="")
        keys = [line.split(" ") for line in (made / "keys").read_text().splitlines()]
        words = [verifier] + [word for kind, vkey in keys for word in (f"-{kind}", vkey)] + ["-quorum", "2", "-old", made / "early"]

        def verify(place):
            return subprocess.run([*words, place], capture_output=True, text=True)

        def expect_accepted(place, what):
            done = verify(place)
            if done.returncode != 0 or not done.stdout.startswith(str(size)):
                raise AssertionError(f"{what}: {done.stdout}{done.stderr}")
            print(f"accepted, {what}: {done.stdout}", end="")

        def expect_refused(place, what, because):
            done = verify(place)
            if done.returncode != 1 or not re.search(because, done.stderr):
                raise AssertionError(f"{what}: expected a refusal with \"{because}\"\n{done.stdout}{done.stderr}")
            print(f"refused, {what}: {done.stderr}", end="")

        log = made / "log"
        size = int((log / "checkpoint").read_text().split("\n")[1])
        assert size > int(ENTRIES)
        expect_accepted(log, "as files")
        with served(log) as url:
            expect_accepted(url, "over HTTP")
        with served_by_truce(made) as url:
            expect_accepted(url, "from truce's own server")

        count = 0
        copy = work / "copy"
        for what, because, tamper in tamperings(log):
            shutil.copytree(log, copy)
            tamper(copy)
            expect_refused(copy, what, because)
            shutil.rmtree(copy)
            count += 1
        subprocess.run([MAKE_LOG, work / "fork", ENTRIES, "another history"], check=True, capture_output=True)
        expect_refused(work / "fork/log", "the log's own key has signed another history", "does not continue")
        subprocess.run([MAKE_LOG, work / "short", "600"], check=True, capture_output=True)
        expect_refused(work / "short/log", "entries that were seen are gone", "the log had")
        truce_shows_the_fork(made, work / "fork/log", work / "fork.txt")
        assert count + 2 >= 10
        print(f"{count + 2} kinds of tampering refused")


if __name__ == "__main__":
    main()
