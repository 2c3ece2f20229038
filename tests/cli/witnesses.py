#!/usr/bin/env python3
"""Witnesses as processes of their own: levels, one that is down, one that is killed, a log that was restored from a backup.

A log is served and witnessed by three processes. What is checked: the level that each round reaches; that an absent witness stops nothing;
that a witness killed at any moment never signs two histories; that a log restored from an older copy is told so; that what is served is the
log, by truce's own reader and over plain HTTP."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

from harness import TRUCE, another_machine, found, temporary_folder, truce


class Serving:
    """A command that serves until it is ended."""

    def __init__(self, *words):
        self.words = [TRUCE, *map(str, words)]
        self.start("127.0.0.1:0")

    def start(self, listen):
        self.process = subprocess.Popen([*self.words, "--listen", listen], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = self.process.stdout.readline()
        assert "http://" in said, said + self.process.stderr.read()
        self.url = re.search(r"http://\S+", said).group(0)

    def restart(self):
        self.start(self.url.removeprefix("http://"))

    def kill(self):
        self.process.kill()
        self.process.communicate()

    def end(self):
        self.process.terminate()
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0, self.process.returncode


def get(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.status, dict(answer.headers), answer.read()


def witnessed(folder, policy):
    said = json.loads(truce("record", "witness", folder, "--policy", policy, "--format", "json"))
    return said["level"], {one["name"]: one["outcome"] for one in said["witnesses"]}


def write_policy(path, log, witnesses):
    lines = [f"log {log}"] + [f"witness {name} {vkey} {url}" for name, (vkey, url) in witnesses.items()]
    path.write_text("\n".join([*lines, f"group two 2 {' '.join(witnesses)}", "quorum two"]) + "\n", encoding="utf-8")


def file_something(folder, n):
    """One more entry: an institution's key of a new desk."""
    key = folder.parent / f"desk-{n}.key"
    truce("keys", "new", "reconstruction", key)
    truce("keys", "enrol", folder, key, "--as", folder / "keys/reconstruction.key")


def main():
    with temporary_folder() as temporary:
        base = pathlib.Path(temporary)
        folder, policy = base / "m", base / "policy.txt"
        found(folder)
        log = truce("record", "key", folder).split()[1]
        witnesses, running = {}, {}
        for name in ("ir", "ru", "tr"):
            truce("witness", "new", base / name, "--name", f"witness.example.org/{name}")
            truce("witness", "add-log", base / name, log)
            vkey = json.loads(truce("witness", "key", base / name, "--format", "json"))["vkey"]
            running[name] = Serving("witness", "serve", base / name)
            witnesses[name] = (vkey, running[name].url)
        write_policy(policy, log, witnesses)
        while_it_serves(base / "tr", log, witnesses["tr"][0])

        assert witnessed(folder, policy) == ("acknowledged by all", dict.fromkeys(witnesses, "cosigned"))
        backup = base / "backup"
        shutil.copytree(folder, backup)

        running["ru"].kill()
        file_something(folder, 1)
        level, outcomes = witnessed(folder, policy)
        assert level == "witnessed" and outcomes["ru"] == "unreachable", (level, outcomes)
        running["ir"].end()
        file_something(folder, 2)
        assert witnessed(folder, policy)[0] == "recorded"
        older_is_enough_for_what_it_covers(folder, policy)
        for name in ("ir", "ru"):
            running[name].restart()
        assert witnessed(folder, policy)[0] == "acknowledged by all"

        for n in range(10):
            file_something(folder, 3 + n)
            submitting = subprocess.Popen([TRUCE, "record", "witness", folder, "--policy", policy], stdout=subprocess.DEVNULL)
            running["tr"].kill()
            submitting.wait(timeout=60)
            running["tr"].restart()
        assert witnessed(folder, policy)[0] == "acknowledged by all"

        said = truce("keys", "enrol", backup, base / "desk-1.key", "--as", backup / "keys/reconstruction.key", status=1)
        assert "head.rolled_back" in said, said
        with another_machine():
            file_something(backup, 99)
            assert set(restored(backup, policy).values()) == {"ahead"}
            # From here on nothing more is written, on this machine or another: each witness showed what the log has signed.
            for words in (["keys", "enrol", backup, base / "desk-1.key", "--as", backup / "keys/reconstruction.key"],
                          ["record", "serve", backup, "--policy", policy, "--listen", "127.0.0.1:0"]):
                said = truce(*words, status=1, timeout=60)
                assert "head.rolled_back" in said and "shown by the witness witness.example.org/" in said, said

        check_served(folder, policy, base)
        for one in running.values():
            one.end()
    print("three witnesses: levels, one absent, ten kills, a restored backup, and what is served agree")


def while_it_serves(folder, log, vkey):
    assert json.loads(truce("witness", "key", folder, "--format", "json")) == {"logs": [log], "name": "witness.example.org/tr", "vkey": vkey}
    assert "known already" in truce("witness", "add-log", folder, log)
    assert "directory.locked" in truce("witness", "serve", folder, "--listen", "127.0.0.1:0", status=1)


def older_is_enough_for_what_it_covers(folder, policy):
    """The newest checkpoint lacks its quorum. A proof of an entry that an older one covers uses that one."""
    proof = folder.parent / "entry.tlog-proof"
    truce("record", "proof", folder, "0", "--out", proof)
    assert "policy.not_enough" in truce("record", "check", proof, "--policy", policy, status=1)
    truce("record", "proof", folder, "0", "--out", proof, "--policy", policy)
    assert len(json.loads(truce("record", "check", proof, "--policy", policy, "--format", "json"))["witnesses"]) >= 2
    last = int(truce("record", "checkpoint", folder).splitlines()[1]) - 1
    assert "policy.not_enough" in truce("record", "proof", folder, last, "--policy", policy, status=1)
    truce("record", "export", folder, folder.parent / "witnessed", "--policy", policy)
    assert "publication.not_yet" in truce("record", "export", folder, folder.parent / "public", "--public", status=1)


def restored(folder, policy):
    done = subprocess.run([TRUCE, "record", "witness", folder, "--policy", policy, "--format", "json"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done
    return {one["name"]: one["outcome"] for one in json.loads(done.stdout)["witnesses"]}


def check_served(folder, policy, base):
    serving = Serving("record", "serve", folder, "--policy", policy, "--every", "1", "--files", base / "for-the-public")
    status, headers, checkpoint = get(serving.url + "/checkpoint")
    assert status == 200 and headers["Content-Type"].startswith("text/plain"), headers
    assert checkpoint.count("\u2014 witness.example.org/".encode()) == 3, checkpoint
    size = int(checkpoint.split(b"\n")[1])
    status, headers, tile = get(f"{serving.url}/tile/0/000.p/{size}")
    assert "immutable" in headers["Cache-Control"] and len(tile) == 32 * size
    truce("record", "export", folder, base / "files")
    for path in (f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}"):
        assert get(f"{serving.url}/{path}")[2] == (base / "files" / path).read_bytes(), path
    for path in (f"tile/0/000.p/{size + 1}", "tile/0/000", "tile/0/00", "tile/1/000.p/1", "nothing", "tile/0/x999/x999/x999/x999/x999/x999/999"):
        try:
            get(f"{serving.url}/{path}")
            raise AssertionError(path)
        except urllib.error.HTTPError as refused:
            assert refused.code == 404, (path, refused.code)
    truce("record", "compare", serving.url, base / "files", "--policy", policy)
    serving.end()
    assert not (base / "for-the-public").exists(), "nothing was recorded before the last tick"


if __name__ == "__main__":
    sys.exit(main())
