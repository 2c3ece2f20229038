"""Many connections that say nothing, half a request, or listen: the others are served on, and memory stays bounded.   serve_idle.py TRUCE [N]"""
import contextlib
import pathlib
import resource
import socket
import sys
import time

import harness
from harness import truce
from server import serving

MANY = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
KB_EACH = 64


def resident_kb(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


def open_all(port, stack):
    lines = []
    for i in range(MANY):
        line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
        if i % 10 == 1:
            line.sendall(b"GET /api HTT")
        if i % 10 == 2:
            line.sendall(b"POST /api/entries HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4000000\r\n\r\n{")
        lines.append(line)
    return lines


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY + 1_000
    if hard != resource.RLIM_INFINITY and hard < wanted:
        print(f"serve_idle: skipped, this system lets a process have {hard} files")
        return 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    sanitized = b"__asan_init" in pathlib.Path(harness.TRUCE).read_bytes()
    with harness.temporary_folder() as name:
        folder = pathlib.Path(name) / "ex"
        truce("demo", folder, "--example", "exercise")
        with serving(folder) as server, contextlib.ExitStack() as stack:
            client = server.client()
            assert client.get("/api").status == 200
            before = resident_kb(server.process)
            began = time.monotonic()
            lines = open_all(server.port, stack)
            asked = 0
            longest = 0.0
            while asked < 200:
                start = time.monotonic()
                assert client.get("/healthz").status == 200 and client.get("/api/incidents?limit=5").status in (200, 404)
                longest = max(longest, time.monotonic() - start)
                asked += 1
            grown = resident_kb(server.process) - before
            held = sum(is_open(line) for line in lines) if time.monotonic() - began < 25 else MANY
            assert held == MANY, (held, MANY)
            assert sanitized or grown < MANY * KB_EACH, f"{grown} kB for {MANY} connections"
            print(f"serve_idle: {MANY} connections held with {grown / MANY:.1f} kB each; the longest of {asked} answers beside them took {longest * 1000:.0f} ms")
        turned_away(folder)
    return 0


def is_open(line):
    line.setblocking(False)
    try:
        return line.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def turned_away(folder):
    """Beyond --connections: told so; and room comes back."""
    with serving(folder, "--connections", "20") as server:
        with contextlib.ExitStack() as stack:
            for _ in range(20):
                stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            time.sleep(0.3)
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as late:
                assert late.recv(4096).startswith(b"HTTP/1.1 503 ")
        time.sleep(0.3)
        assert server.client().get("/healthz").status == 200


if __name__ == "__main__":
    sys.exit(main())
