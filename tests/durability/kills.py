#!/usr/bin/env python3
"""kill -9 while clients file: whatever the moment, no acknowledged entry is lost, and log and views agree.

    kills.py RECORD_DRIVER [--kills N] [--seed N]

One log is loaded by 32 clients, killed, opened and verified again and again, so that it is also a log that has survived all that came before.
Now and then it is founded anew, which keeps the verification short. Each restart goes on to serve: the last one must still take entries."""
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


def run(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def kill_while_loaded(driver, folder, receipts, seconds):
    with open(receipts, "a") as acknowledged, open(folder / "said", "w") as said:
        loaded = subprocess.Popen([driver, "load", folder, str(CLIENTS), "60"], stdout=acknowledged, stderr=said)
        time.sleep(seconds)
        loaded.send_signal(signal.SIGKILL)
        assert loaded.wait() == -signal.SIGKILL, (folder / "said").read_text()
    # A line that the kill cut short is no acknowledgement that anybody has.
    text = receipts.read_bytes()
    receipts.write_bytes(text[: text.rfind(b"\n") + 1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    acknowledged = entries = done = 0
    while done < options.kills:
        with tempfile.TemporaryDirectory(prefix="truce-kills-") as scratch:
            folder = pathlib.Path(scratch) / "log"
            receipts = pathlib.Path(scratch) / "receipts"
            receipts.touch()
            run(options.driver, "found", folder, CLIENTS)
            checked = ""
            for _ in range(min(KILLS_PER_LOG, options.kills - done)):
                kill_while_loaded(options.driver, folder, receipts, chance.uniform(0, 0.06) if chance.random() < 0.5 else chance.uniform(0, 0.2))
                checked = run(options.driver, "check", folder, receipts)
                done += 1
            run(options.driver, "load", folder, CLIENTS, "0.05")
            run(options.driver, "check", folder, receipts)
            words = checked.split()
            entries += int(words[0])
            acknowledged += int(words[2])
            print(f"  {done} of {options.kills} kills", file=sys.stderr, flush=True)
    assert acknowledged > options.kills, f"only {acknowledged} acknowledged: the load never came to work"
    print(f"{done} kills under load: {entries} entries, {acknowledged} acknowledged, none lost; every log verified after every kill")


main()
