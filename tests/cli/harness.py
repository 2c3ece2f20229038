"""What the command-line tests share: run truce, expect a status, parse its JSON."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TRUCE = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/app/truce")
SYRIA = ROOT / "examples/syria-2017"

# The machine's memory of what its logs have signed: one for this test alone.
_state = tempfile.TemporaryDirectory(prefix="truce-state-")
os.environ["XDG_STATE_HOME"] = _state.name


@contextlib.contextmanager
def another_machine():
    """What runs inside runs on a machine that has never seen any of the logs."""
    with tempfile.TemporaryDirectory(prefix="truce-state-") as state:
        os.environ["XDG_STATE_HOME"] = state
        try:
            yield
        finally:
            os.environ["XDG_STATE_HOME"] = _state.name



def truce(*words, status=0, timeout=600):
    """Runs truce and returns its standard output; any other exit status than the expected one fails the test."""
    done = subprocess.run([TRUCE, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)
    if done.returncode != status:
        raise AssertionError(f"truce {' '.join(map(str, words))}\n  exit {done.returncode}, expected {status}\n{done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stdout + done.stderr


def found(folder, example=SYRIA, institutions=("reconstruction",)):
    words = ["new", folder, "--terms", example / "terms.toml", "--profile", example / "profile.toml"]
    for institution in institutions:
        words += ["--make-key", institution]
    truce(*words)
    return folder / "keys" / f"{institutions[0]}.key"


def verify(folder):
    return json.loads(truce("record", "verify", folder, "--format", "json"))


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="truce-cli-")
