#!/usr/bin/env python3
"""kill -9 while clients file: whatever the moment, no acknowledged entry is lost, and log and views agree.

    kills.py RECORD_DRIVER [--kills N] [--seed N]

One log is loaded by 32 clients, killed, opened and verified again and again, so that it is also a log that has survived all that came before.
One kill in five comes at any moment from the start on, so also while the log is being opened; the others come within 60 ms of the first
acknowledgement of that run, however slow the machine is. Now and then the log is founded anew, which keeps the verification short. Each
restart goes on to serve: the last one must still take entries."""
import argparse
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

CLIENTS = 32
KILLS_PER_LOG = 50
PATIENCE_S = 60


def run(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def wait_for_acknowledgement(process, receipts, size, said):
    end = time.monotonic() + PATIENCE_S
    while receipts.stat().st_size == size:
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < end, f"nothing was acknowledged in {PATIENCE_S} s"
        time.sleep(0.001)


def kill_while_loaded(driver, folder, receipts, number, chance):
    """Whether entries were being acknowledged when it was killed."""
    before = receipts.stat().st_size
    with open(receipts, "a") as acknowledged, open(folder / "said", "w") as said:
        loaded = subprocess.Popen([driver, "load", folder, str(CLIENTS), str(2 * PATIENCE_S)], stdout=acknowledged, stderr=said)
        try:
            if number % 5 == 0:
                time.sleep(chance.uniform(0, 0.2))
            else:
                wait_for_acknowledgement(loaded, receipts, before, folder / "said")
                time.sleep(chance.uniform(0, 0.06))
        finally:
            loaded.send_signal(signal.SIGKILL)
        assert loaded.wait() == -signal.SIGKILL, (folder / "said").read_text()
    # A line that the kill cut short is no acknowledgement that anybody has.
    text = receipts.read_bytes()
    receipts.write_bytes(text[: text.rfind(b"\n") + 1])
    return len(text) > before


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    acknowledged = entries = done = under_load = 0
    while done < options.kills:
        with tempfile.TemporaryDirectory(prefix="truce-kills-") as scratch:
            folder = pathlib.Path(scratch) / "log"
            receipts = pathlib.Path(scratch) / "receipts"
            receipts.touch()
            run(options.driver, "found", folder, CLIENTS)
            checked = ""
            for _ in range(min(KILLS_PER_LOG, options.kills - done)):
                under_load += kill_while_loaded(options.driver, folder, receipts, done, chance)
                checked = run(options.driver, "check", folder, receipts)
                done += 1
            run(options.driver, "load", folder, CLIENTS, "0.05")
            run(options.driver, "check", folder, receipts)
            words = checked.split()
            entries += int(words[0])
            acknowledged += int(words[2])
            print(f"  {done} of {options.kills} kills", file=sys.stderr, flush=True)
    assert under_load * 5 >= done * 4 - 4, f"only {under_load} kills came while entries were being acknowledged"
    print(f"{done} kills, {under_load} of them while entries were being acknowledged: {entries} entries, {acknowledged} acknowledged, none lost; "
          "every log verified after every kill")


main()
