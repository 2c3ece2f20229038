#!/usr/bin/env python3
"""A log that shows two histories, a witness that cosigns both, and a witness that cries wolf: each in processes of its own.

The operator copies its store to a second machine and files differently there. It shows one copy to one guarantor and the other to another.
Both witnesses cosign, as they must: neither sees the other. Then the guarantors compare what they have, and end with a file that convicts
the log before anybody who has its public key. The same for a witness whose owner runs it twice. And a witness that lies about what it saw
stops nobody, because it can show nothing that the log has signed."""
import hashlib
import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import threading

from harness import TRUCE, another_machine, found, temporary_folder, truce
from witnesses import Serving, file_something, get, witnessed, write_policy


def new_witness(folder, name, log):
    truce("witness", "new", folder, "--name", f"witness.example.org/{name}")
    truce("witness", "add-log", folder, log)
    return json.loads(truce("witness", "key", folder, "--format", "json"))["vkey"]


def shown_by(witness, origin, file):
    """What a monitor gets from a witness."""
    file.write_bytes(get(f"{witness.url}/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint")[2])
    return file


def part_of(less, whole):
    return {**less, "logs": 0, "witnesses": 0} == {**whole, "logs": 0, "witnesses": 0} and all(
        set(less[who]) <= set(whole[who]) for who in ("logs", "witnesses"))


def convict(a, b, policy, out, logs, witnesses):
    """Compares, and has the proof checked where nothing else is known than the policy."""
    said = json.loads(truce("record", "compare", a, b, "--policy", policy, "--out", out, "--format", "json", status=1))
    with another_machine():
        alone = json.loads(truce("record", "compare", "--check", out, "--policy", policy, "--format", "json"))
    assert said == alone and (alone["logs"], alone["witnesses"]) == (logs, witnesses), (said, alone)
    text, refused = out.read_bytes(), 0
    for place in range(0, len(text), max(1, len(text) // 40)):
        bad = out.with_suffix(".bad")
        bad.write_bytes(text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :])
        # A changed bit is refused, or leaves a line of one signer unknown: then the others are convicted as before.
        done = subprocess.run([TRUCE, "record", "compare", "--check", bad, "--policy", policy, "--format", "json"], capture_output=True, text=True)
        refused += done.returncode == 1
        assert done.returncode == 1 or part_of(json.loads(done.stdout), alone), (place, done)
    assert refused > 20, refused


class Liar(http.server.BaseHTTPRequestHandler):
    """Claims to have cosigned a larger tree, and shows what it was told to."""
    shows = None

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(409, b"1000000000\n", "text/x.tlog.size")

    def do_GET(self):
        self.answer(200 if self.shows else 404, self.shows or b"", "text/plain")

    def answer(self, status, body, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def cry_wolf(folder, log, base, vkey, other_checkpoint):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    policy = base / "wolf.txt"
    policy.write_text(f"log {log}\nwitness wolf {vkey} http://127.0.0.1:{server.server_port}\nquorum none\n")
    own = truce("record", "checkpoint", folder).encode()
    for number, shows in enumerate((None, b"nothing\n", own, other_checkpoint)):
        Liar.shows = shows
        said = json.loads(truce("record", "witness", folder, "--policy", policy, "--format", "json", status=1))
        assert said["witnesses"][0]["outcome"] == "ahead" and "shows no checkpoint" in said["witnesses"][0]["detail"], said
        file_something(folder, 200 + number)
    server.shutdown()


def main():
    with temporary_folder() as temporary:
        base = pathlib.Path(temporary)
        one, two, policy = base / "m", base / "elsewhere", base / "policy.txt"
        found(one)
        log = truce("record", "key", one).split()[1]
        origin = log.split("+")[0]
        witnesses = {name: (new_witness(base / name, name, log), "http://127.0.0.1:1") for name in ("ru", "tr")}
        shutil.copytree(base / "ru", base / "ru-again")
        running = {name: Serving("witness", "serve", base / name) for name in ("ru", "tr", "ru-again")}
        shutil.copytree(one, two)

        # A policy of one witness each: what each guarantor is told is the whole truth.
        for name, folder in (("ru", one), ("tr", two), ("ru-again", two)):
            key = witnesses[name.removesuffix("-again")][0]
            (base / f"{name}.txt").write_text(f"log {log}\nwitness w {key} {running[name].url}\nquorum w\n")
        write_policy(policy, log, witnesses)

        file_something(one, 1)
        with another_machine():
            file_something(two, 2)
        assert witnessed(one, base / "ru.txt")[0] == witnessed(two, base / "tr.txt")[0] == "acknowledged by all"
        seen = {name: shown_by(running[name], origin, base / f"seen-by-{name}") for name in ("ru", "tr")}
        truce("record", "compare", seen["ru"], seen["ru"], "--policy", policy)
        convict(seen["ru"], seen["tr"], policy, base / "same-size.txt", [origin], [])

        # One history grows: now it takes the tree to show that it does not continue the other.
        with another_machine():
            file_something(two, 3)
        served = Serving("record", "serve", two)
        convict(seen["ru"], served.url, policy, base / "other-size.txt", [origin], [])
        truce("record", "export", two, base / "files")
        convict(seen["ru"], base / "files", policy, base / "as-files.txt", [origin], [])

        # The witness of ru cosigns the other history, too.
        assert witnessed(two, base / "ru-again.txt")[0] == "acknowledged by all"
        again = shown_by(running["ru-again"], origin, base / "seen-by-ru-again")
        truce("record", "export", two, base / "files-again")
        (base / "files-again/checkpoint").write_bytes(again.read_bytes())
        convict(seen["ru"], base / "files-again", policy, base / "witness.txt", [origin], ["ru"])

        cry_wolf(one, log, base, witnesses["tr"][0], again.read_bytes().replace(origin.encode(), b"other.example/log"))
        served.end()
        for witness in running.values():
            witness.end()
    print("a log with two histories and a witness that cosigned both are convicted by a file; one that cries wolf stops nobody")


if __name__ == "__main__":
    sys.exit(main())
