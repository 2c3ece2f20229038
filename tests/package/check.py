"""The Debian package: what is in it, that it installs into an empty root and runs there, that its unit is read without complaint and gives
away little, and that removing it leaves the records and nothing else.   check.py PACKAGE"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PACKAGE = pathlib.Path(sys.argv[1])
skipped = []


def run(*words, status=0):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def contents():
    listed = [re.split(r"\s+", line, maxsplit=5)[5] for line in run("dpkg-deb", "-c", PACKAGE).splitlines()]
    for path in ("./usr/bin/truce", "./usr/lib/systemd/system/truce@.service", "./usr/share/doc/truce/copyright", "./usr/share/doc/truce/guide/serve.md",
                 "./usr/share/doc/truce/api.openapi.json", "./usr/share/doc/truce/examples/exercise/terms.toml"):
        assert path in listed, (path, listed)
    assert not [path for path in listed if re.search(r"\.(key|a|o|hpp|db)$", path)], "neither keys nor what only building needs"
    fields = run("dpkg-deb", "-f", PACKAGE, "Package", "Version", "Depends")
    for word in ("Package: truce", "libsqlite3-0", "libsodium23", "libssl3", "libpq5", "libp11-kit0", "adduser"):
        assert word in fields, (word, fields)
    for script in ("postinst", "prerm", "postrm"):
        with tempfile.TemporaryDirectory() as folder:
            run("dpkg-deb", "-e", PACKAGE, folder)
            run("sh", "-n", pathlib.Path(folder) / script)


def installed(root):
    admin = root / "var/lib/dpkg"
    (admin / "info").mkdir(parents=True)
    (admin / "updates").mkdir()
    (admin / "status").touch()
    dpkg = ["dpkg", "--force-not-root", "--force-depends", "--force-script-chrootless", f"--instdir={root}", f"--admindir={admin}"]
    run(*dpkg, "-i", PACKAGE)
    truce = root / "usr/bin/truce"
    assert "truce" in run(truce, "--version")
    record = root / "var/lib/truce/ceasefire"
    example = root / "usr/share/doc/truce/examples/exercise"
    run(truce, "new", record, "--terms", example / "terms.toml", "--profile", example / "profile.toml", "--make-key", "mediator-office")
    run(truce, "record", "verify", record)
    units(root / "usr/lib/systemd/system/truce@.service", truce)
    run(*dpkg, "-r", "truce")
    left = [path.relative_to(root) for path in root.rglob("*") if path.is_file() and not path.is_relative_to(admin)]
    assert left and all(path.is_relative_to("var/lib/truce") for path in left), left
    assert "/var/lib/truce stays" in run(*dpkg, "-P", "truce")
    assert record.exists(), "a record is not a package's to delete"


def units(unit, truce):
    if not shutil.which("systemd-analyze"):
        skipped.append("the unit was not read: no systemd-analyze here")
        return
    with tempfile.TemporaryDirectory() as folder:
        # As it is, but that the program lies elsewhere and this machine may have no such user.
        copy = pathlib.Path(folder) / "truce@ceasefire.service"
        copy.write_text(unit.read_text().replace("ExecStart=truce ", f"ExecStart={truce} ").replace("User=truce", "User=root").replace("Group=truce", "Group=root"))
        said = run("systemd-analyze", "verify", "--man=no", copy)
        assert "truce@" not in said, said
        exposure = run("systemd-analyze", "security", "--offline=true", "--threshold=25", unit)
        print("package:", exposure.strip().splitlines()[-1].strip("→ "))


contents()
if os.getuid() == 0:
    with tempfile.TemporaryDirectory() as folder:
        installed(pathlib.Path(folder))
else:
    skipped.append("it was not installed: only root may give files their owners")
print("package: it installs, runs, and removes cleanly" + "".join(f"; {one}" for one in skipped))
