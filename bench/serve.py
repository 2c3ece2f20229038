#!/usr/bin/env python3
"""Requests a second of `truce serve` on a register of many incidents, the load generator on the same machine, and the processor time of a
request beside nginx's for the same bytes. Beside a PostgreSQL (tools/with-postgres), the same pages from PostGIS by SQL and by MapServer.

    [tools/with-postgres] bench/serve.py TRUCE [--store DIR | --rows N --generate GENERATE_GED] [--seconds S]

Needs wrk (Debian's package of that name) and says so where it is not; nginx (nginx-light) is the ceiling for bytes that are ready, and is
left out where it is not installed. A store of N rows is made by generate_ged and `truce import` unless there is one.
"""
import argparse
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

import serve_peers

ROOT = pathlib.Path(__file__).resolve().parent.parent
SYRIA = ROOT / "examples/syria-2017"
WRK = shutil.which("wrk")
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
BOXES = """
local n = {seed}
request = function()
  n = (n * 1103515245 + 12345) % 2147483648
  local west, south = 36 + (n % 1000) * 0.005, 33 + (math.floor(n / 1000) % 1000) * 0.0035
  local day = {first} + (math.floor(n / 7) % {days}) * 86400
  local when = os.date("!%Y-%m-%dT00:00:00Z/", day) .. os.date("!%Y-%m-%dT00:00:00Z", day + 24 * 86400)
  return wrk.format("GET", string.format("{path}", west, south, west + 0.5, south + 0.5, when))
end
"""


