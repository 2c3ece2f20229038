"""What is published, as files: out at the tick and not before, once more without a change, refused where it must be."""
import hashlib
import json
import os
import subprocess
import sys

import harness
from harness import TRUCE, temporary_folder, truce

try:
    import feedparser
except ImportError:
    feedparser = None


def at(time, *words, status=0):
    """Runs truce with its clock at that time, UTC."""
    done = subprocess.run(["faketime", "-f", f"@{time}", TRUCE, *map(str, words)], capture_output=True, text=True, timeout=600,
                          env={**os.environ, "TZ": "UTC"})
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout if status == 0 else done.stdout + done.stderr


def main():
    with temporary_folder() as folder:
        place = harness.pathlib.Path(folder)
        store, public, key = place / "m", place / "public", place / "m/keys/reconstruction.key"
        at("2026-03-01 01:00:00", "new", store, "--terms", harness.SYRIA / "terms.toml", "--profile",
           harness.SYRIA / "profile.toml", "--make-key", "reconstruction")
        at("2026-03-01 02:00:00", "import", store, harness.SYRIA / "data/bulletins.csv", "--as", key)
        at("2026-03-01 13:00:00", "bulletin", store, "--day", "2017-02-25", "--publish", "--as", key)
        at("2026-03-02 13:00:00", "bulletin", store, "--day", "2017-02-24", "--publish", "--as", key)

        words = ("publish", store, public, "--url", "https://example.org/syria", "--format", "json")
        first = json.loads(at("2026-03-02 14:00:00", *words))
        assert (first["days"], first["editions"], first["computed"], first["elsewhere"]) == (1, 1, 1, []), first
        assert not (public / "bulletins/2017-02-24.html").exists(), "published after the last tick"
        again = json.loads(at("2026-03-02 15:00:00", *words))
        assert again == {**first, "computed": 0}, again

        front = (public / "index.html").read_text()
        assert "25 February 2017" in front and "Recorded by Russia: 14" in front, front
        data = (public / "bulletins/2017-02-25.json").read_bytes()
        entry = next((public / "bulletins/2017-02-25").glob("*.json"))
        assert entry.read_bytes() == data
        assert hashlib.sha256(data).hexdigest() == hashlib.sha256(truce(
            "bulletin", store, "--day", "2017-02-25", "--as-of", entry.stem, "--format", "json").rstrip("\n").encode()).hexdigest()
        log = (public / "record/checkpoint").read_text().split("\n")
        assert int(log[1]) == first["size"], log

        if feedparser:
            feed = feedparser.parse(str(public / "feed.atom"))
            assert not feed.bozo, feed.bozo_exception
            assert [e.title for e in feed.entries] == ["Bulletin of Saturday, 25 February 2017"], feed.entries
            assert feed.entries[0].link == "https://example.org/syria/bulletins/2017-02-25.html"
            assert feed.entries[0]["where"]["type"] == "Box"
        else:
            print("feedparser is not installed: feeds not read by it")

        refused = truce("publish", store, place / "other", "--url", "example.org", status=1)
        assert "site.url" in refused and not (place / "other").exists(), refused
        truce("publish", store, place / "other", status=2)
        refused = at("2026-03-01 11:00:00", "publish", store, place / "other", "--url", "https://example.org", status=1)
        assert "publication.not_yet" in refused and not (place / "other").exists(), refused
    print("publish: passed")


if __name__ == "__main__":
    sys.exit(main())
