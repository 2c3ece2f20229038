"""Keys in hardware, with SoftHSM in the place of a token: a key is made there and never leaves; whatever a key file signs, it signs, and so do the
log, a witness and a desk; the PIN comes from a file or a terminal and from no command's words; each thing that can be wrong is named."""
import contextlib
import json
import os
import pathlib
import pty
import subprocess
import termios
import threading
import time

from desk import PASSPHRASE, desk_at, key_of_log, nothing_in_the_clear, refused
from harness import ROOT, TRUCE, temporary_folder, truce, verify
from server import serving
from witnesses import Serving, witnessed

EXERCISE = ROOT / "examples/exercise"
MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "471100815"


def util(*words):
    done = subprocess.run(["softhsm2-util", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stdout, done.stderr)


class Token:
    """A SoftHSM of this test's own. What it keeps lies in a folder, which is taken away to take the token out."""

    def __init__(self, folder):
        self.folder, self.tokens, self.pin = folder, folder / "tokens", folder / "pin"
        self.tokens.mkdir()
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {self.tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
        self.add("Desk")
        self.private(self.pin, PIN)

    def add(self, label):
        util("--init-token", "--free", "--label", label, "--so-pin", "87654321", "--pin", PIN)

    @staticmethod
    def private(path, line):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(line + "\n")
        return path

    def uri(self, label, name=None, pin=True, which="token=Desk"):
        """pin: True: from the file; False: it is asked; else another file."""
        more = [f"module-path={MODULE}"]
        if pin:
            more.append(f"pin-source={self.pin if pin is True else pin}")
        if name:
            more.append(f"truce-name={name}")
        return f"pkcs11:{which};object={label}?{'&'.join(more)}"

    @contextlib.contextmanager
    def out(self):
        away = self.folder / "away"
        self.tokens.rename(away)
        self.tokens.mkdir()
        yield
        self.tokens.rmdir()
        away.rename(self.tokens)


def no(id_, *words):
    said = truce(*words, status=1)
    assert f"[{id_}]" in said and PIN not in said, (id_, said)
    return said


def at_terminal(typed, *words):
    """Runs truce where it can ask; returns its status, and all that stood on the terminal or was printed."""
    here, there = pty.openpty()
    process = subprocess.Popen([TRUCE, *map(str, words)], stdin=there, stdout=there, stderr=there)
    os.close(there)
    shown = b""
    waiting = list(typed)
    with contextlib.suppress(OSError):  # the terminal ends with the process
        while data := os.read(here, 4096):
            shown += data
            if waiting and data.rstrip().endswith(b":"):
                os.write(here, waiting.pop(0).encode() + b"\n")
    os.close(here)
    return process.wait(60), shown.decode()


def made(folder, token):
    """Keys that are made in the token, and their files."""
    file = folder / "aldmere.key"
    vkey = truce("keys", "new", "aldmere", file, "--token", token.uri("aldmere")).strip()
    assert vkey.startswith("aldmere/") and file.stat().st_mode & 0o777 == 0o600
    line = file.read_text()
    assert line == token.uri("aldmere", vkey.split("+")[0]) + "\n", line
    assert truce("keys", "show", file).strip() == truce("keys", "show", token.uri("aldmere", "aldmere")).strip() == vkey
    plain = folder / "plain.key"
    assert truce("keys", "new", "aldmere", plain) == truce("keys", "show", plain), "of a key file likewise"
    no("key.exists", "keys", "new", "aldmere", folder / "second.key", "--token", token.uri("aldmere"))
    assert not (folder / "second.key").exists()
    no("key.exists", "keys", "new", "aldmere", file, "--token", token.uri("never"))
    no("token.no_key", "keys", "show", token.uri("never", "aldmere"))
    no("token.other_key", "keys", "show", token.uri("aldmere", "aldmere/00000000"))
    os.chmod(file, 0o644)
    no("key.readable_by_others", "keys", "show", file)
    os.chmod(file, 0o600)
    assert "a desk's key: aldmere/" in truce("keys", "explain", file)
    return file, vkey


def signs(folder, token, file, vkey):
    """Every step that a key file signs."""
    store = folder / "m"
    truce("new", store, "--terms", EXERCISE / "terms.toml", "--profile", EXERCISE / "profile.toml", "--as", file, "--make-key", "borvik",
          "--make-key", "northern-council")
    uri = token.uri("aldmere", "aldmere")
    truce("import", store, EXERCISE / "data/aldmere.csv", "--as", uri, "--register", "aldmere-centre")
    truce("import", store, EXERCISE / "data/borvik.csv", "--as", store / "keys/borvik.key", "--register", "borvik-centre")
    step = ("case", "open", store, "borvik-centre:B-0616-2", "--accused", "northern-council", "--text", "mortar fire", "--as")
    shown = truce(*step, uri, "--show")
    assert "byte by byte" in shown and vkey.split("+")[0] not in truce("record", "checkpoint", store)
    truce(*step, file)
    truce("case", "notice", store, "borvik-centre:B-0616-2", "--to", "northern-council", "--text", "this concerns you", "--as", file)
    spare = token.uri("spare", "aldmere")
    truce("keys", "new", "aldmere", folder / "spare.key", "--token", token.uri("spare"))
    truce("keys", "enrol", store, spare, "--as", file)
    truce("keys", "rotate", store, truce("keys", "new", "aldmere", folder / "third.key").strip(), "--as", spare)
    no("entry.revoked_key", "import", store, EXERCISE / "data/aldmere_watches.csv", "--as", spare, "--register", "aldmere-centre")
    centre = folder / "centre"
    truce("pouch", "new", centre, "--log", key_of_log(store))
    truce("pouch", "carry", centre, store, "--for", "aldmere")
    truce("pouch", "file", centre, EXERCISE / "data/aldmere_watches.csv", "--as", uri, "--register", "aldmere-centre")
    truce("pouch", "carry", centre, store, "--for", "aldmere")
    assert "recorded" in truce("pouch", "list", centre)
    assert verify(store)["holds"]
    return store


def refusals(folder, token, store):
    """What can be wrong, and what is said of it."""
    filing = ("case", "open", store, "borvik-centre:B-0601-1", "--accused", "northern-council", "--text", "x", "--as")
    size = truce("record", "checkpoint", store).splitlines()[1]
    no("token.pin_needed", *filing, token.uri("aldmere", "aldmere", pin=False))
    wrong = token.private(folder / "wrong", "1234")
    said = no("token.pin", *filing, token.uri("aldmere", "aldmere", pin=wrong))
    assert "the PIN is wrong" in said and "1234" not in said, said
    truce("keys", "show", token.uri("aldmere", "aldmere"))
    os.chmod(wrong, 0o640)
    no("key.readable_by_others", *filing, token.uri("aldmere", "aldmere", pin=wrong))
    no("file.missing", *filing, token.uri("aldmere", "aldmere", pin=folder / "nowhere"))
    no("token.pin_source", *filing, token.uri("aldmere", "aldmere", pin="|cat%20/etc/passwd"))
    said = no("token.uri", *filing, f"pkcs11:object=aldmere?truce-name=aldmere&pin-value={PIN}")
    assert "Change the PIN" in said
    no("token.uri", *filing, token.uri("aldmere"))
    no("token.uri", *filing, token.uri("aldmere", "aldmere") + "&modulepath=x")
    assert "/nowhere.so" in no("token.module", *filing, "pkcs11:object=aldmere?truce-name=aldmere&module-path=/nowhere.so")
    assert "\"Desk\"" in no("token.missing", *filing, token.uri("aldmere", "aldmere", which="token=Disk"))
    said = no("token.several", *filing, token.uri("aldmere", "aldmere").replace(";object=aldmere", ""))
    assert "object=aldmere" in said and "object=spare" in said, said
    for kind, options in (("RSA", ("-pkeyopt", "rsa_keygen_bits:2048")), ("EC", ("-pkeyopt", "ec_paramgen_curve:P-256"))):
        pem = folder / f"{kind}.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", kind, *options, "-out", pem], check=True, capture_output=True)
        util("--import", pem, "--token", "Desk", "--label", kind, "--id", "0a" if kind == "EC" else "0b", "--pin", PIN)
        assert f"object={kind}" in no("token.key_type", *filing, token.uri(kind, "aldmere"))
    with token.out():
        no("token.missing", *filing, token.uri("aldmere", "aldmere"))
    assert truce("record", "checkpoint", store).splitlines()[1] == size, "nothing of it was recorded"


