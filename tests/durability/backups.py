#!/usr/bin/env python3
"""Every older backup is refused: copies of a log at many sizes, each put back where the log was.

    backups.py RECORD_DRIVER [--copies N] [--seed N]

What is put back is the whole folder of the store as it stood (database and write-ahead log), but for the head file, which is kept on another
path for this reason. The refusal names what is wrong, writes nothing, and the newest copy still opens."""
import argparse
import pathlib
import random
import shutil
import subprocess
import tempfile

CLIENTS = 8


def run(*words, status=0):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=600)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def grow(driver, folder, seconds):
    """Files until there is more than before: on a busy machine a moment may pass without an entry."""
    def entries():
        return int(run(driver, "check", folder).split()[0])
    before = entries()
    while entries() == before:
        run(driver, "load", folder, CLIENTS, f"{seconds:.4f}")
        seconds *= 2


def take(folder, to):
    to.mkdir()
    for file in folder.glob("log.db*"):
        shutil.copy2(file, to)


def put_back(copy, folder):
    for file in folder.glob("log.db*"):
        file.unlink()
    for file in copy.iterdir():
        shutil.copy2(file, folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--copies", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="truce-backups-") as scratch:
        scratch = pathlib.Path(scratch)
        folder = scratch / "log"
        run(options.driver, "found", folder, CLIENTS)
        copies = []
        for n in range(options.copies):
            copies.append(scratch / f"copy-{n}")
            take(folder, copies[-1])
            grow(options.driver, folder, chance.uniform(0.002, 0.03))
        newest = scratch / "newest"
        take(folder, newest)
        chance.shuffle(copies)
        for copy in copies:
            put_back(copy, folder)
            before = {file.name: file.read_bytes() for file in folder.glob("log.db")}
            for words in (["check", folder], ["load", folder, CLIENTS, "0.05"]):
                said = run(options.driver, *words, status=1)
                assert "head.rolled_back" in said, said
            assert before == {file.name: file.read_bytes() for file in folder.glob("log.db")}, copy
        put_back(newest, folder)
        run(options.driver, "check", folder)
        run(options.driver, "load", folder, CLIENTS, "0.05")
        run(options.driver, "check", folder)
    print(f"{len(copies)} older copies, every one refused; the newest goes on")


main()
