"""`truce serve` over TLS by itself: real clients read, sign in and listen; a certificate or a key that is none is refused before anything
listens; who speaks plain HTTP, or nothing, is told so or left alone, and the others are served on."""
import contextlib
import datetime
import http.client
import ipaddress
import json
import os
import pathlib
import socket
import ssl
import subprocess

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import harness
from harness import truce
from server import Key, serving


def certificate(folder, name, days=(-1, 30), passphrase=None):
    """NAME.pem and NAME.key, of an authority of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "truce test")])
    now = datetime.datetime.utcnow()
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=days[0])).not_valid_after(now + datetime.timedelta(days=days[1]))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256()))
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock))
    return folder / f"{name}.pem", folder / f"{name}.key"


def curl(*words, status=0):
    done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", "20", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout


def refusals(folder, record):
    good, key = certificate(folder, "good")
    other, other_key = certificate(folder, "other")
    over, over_key = certificate(folder, "over", (-30, -1))
    early, early_key = certificate(folder, "early", (1, 30))
    locked, locked_key = certificate(folder, "locked", passphrase=b"secret")
    nothing = folder / "nothing.pem"
    nothing.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    for pem, private, refusal in [(good, folder / "gone.key", "tls.key"), (folder / "gone.pem", key, "tls.certificate"), (good, other_key, "tls.key"),
                                  (over, over_key, "tls.certificate"), (early, early_key, "tls.certificate"), (locked, locked_key, "tls.key"),
                                  (nothing, key, "tls.certificate"), (good, good, "tls.key"), (key, key, "tls.certificate"), (folder, key, "tls.certificate")]:
        said = truce("serve", record, "--listen", "127.0.0.1:0", "--tls-certificate", pem, "--tls-key", private, status=1)
        assert f"[{refusal}]" in said or refusal in said, (pem, private, said)
        assert "PRIVATE" not in said
    assert "tls.key" in truce("serve", record, "--listen", "127.0.0.1:0", "--tls-certificate", good, status=1)
    truce("serve", record, "--listen", "127.0.0.1:0", "--tls-key", key, status=2)
    return good, key


def clients(server, folder, pem):
    client = server.client()
    health = client.get("/healthz")
    assert health.status == 200 and health.headers["strict-transport-security"] == "max-age=31536000"
    assert client.connection.sock.version() == "TLSv1.3", client.connection.sock.version()
    old = ssl.create_default_context(cafile=pem)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with old.wrap_socket(socket.create_connection(("127.0.0.1", server.port)), server_hostname="127.0.0.1") as line:
        assert line.version() == "TLSv1.2"
    older = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], input="", capture_output=True, text=True)
    assert older.returncode != 0 and "Cipher is (NONE)" in older.stdout, older.stdout
    key = Key(folder / "keys/borvik.key")
    challenge = client.post("/api/session/challenge", {"key": key.name}).json["text"]
    assert f"https://127.0.0.1:{server.port}" in challenge, challenge
    signed_in = client.post("/api/session", {"note": key.note(challenge)})
    assert "; Secure" in signed_in.headers["set-cookie"], signed_in.headers
    client.cookie = signed_in.headers["set-cookie"].split(";")[0]
    assert client.get("/api/mechanism").json["viewer"]["institution"] == "borvik"
    large = "x" * 3_000_000
    client.post("/api/entries", {"note": large, "body": []}).refused(413, "entry.too_large")
    url = f"https://127.0.0.1:{server.port}"
    assert curl("--cacert", pem, f"{url}/healthz") == health.body.decode()
    assert curl("--cacert", pem, "--compressed", f"{url}/api").encode() == client.get("/api").body
    curl(f"{url}/healthz", status=60)  # an authority that nobody trusts


def events_end_well(server, folder):
    """A stream that ends with the server ends with TLS's own word for it: nobody can have cut the line."""
    client = server.client()
    client.sign_in(Key(folder / "keys/borvik.key"))
    line = server.trusts.wrap_socket(socket.create_connection(("127.0.0.1", server.port), timeout=30), server_hostname="127.0.0.1", suppress_ragged_eofs=False)
    line.sendall(f"GET /api/events HTTP/1.1\r\nHost: x\r\nUser-Agent: test\r\nCookie: {client.cookie}\r\n\r\n".encode())
    said = b""
    while b"event: record" not in said or not said.endswith(b"\n\n"):
        said += line.recv(4096)
    server.process.terminate()
    while True:
        more = line.recv(4096)  # an SSLEOFError would be a line that was cut
        if not more:
            break
    line.close()


def bad_manners(server):
    said = curl("--write-out", " %{http_code}", f"http://127.0.0.1:{server.port}/healthz")
    assert "https://" in said and said.endswith(" 400"), said
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
    for noise in (os.urandom(5_000), b"\x16\x03\x01\xff\xff" + os.urandom(500), b"\x16\x03\x01\x00\x05hello", b"SSH-2.0-x\r\n", b"\x80" * 70_000):
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
            with contextlib.suppress(OSError):  # it may have closed the line already
                line.sendall(noise)
                line.shutdown(socket.SHUT_WR)
                while line.recv(65_536):
                    pass
    half = server.trusts.wrap_socket(socket.create_connection(("127.0.0.1", server.port)), server_hostname="127.0.0.1")
    half.sendall(b"GET /api HTT")
    assert server.client().get("/healthz").status == 200, "one who is slow keeps nobody waiting"
    half.close()
    for line in silent:
        line.close()
    with server.trusts.wrap_socket(socket.create_connection(("127.0.0.1", server.port)), server_hostname="127.0.0.1") as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 400 "), "Host is wanted here, too"


def main():
    with harness.temporary_folder() as name:
        folder = pathlib.Path(name)
        record = folder / "ex"
        truce("demo", record, "--example", "exercise")
        pem, key = refusals(folder, record)
        with serving(record, "--tls-certificate", pem, "--tls-key", key, trusts=ssl.create_default_context(cafile=pem)) as server:
            clients(server, record, pem)
            bad_manners(server)
            events_end_well(server, record)
            assert server.process.wait(30) == 0
    print("serve_tls: passed")


if __name__ == "__main__":
    main()
