"""nginx in front of `truce serve`, by the configuration that docs/guide/serve.md shows. Says when it skips: nginx is not everywhere."""
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

import harness
from harness import ROOT, truce
from server import Key, serving
from serve_tls import certificate

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Front:
    """What the clients of tests/cli/server.py need of a server."""

    def __init__(self, port, trusts):
        self.port, self.trusts = port, trusts


def configuration(folder, port, upstream, pem, key):
    guide = (ROOT / "docs/guide/serve.md").read_text()
    block = re.search(r"(?m)^    server \{\n(?:    .*\n|\n)*?    \}\n", guide).group(0)
    for old, new in [("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"), ("127.0.0.1:8080", f"127.0.0.1:{upstream}"), ("server_name truce.example.org;", "")]:
        assert old in block, (old, block)
        block = block.replace(old, new)
    block = re.sub(r"(ssl_certificate\s+)\S+;", rf"\g<1>{pem};", block, count=1)
    block = re.sub(r"(ssl_certificate_key\s+)\S+;", rf"\g<1>{key};", block)
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file = folder / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""
    file.write_text(f"{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
                    f"events {{}}\nhttp {{ access_log off; {temporary}\n{block}}}\n")
    return file


def main():
    if NGINX is None:
        print("serve_nginx: skipped, nginx is not installed (tools/setup bench)")
        return 0
    with harness.temporary_folder() as name:
        folder = pathlib.Path(name)
        record = folder / "ex"
        truce("demo", record, "--example", "exercise")
        pem, key = certificate(folder, "front")
        port = free_port()
        with serving(record, "--behind-proxy", "--url", f"https://127.0.0.1:{port}") as server:
            file = configuration(folder, port, server.port, pem, key)
            checked = subprocess.run([NGINX, "-t", "-c", str(file)], capture_output=True, text=True)
            assert checked.returncode == 0, checked.stderr
            nginx = subprocess.Popen([NGINX, "-c", str(file)])
            try:
                for _ in range(100):
                    with socket.socket() as probe:
                        if probe.connect_ex(("127.0.0.1", port)) == 0:
                            break
                    time.sleep(0.1)
                through(Front(port, ssl.create_default_context(cafile=pem)), server, record)
            finally:
                nginx.send_signal(signal.SIGTERM)
                nginx.wait(20)
    print("serve_nginx: passed")
    return 0


def through(front, server, record):
    from server import Client
    client = Client(front)
    key = Key(record / "keys/borvik.key")
    client.sign_in(key)
    assert client.get("/api/mechanism").json["viewer"]["institution"] == "borvik"
    incidents = client.get("/api/incidents?limit=1000")
    direct = server.client()
    direct.cookie = client.cookie
    assert direct.get("/api/incidents?limit=1000").body == incidents.body, "it passes unchanged"
    assert client.get("/api/incidents?limit=1000", If_None_Match=incidents.headers["etag"]).status == 304
    composed = client.post("/api/reports/compose", {"key": key.name, "register": "borvik-centre", "records": [
        {"kind": "report", "source_id": "N-1", "time_from": "2023-06-10T10:00:00Z", "time_to": "2023-06-10T11:00:00Z", "act": "artillery", "lat": -19.0, "lon": -28.0,
         "radius_m": 100}]}, Origin=f"https://127.0.0.1:{front.port}")
    assert composed.status == 200, composed.body
    line = front.trusts.wrap_socket(socket.create_connection(("127.0.0.1", front.port), timeout=30), server_hostname="127.0.0.1")
    line.sendall(f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{front.port}\r\nUser-Agent: test\r\nCookie: {client.cookie}\r\n\r\n".encode())
    said = b""
    while b"event: record" not in said:
        said += line.recv(4096)
    assert client.hand_in(key, composed.json).status == 201
    while said.count(b"event: record") < 2:
        more = line.recv(4096)
        assert more, said
        said += more
    line.close()
    assert b"reports.filed" in said, "an event is passed on when it happens"


if __name__ == "__main__":
    sys.exit(main())
