"""kill -9 at any moment of an import leaves all of the file or none of it, and a store that verifies."""
import pathlib
import random
import signal
import subprocess
import time

from harness import SYRIA, TRUCE, found, temporary_folder, truce, verify

SEED = 20170225
KILLS = 25


def main():
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    with temporary_folder() as folder:
        folder = pathlib.Path(folder) / "m"
        key = found(folder)
        words = ["import", folder, SYRIA / "data/ged.csv", "--as", key, "--register", "ucdp-ged"]
        probe = pathlib.Path(str(folder) + "-probe")
        probe_key = found(probe)
        start = time.monotonic()
        truce("import", probe, SYRIA / "data/ged.csv", "--as", probe_key, "--register", "ucdp-ged")
        whole = time.monotonic() - start
        landed = killed = 0
        for _ in range(KILLS):
            process = subprocess.Popen([TRUCE, *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, whole * 1.05))
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            report = verify(folder)
            assert report["holds"], report["problems"]
            assert report["items"] in (0, 5611), report["items"]
            if report["items"] == 5611:
                landed += 1
                folder = pathlib.Path(str(folder) + "x")
                words[1], words[4] = folder, found(folder)
        truce(*words)
        assert verify(folder)["items"] == 5611
        again = truce(*words)
        assert "5,611 unchanged" in again and "nothing new" in again, again
    print(f"{killed} of {KILLS} killed while running, {landed} after the file had landed; every store verified")


main()
