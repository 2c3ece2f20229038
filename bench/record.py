#!/usr/bin/env python3
"""The write path, beside what the disk, SQLite and PostgreSQL do with the same on the same disk in the same run.

    tools/with-postgres bench/record.py RECORD_DRIVER TRUCE [--seconds N] [--folder DIR]

Prints one table: durable entries (signed, their signatures verified, in the tree, checkpointed) by 1, 16 and 256 clients; raw fdatasync; plain
SQLite with synchronous=FULL and as many rows of that size in each transaction; PostgreSQL with one INSERT per commit from as many connections;
a checkpoint to the quorum of three witnesses; opening; verifying. Ratios are truce's figure by the other's."""
import argparse
import json
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/cli"))


def at(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def fdatasync(folder, seconds, in_place):
    """Writes 4,096 bytes and syncs them: over the same page, or each behind the last. Calls a second, and milliseconds of each."""
    took, page = [], os.urandom(4096)
    file = os.open(folder / "raw", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    os.pwrite(file, page, 0)
    os.fsync(file)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = time.monotonic()
        os.pwrite(file, page, 0 if in_place else 4096 * (len(took) + 1))
        os.fdatasync(file)
        took.append((time.monotonic() - before) * 1000)
    os.close(file)
    os.unlink(folder / "raw")
    return {"per_second": len(took) / seconds, "ms_p50": statistics.median(took), "ms_p99": at(took, 0.99)}


def sqlite(folder, seconds, batch, row):
    with sqlite3.connect(folder / "plain.db", isolation_level=None) as db:
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (n INTEGER PRIMARY KEY, content BLOB)")
        rows, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO t (content) VALUES (?)", [(row,)] * batch)
            db.execute("COMMIT")
            rows += batch
    return {"per_second": rows / seconds}


def postgres(folder, seconds, clients, row):
    server = os.environ.get("TRUCE_TEST_POSTGRES")
    if server is None:
        return None
    bin_ = pathlib.Path(os.environ.get("TRUCE_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))
    subprocess.run(["psql", server, "-qc", "SET client_min_messages = warning; DROP TABLE IF EXISTS plain; CREATE TABLE plain (n BIGSERIAL PRIMARY KEY, content BYTEA)"], check=True)
    script = folder / "insert.sql"
    script.write_text(f"INSERT INTO plain (content) VALUES ('\\x{row.hex()}');\n")
    words = dict(re.findall(r"(host|dbname|user)=(\S+)", server))
    done = subprocess.run([bin_ / "pgbench", "-h", words["host"], "-U", words["user"], "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T",
                           str(int(seconds)), "-f", script, words["dbname"]], capture_output=True, text=True, check=True)
    return {"per_second": float(re.search(r"tps = ([0-9.]+)", done.stdout).group(1))}


def driver(program, *words):
    done = subprocess.run([program, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stderr) if done.stderr else None


def loaded(program, folder, clients, seconds):
    log = folder / f"log-{clients}"
    driver(program, "found", log, clients)
    measured = driver(program, "load", log, clients, seconds)
    with sqlite3.connect(log / "log.db") as db:
        measured["commits"] = db.execute("SELECT COUNT(*) FROM log_entry WHERE kind = 'log.clock'").fetchone()[0]
        measured["bytes"] = db.execute("SELECT AVG(LENGTH(note)) FROM log_entry").fetchone()[0] + 2 * db.execute(
            "SELECT AVG(LENGTH(secret) + LENGTH(commitment) + LENGTH(content)) FROM log_part").fetchone()[0]
    return log, measured


def to_quorum(truce, folder):
    """From the command that asks three witnesses, in processes of their own, to its end."""
    sys.argv[1:] = [truce]
    from witnesses import Serving, file_something, found, truce as run, witnessed, write_policy

    log_folder = folder / "m"
    found(log_folder)
    log, witnesses, running = run("record", "key", log_folder).split()[1], {}, []
    for name in ("ir", "ru", "tr"):
        run("witness", "new", folder / name, "--name", f"witness.example.org/{name}")
        run("witness", "add-log", folder / name, log)
        vkey = json.loads(run("witness", "key", folder / name, "--format", "json"))["vkey"]
        running.append(Serving("witness", "serve", folder / name))
        witnesses[name] = (vkey, running[-1].url)
    write_policy(folder / "policy", log, witnesses)
    took = []
    for n in range(20):
        file_something(log_folder, n)
        before = time.monotonic()
        assert witnessed(log_folder, folder / "policy")[0] == "acknowledged by all"
        took.append((time.monotonic() - before) * 1000)
    for one in running:
        one.end()
    return took


def say(what, per_second="", p50="", p99="", ratio=""):
    number = lambda value, form: format(value, form) if isinstance(value, float) else value
    print(f"| {what} | {number(per_second, ',.0f')} | {number(p50, '.2f')} | {number(p99, '.2f')} | {number(ratio, '.2f')} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("truce")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--folder", default=None, help="on the disk to be measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="truce-bench-", dir=options.folder) as scratch:
        folder = pathlib.Path(scratch)
        print("| what | per second | ms, median | ms, 99 % | truce by it |\n|---|---|---|---|---|")
        raw = {in_place: fdatasync(folder, options.seconds / 2, in_place) for in_place in (True, False)}
        log = None
        for clients in (1, 16, 256):
            log, own = loaded(options.driver, folder, clients, options.seconds)
            say(f"truce, {clients} client{'s' if clients > 1 else ''}", float(own["per_second"]), own["ms_p50"], own["ms_p99"])
            if clients == 1:
                for in_place, words in ((True, "in place"), (False, "appending")):
                    say(f"fdatasync {words}", raw[in_place]["per_second"], raw[in_place]["ms_p50"], raw[in_place]["ms_p99"],
                        own["per_second"] / raw[in_place]["per_second"])
            row, batch = os.urandom(int(own["bytes"])), max(1, round(own["entries"] / own["commits"]))
            plain = sqlite(folder, options.seconds / 2, batch, row)
            (folder / "plain.db").unlink()
            say(f"SQLite, {batch} rows of {len(row)} bytes a commit", plain["per_second"], ratio=own["per_second"] / plain["per_second"])
            beside = postgres(folder, options.seconds, min(clients, 90), row)
            if beside:
                say(f"PostgreSQL, one INSERT a commit, {min(clients, 90)} connections", beside["per_second"],
                    ratio=own["per_second"] / beside["per_second"])
        for what, words in (("open", "opening"), ("tree", "verifying the tree"), ("all", "verifying all")):
            took = driver(options.driver, "time", log, what)
            print(f"| {words}, {took['entries']:,} entries | {took['entries'] / max(took['seconds'], 1e-9):,.0f} | {took['seconds'] * 1000:,.0f} in all | | |")
        took = to_quorum(options.truce, folder)
        say("to a quorum of three witnesses", "", statistics.median(took), at(took, 0.99))


main()