def asked(folder, token):
    """The PIN is asked for where no file has it, and is not shown."""
    show = ("keys", "show", token.uri("aldmere", "aldmere", pin=False))
    status, shown = at_terminal([PIN], *show)
    assert status == 0 and "PIN of the token \"Desk\"" in shown and PIN not in shown and "aldmere/" in shown, shown
    status, shown = at_terminal(["99999999"], *show)
    assert status == 1 and "[token.pin]" in shown and "99999999" not in shown, shown
    status, shown = at_terminal([PIN], *show)
    assert status == 0 and "a wrong PIN was given before" in shown, shown
    status, shown = at_terminal([""], *show)
    assert status == 1 and "[token.pin_needed]" in shown, shown


def log_and_witness(folder, token):
    """The log's own key, a witness's and a mirror's, of what starts with nobody there."""
    store, policy = folder / "guarded", folder / "policy.txt"
    new = ("new", store, "--terms", EXERCISE / "terms.toml", "--profile", EXERCISE / "profile.toml", "--make-key", "aldmere", "--log-token")
    no("token.pin_needed", *new, token.uri("log", pin=False))
    no("key.exists", *new, token.uri("aldmere"))
    assert not store.exists()
    truce(*new, token.uri("log"))
    assert (store / "keys/log.key").read_text().startswith("pkcs11:") and (store / "keys/clock.key").read_text().startswith("PRIVATE+KEY+")
    assert "the log's key" in truce("keys", "explain", store)
    no("key.exists", "witness", "new", folder / "w", "--name", "witness.example.org/w", "--token", token.uri("log"))
    (folder / "w").rmdir()
    truce("witness", "new", folder / "w", "--name", "witness.example.org/w", "--token", token.uri("witness"))
    truce("witness", "add-log", folder / "w", key_of_log(store))
    vkey = json.loads(truce("witness", "key", folder / "w", "--format", "json"))["vkey"]
    witness = Serving("witness", "serve", folder / "w")
    policy.write_text(f"log {key_of_log(store)}\nwitness w {vkey} {witness.url}\nquorum w\n")
    filing = ("import", store, EXERCISE / "data/aldmere.csv", "--as", store / "keys/aldmere.key", "--register", "aldmere-centre")
    with token.out():
        no("token.missing", *filing)
        truce("record", "verify", store)
    truce(*filing)
    assert witnessed(store, policy)[0] == "acknowledged by all"
    assert verify(store)["holds"]
    with serving(store) as server:
        assert server.client().get("/readyz").status == 200
    witness.end()
    # A mirror's own cosigning key; and a server that is rebuilt from it by what its key file said.
    copy, again = folder / "copy", folder / "again"
    truce("mirror", "new", copy, "--of", store, "--log", key_of_log(store), "--for", "aldmere", "--cosign-as", "mirror.example.org", "--token", token.uri("mirror"))
    truce("mirror", "pull", copy)
    assert (copy / "keys/mirror.key").read_text().startswith("pkcs11:") and "\u2014 mirror.example.org " in (copy / "cosigned").read_text()
    assert "the same log goes on" in truce("recover", again, "--from", copy, "--keys", store / "keys")
    assert (again / "keys/log.key").read_text() == (store / "keys/log.key").read_text()
    truce("import", again, EXERCISE / "data/aldmere_watches.csv", "--as", store / "keys/aldmere.key", "--register", "aldmere-centre")
    assert verify(again)["holds"]


