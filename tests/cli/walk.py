"""A guide, run command by command in a folder of its own."""
import json
import os
import pathlib
import subprocess

from harness import ROOT, TRUCE


def commands(guide):
    """The guide's own lines: those that are indented by four blanks."""
    return [line[4:] for line in guide.read_text().splitlines() if line.startswith("    ") and line.strip()]


class Walk:
    def __init__(self, folder):
        self.folder = folder
        tools = folder / "bin"
        tools.mkdir()
        (tools / "truce").symlink_to(pathlib.Path(TRUCE).resolve())
        (folder / "examples").symlink_to(ROOT / "examples")
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}

    def run(self, line, status=0):
        done = subprocess.run(["sh", "-c", line], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == status, (line, done.returncode, done.stdout, done.stderr)
        return done.stdout if status == 0 else done.stdout + done.stderr

    def read(self, line):
        return json.loads(self.run(line + " --format json"))

    def refused(self, refusal, line):
        said = self.run(line, status=1)
        assert f"[{refusal}]" in said, (refusal, line, said)
