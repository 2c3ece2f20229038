"""What a stranger can do with a log that does not trust its operator: read the exported files, check a proof file offline, compare what was
seen at two times."""
import functools
import http.server
import json
import pathlib
import shutil
import threading

from harness import ROOT, found, temporary_folder, truce

EXERCISE = ROOT / "examples/exercise"


def refused(id_, *words):
    said = truce(*words, status=1)
    assert f"[{id_}]" in said, (id_, said)


def log_vkey(store):
    """As the log itself says it; a guarantor asks somebody else, too."""
    pouch = store.parent / "probe.pouch"
    truce("pouch", "export", store, pouch)
    return json.loads(pouch.read_bytes().split(b"\n", 2)[1])["log"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def proofs(folder, store, export, policy):
    first = truce("record", "proof", store, 0)
    assert first.startswith("c2sp.org/tlog-proof@v1\nextra ")
    proof = folder / "zero.tlog-proof"
    truce("record", "proof", store, "0", "--out", proof)
    assert proof.read_text() == first
    said = truce("record", "check", proof, "--policy", policy)
    assert "The proof holds." in said and "position 0" in said and "the policy asks for no witness" in said, said
    checked = json.loads(truce("record", "check", proof, "--policy", policy, "--format", "json"))
    assert checked["holds"] and checked["index"] == 0 and checked["witnesses"] == []
    by_id = truce("record", "proof", store, checked["id"])
    assert by_id == first
    entry = folder / "entry.note"
    content = (export / "tile/entries").rglob("*.p/*")
    bundle = max(content, key=lambda path: int(path.name)).read_bytes()
    entry.write_bytes(bundle[2:2 + int.from_bytes(bundle[:2], "big")])
    truce("record", "check", proof, "--policy", policy, "--entry", entry)
    entry.write_bytes(entry.read_bytes() + b"\n")
    refused("proof.not_included", "record", "check", proof, "--policy", policy, "--entry", entry)
    other = folder / "other-policy.txt"
    other.write_text("log sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8\nquorum none\n")
    refused("policy.unknown_log", "record", "check", proof, "--policy", other)
    bad = folder / "bad.tlog-proof"
    bad.write_text(first.replace("index 0", "index 1"))
    refused("proof.not_included", "record", "check", bad, "--policy", policy)
    refused("entry.missing", "record", "proof", store, "no-such-id")
    refused("proof.not_yet", "record", "proof", store, "999999")
    other.write_text("quorum all-of-us\n")
    refused("policy.quorum", "record", "check", proof, "--policy", other)


def exports(folder, store, export, policy):
    early = folder / "early"
    shutil.copytree(export, early)
    assert json.loads(truce("record", "export", store, export, "--format", "json"))["files"] == 0
    truce("keys", "new", "aldmere", folder / "second.key")
    truce("keys", "enrol", store, folder / "second.key", "--as", store / "keys/aldmere.key")
    more = json.loads(truce("record", "export", store, export, "--format", "json"))
    assert more["from_size"] + 2 == more["checkpoint"]["size"] and more["files"] >= 3, more
    assert (export / "checkpoint").read_text() == truce("record", "checkpoint", store)

    said = truce("record", "compare", early, export, "--policy", policy)
    assert said.startswith("One history"), said
    handler = functools.partial(Quiet, directory=str(export))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    compared = json.loads(truce("record", "compare", url, early / "checkpoint", "--policy", policy, "--format", "json"))
    assert not compared["equivocation"] and compared["second"] == more["checkpoint"], compared
    server.shutdown()
    refused("compare.needs_tree", "record", "compare", early / "checkpoint", export / "checkpoint", "--policy", policy)
    refused("equivocation.form", "record", "compare", "--check", export / "checkpoint", "--policy", policy)
    truce("record", "compare", early, "--policy", policy, status=2)

    old = early / "checkpoint"
    refused("export.backwards", "record", "export", store, export, "--checkpoint", old)
    with temporary_folder() as name:
        another = pathlib.Path(name) / "m"
        found(another, EXERCISE, ("aldmere", "borvik"))
        refused("export.other_log", "record", "export", another, export)


def main():
    with temporary_folder() as name:
        folder = pathlib.Path(name)
        store = folder / "m"
        found(store, EXERCISE, ("aldmere", "borvik"))
        export = folder / "export"
        truce("record", "export", store, export)
        policy = folder / "policy.txt"
        policy.write_text(f"log {log_vkey(store)}\nquorum none\n")
        proofs(folder, store, export, policy)
        exports(folder, store, export, policy)


if __name__ == "__main__":
    main()
    print("proofs: as they should be")