def desk(folder, token, store, uri, file):
    """A desk whose key is in the token."""
    directory = folder / "desk"
    report = {"kind": "case.opened", "incident": "borvik-centre:B-0604-2", "accused": ["northern-council"], "text": "mortar fire on the mill"}
    with serving(store) as server:
        first = ("--server", f"http://127.0.0.1:{server.port}", "--log", key_of_log(store), "--as")
        refused("token.no_key", directory, *first, token.uri("never", "aldmere"))
        refused("token.pin_needed", directory, *first, token.uri("aldmere", "aldmere", pin=False))
        assert not directory.exists()
        with desk_at(directory, *first, uri) as one:
            assert " is a desk of aldmere" in one.said, one.said
            step = one.step(report)
            assert step.status == 201, step.body
            one.until(lambda state: state["waiting"] == 0)
            answers = []
            composed = [one.compose("/api/steps/compose", step={"kind": "notice.given", "to": ["northern-council"], "text": f"notice {n}"}, case=step.json["id"])
                        for n in range(6)]
            threads = [threading.Thread(target=lambda c=c: answers.append(one.sign(c).status)) for c in composed]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert answers == [201] * 6, answers
            one.until(lambda state: state["waiting"] == 0)
        mirror = folder / "by-line"
        truce("mirror", "new", mirror, "--of", f"http://127.0.0.1:{server.port}", "--log", key_of_log(store), "--as", uri)
        truce("mirror", "pull", mirror)
        assert verify(mirror)["holds"]
        nothing_in_the_clear(directory)
        for path in directory.rglob("*"):
            assert path.is_dir() or b"pkcs11:" not in path.read_bytes(), path
        with token.out():
            refused("token.missing", directory)
            secret, newer = token.private(folder / "older", PASSPHRASE), token.private(folder / "newer", PASSPHRASE + " twice")
            truce("keys", "passphrase", directory, "--passphrase-file", secret, "--new-passphrase-file", newer)
            truce("keys", "passphrase", directory, "--passphrase-file", newer, "--new-passphrase-file", secret)
        with desk_at(directory) as one:
            assert one.step({**report, "incident": "borvik-centre:B-0603-1"}).status == 201
        # Where no file has the PIN, the one who starts it is asked, once.
        here, there = pty.openpty()

        def types():
            while termios.tcgetattr(there)[3] & termios.ECHO:  # what is typed before it is asked for is thrown away
                time.sleep(0.01)
            os.write(here, PIN.encode() + b"\n")

        threading.Thread(target=types, daemon=True).start()
        with desk_at(folder / "asked", *first, token.uri("aldmere", "aldmere", pin=False), terminal=there) as one:
            assert one.logged().count("PIN of the token") == 1, one.logged()
            assert one.step({**report, "incident": "borvik-centre:B-0601-1"}).status == 201
            assert PIN not in one.logged()
        os.close(here)
        os.close(there)
    assert verify(store)["holds"]


def main():
    with temporary_folder() as name:
        folder = pathlib.Path(name)
        token = Token(folder)
        file, vkey = made(folder, token)
        store = signs(folder, token, file, vkey)
        refusals(folder, token, store)
        asked(folder, token)
        log_and_witness(folder, token)
        desk(folder, token, store, token.uri("aldmere", "aldmere"), file)
    print("tokens: passed")


if __name__ == "__main__":
    main()
