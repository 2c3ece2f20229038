#!/usr/bin/env python3
"""Every call that truce makes of its disk, failing once: appending, publishing, and starting again after a crash.

    faults.py TRUCE DISK_FAULTS [--all] [--sample N] [--seed N]

Without --all a random sample is taken; the seed is printed. Whatever fails, and however: truce ends with a refusal that names what is wrong,
never with a crash; the record holds; what was acknowledged is there; nothing is half there; the same command, given again, succeeds; and no
two checkpoints contradict each other."""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXERCISE = ROOT / "examples/exercise"
KINDS = ("eio", "dead", "enospc", "short", "kill")
REPORT = """source_id,day_from,lat,lon,radius_m,act,actors,targets
P-1,2023-06-03,-18.6597,-28.4205,250,mortar,southern-guard,northern-guard
"""


class Machine:
    """A mechanism's folder, and the place where the machine keeps what its logs have signed."""

    def __init__(self, folder, truce):
        self.folder, self.truce = folder, truce
        self.store, self.state = folder / "m", folder / "state"

    def copy_to(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Machine(folder, self.truce)

    def run(self, *words, faults=None):
        environment = {**os.environ, "XDG_STATE_HOME": str(self.state), **(faults or {})}
        return subprocess.run([self.truce, *map(str, words)], capture_output=True, text=True, env=environment, timeout=120)

    def done(self, *words):
        ran = self.run(*words)
        assert ran.returncode == 0, (words, ran.returncode, ran.stdout, ran.stderr)
        return ran.stdout

    def query(self, sql):
        # A copy: to look must not change what is looked at.
        with tempfile.TemporaryDirectory(prefix="truce-faults-") as scratch:
            for part in self.store.glob("truce.db*"):
                shutil.copy2(part, scratch)
            with sqlite3.connect(pathlib.Path(scratch) / "truce.db") as db:
                return db.execute(sql).fetchall()


class Append:
    name = "append"

    def prepare(self, machine):
        pass

    def words(self, machine):
        return ["import", machine.store, machine.folder / "report.csv", "--as", machine.folder / "borvik.key", "--register", "borvik-centre",
                "--format", "json"]

    def check(self, machine, ran):
        ids = {row[0] for row in machine.query("SELECT id FROM log_entry")}
        if ran.returncode == 0:
            said = json.loads(ran.stdout)
            assert all(entry["id"] in ids for entry in said["entries"]), said
        return [json.loads(ran.stdout)["checkpoint"]] if ran.returncode == 0 else []

    def check_after(self, machine):
        assert machine.query("SELECT COUNT(*) FROM log_entry WHERE kind = 'reports.filed'") == [(1,)]
        assert json.loads(machine.done("record", "verify", machine.store, "--format", "json"))["rows"] == 1


class Restart(Append):
    """As append, on a log that a crash left with entries that nobody has signed for."""
    name = "restart"

    def prepare(self, machine):
        with sqlite3.connect(machine.store / "truce.db") as db:
            db.execute("DELETE FROM log_checkpoint WHERE size > 3")
        shutil.rmtree(machine.state)


class Publish:
    name = "publish"

    def prepare(self, machine):
        self.whole = machine.folder.parent / "whole-export"
        machine.done("record", "export", machine.store, self.whole)

    def words(self, machine):
        return ["record", "export", machine.store, machine.folder / "out"]

    def check(self, machine, ran):
        out = machine.folder / "out"
        if (out / "checkpoint").exists():  # then everything under it is there
            self.same(out)
        for file in out.rglob("*"):
            if file.is_file() and not file.name.startswith("."):
                assert file.read_bytes() == (self.whole / file.relative_to(out)).read_bytes(), file
        return []

    def same(self, out):
        for file in self.whole.rglob("*"):
            if file.is_file():
                assert (out / file.relative_to(self.whole)).read_bytes() == file.read_bytes(), file

    def check_after(self, machine):
        self.same(machine.folder / "out")


def environment(faults, machine, kind, at, log=None):
    variables = {"LD_PRELOAD": str(faults), "DISK_FAULTS_UNDER": str(machine.folder), "DISK_FAULTS_KIND": kind, "DISK_FAULTS_AT": str(at)}
    return {**variables, "DISK_FAULTS_LOG": str(log)} if log else variables


def root_at(machine, size):
    rows = machine.query(f"SELECT note FROM log_checkpoint WHERE size = {size}")
    return rows[0][0].split(b"\n")[2] if rows else None


def try_one(step, base, folder, faults, kind, at):
    machine = base.copy_to(folder)
    ran = machine.run(*step.words(machine), faults=environment(faults, machine, kind, at))
    allowed = {0, 1, -9} if kind == "kill" else {0, 1}
    assert ran.returncode in allowed, (ran.returncode, ran.stdout, ran.stderr)
    if ran.returncode == 1:
        assert re.search(r'\[[a-z_]+\.[a-z_]+\]|"id":"[a-z_]+\.[a-z_]+"', ran.stdout + ran.stderr), (ran.stdout, ran.stderr)
    machine.done("record", "verify", machine.store)
    acknowledged = step.check(machine, ran)
    machine.done(*step.words(machine))
    machine.done("record", "verify", machine.store)
    step.check_after(machine)
    for checkpoint in acknowledged:
        assert root_at(machine, checkpoint["size"]) is not None, checkpoint


def calls_of(step, base, folder, faults):
    machine = base.copy_to(folder)
    log = folder.parent / f"calls-{step.name}"
    ran = machine.run(*step.words(machine), faults=environment(faults, machine, "count", 0, log))
    assert ran.returncode == 0, (ran.stdout, ran.stderr)
    return [line.split()[1] for line in log.read_text().splitlines()]


def found(folder, truce):
    machine = Machine(folder, truce)
    folder.mkdir()
    machine.done("new", machine.store, "--terms", EXERCISE / "terms.toml", "--profile", EXERCISE / "profile.toml", "--make-key", "aldmere",
                 "--make-key", "borvik")
    shutil.copy2(machine.store / "keys/borvik.key", folder / "borvik.key")
    (folder / "report.csv").write_text(REPORT)
    return machine


def try_step(step, scratch, options, chosen):
    base = found(scratch / f"{step.name}-base", options.truce)
    step.prepare(base)
    calls = calls_of(step, base, scratch / f"{step.name}-count", options.faults)
    cases = [(kind, at) for kind in KINDS for at in range(1, len(calls) + 1)]
    taken = cases if options.all else chosen.sample(cases, min(options.sample, len(cases)))
    failed = []

    def one(numbered):
        number, (kind, at) = numbered
        folder = scratch / f"{step.name}-{number % 1000}"
        try:
            try_one(step, base, folder, options.faults, kind, at)
        except (AssertionError, OSError, KeyError, ValueError, subprocess.TimeoutExpired) as error:
            failed.append(f"{step.name}: {kind} at call {at} ({calls[at - 1]}): {error}")
        shutil.rmtree(folder, ignore_errors=True)
        if options.all and number % 200 == 0:
            print(f"  {step.name}: {number} of {len(taken)}", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(one, enumerate(taken)))
    print(f"{step.name}: {len(calls)} calls, {len(taken)} of {len(cases)} faults tried, {len(failed)} not survived", flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("truce")
    parser.add_argument("faults", type=pathlib.Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    chosen = random.Random(options.seed)
    failed = []
    with tempfile.TemporaryDirectory(prefix="truce-faults-") as scratch:
        for step in (Append(), Restart(), Publish()):
            failed += try_step(step, pathlib.Path(scratch), options, chosen)
    for line in failed:
        print(line)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