def cpu_s(pid):
    """Processor time of a process and its children so far."""
    ticks = 0
    for stat in [pathlib.Path(f"/proc/{pid}/stat"), *(pathlib.Path(f"/proc/{child}/stat") for child in children(pid))]:
        fields = stat.read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children(pid):
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def rss_mb(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1000


class Load:
    """What wrk found: requests a second, the latency within which 99 of 100 were, and what of the server's processor time one took,
    unless `pid` is None."""

    def __init__(self, name, url, pid, seconds, connections=32, lua=None, headers=()):
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            words = [WRK, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *(word for one in headers for word in ("-H", one))]
            if lua:
                script.write(lua)
                script.flush()
                words += ["-s", script.name]
            before = cpu_s(pid) if pid else 0
            said = subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout
            used = cpu_s(pid) - before if pid else 0
        total = int(re.search(r"(\d+) requests in", said).group(1))
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
        self.p99 = re.search(r"^\s+99%\s+(\S+)", said, re.M).group(1)
        self.p50 = re.search(r"^\s+50%\s+(\S+)", said, re.M).group(1)
        self.cpu_us = used * 1e6 / max(total, 1)
        wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
        assert not wrong, f"{name}: {wrong.group(0)}"
        print(f"{name:52} {self.rate:10,.0f}/s   half within {self.p50:>8}, 99 of 100 within {self.p99:>8}" +
              (f"   {self.cpu_us:7.1f} us of processor each" if pid else ""), flush=True)


@contextlib.contextmanager
def serving(truce, store):
    start = time.monotonic()
    server = subprocess.Popen([truce, "serve", store, "--listen", "127.0.0.1:0", "--rate", "1000000000", "--read-as", "reconstruction"],
                              stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline()
        port = int(line.rsplit(":", 1)[1])
        print(f"started in {time.monotonic() - start:.2f} s, {rss_mb(server.pid):,.0f} MB")
        yield server, port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", path, headers={"User-Agent": "bench"})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status in (200, 204), (path, answer.status, body[:500])
    return body


def made(truce, rows, generate, folder):
    store = folder / "m"
    words = [truce, "new", store, "--terms", SYRIA / "terms.toml", "--profile", SYRIA / "profile.toml", "--make-key", "reconstruction"]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    with open(folder / "ged.csv", "wb") as out:
        subprocess.run([generate, SYRIA / "data/ged.csv", str(rows), "1"], check=True, stdout=out)
    subprocess.run([truce, "import", store, folder / "ged.csv", "--as", store / "keys/reconstruction.key", "--register", "ucdp-ged"], check=True,
                   stdout=subprocess.DEVNULL)
    (folder / "ged.csv").unlink()
    return store


def beside_nginx(port, pid, seconds, page):
    """The same bytes from nginx's page cache, on one worker."""
    body = get(port, page)
    print(f"bytes that are ready: {page}, {len(body):,} bytes")
    own = Load("  truce", f"http://127.0.0.1:{port}{page}", pid, seconds)
    if NGINX is None:
        print("  nginx: left out, it is not installed (nginx-light)")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        (folder / "www").mkdir()
        (folder / "www/page.js").write_bytes(body)
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            free = one.getsockname()[1]
        (folder / "nginx.conf").write_text(
            f"{'user root;' if os.getuid() == 0 else ''} daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"events {{}} http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=10; "
            f"types {{ text/javascript js; }} server {{ listen 127.0.0.1:{free}; root {folder}/www; }} }}\n")
        nginx = subprocess.Popen([NGINX, "-c", folder / "nginx.conf"])
        try:
            time.sleep(1)
            peer = Load("  nginx", f"http://127.0.0.1:{free}/page.js", nginx.pid, seconds)
        finally:
            nginx.send_signal(signal.SIGTERM)
            nginx.wait(20)
    print(f"  a request takes {own.cpu_us / peer.cpu_us:.2f} x nginx's processor time; {own.rate / peer.rate:.2f} x its requests a second")


def main():
    wanted = argparse.ArgumentParser()
    wanted.add_argument("truce")
    wanted.add_argument("--store", type=pathlib.Path)
    wanted.add_argument("--rows", type=int, default=1_000_000)
    wanted.add_argument("--generate", default=str(ROOT / "build/bench/bench/generate_ged"))
    wanted.add_argument("--seconds", type=int, default=8)
    asked = wanted.parse_args()
    if WRK is None:
        print("bench/serve.py: skipped, wrk is not installed (tools/setup bench)")
        return 0
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        store = asked.store or made(asked.truce, asked.rows, asked.generate, pathlib.Path(name))
        with serving(asked.truce, store) as (server, port):
            root = f"http://127.0.0.1:{port}"
            began = time.monotonic()
            first = json.loads(get(port, "/api/incidents?limit=1"))
            print(f"{first['matched']:,} incidents, judged {time.monotonic() - began:.2f} s after the start; {rss_mb(server.pid):,.0f} MB")
            limit = "limit=100"
            span = json.loads(get(port, "/api/mechanism"))
            first_s = int(datetime.datetime.fromisoformat(span["first_day"] + "T00:00:00+00:00").timestamp())
            days = (datetime.date.fromisoformat(span["last_day"]) - datetime.date.fromisoformat(span["first_day"])).days
            boxes = lambda path: BOXES.format(seed=1, first=first_s, days=days, path=path)
            items = f"/ogc/collections/incidents/items?{limit}&bbox=%.3f,%.3f,%.3f,%.3f"
            # What happened somewhere in a country in some year may have happened in any box; it comes first.
            pages = {}
            for name, path in (("items?bbox&limit=100, any box", items), ("  of any 24 days", items + "&datetime=%s"),
                               ("  of any 24 days, place known to 30 km", items + "&datetime=%s&filter=radius_m%%20%%3C%%2030000")):
                example = path % ((37.1, 35.9, 37.6, 36.4, "2017-06-01T00:00:00Z/2017-06-25T00:00:00Z") if "datetime" in path else (37.1, 35.9, 37.6, 36.4))
                print(f"{example}: {len(get(port, example)):,} bytes")
                pages[path] = Load(name, root, server.pid, asked.seconds, lua=boxes(path)).rate
            counted = Load("/api/incidents?bbox&limit=100, any box", root, server.pid, asked.seconds, lua=boxes(f"/api/incidents?{limit}&bbox=%.3f,%.3f,%.3f,%.3f"))
            Load("/api/incidents?limit=100, the newest", f"{root}/api/incidents?{limit}", server.pid, asked.seconds)
            tile = next(path for path in (f"/tiles/8/{x}/{y}.mvt" for x in range(152, 158) for y in range(98, 104)) if get(port, path))
            Load(f"{tile}, cached", root + tile, server.pid, asked.seconds)
            Load("/healthz", f"{root}/healthz", server.pid, asked.seconds)
            page = re.search(rb'"(/assets/[^"]+\.js)"', get(port, "/"))
            if page:
                beside_nginx(port, server.pid, asked.seconds, page.group(1).decode())
            else:
                print("bytes that are ready: left out, this binary carries no pages (tools/web-build)")
            print(f"afterwards {rss_mb(server.pid):,.0f} MB")
            ask = lambda name, url: Load(name, url, None, asked.seconds, lua=boxes(urllib.parse.urlsplit(url).path + "?" + urllib.parse.urlsplit(url).query)).rate
            serve_peers.ask_peers(port, NGINX, asked.seconds, pages[items], counted.rate, tile, ask)
    return 0


if __name__ == "__main__":
    sys.exit(main())
