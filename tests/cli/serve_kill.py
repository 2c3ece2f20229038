"""The server is killed while 64 clients file: whatever was acknowledged is there afterwards, once; nothing is there in part."""
import random
import sys
import threading
import time

import harness
from harness import temporary_folder, truce, verify
from server import Client, Key, Server

CLIENTS = 64
ROUNDS = 3


class Desk(threading.Thread):
    """Files one report after the other until the server is gone."""

    def __init__(self, server, key, number, first):
        super().__init__()
        self.server, self.key, self.number, self.next = server, key, number, first
        self.acknowledged, self.handed_in = {}, {}
        self.error = None

    def run(self):
        try:
            client = Client(self.server)
            client.sign_in(self.key)
            while True:
                source_id = f"K-{self.number}-{self.next}"
                self.next += 1
                record = {"kind": "report", "source_id": source_id, "time_from": "2023-06-20T10:00:00Z", "time_to": "2023-06-20T11:00:00Z", "lat": "-19.02",
                          "lon": "-28.02", "radius_m": 300, "act": "artillery", "actors": ["Northern Council"]}
                composed = client.post("/api/reports/compose", {"key": self.key.name, "register": "borvik-centre", "records": [record]}).json
                body = {"note": self.key.note(composed["text"]), "body": composed["body"], "items": composed["items"]}
                self.handed_in[composed["id"]] = (source_id, body)
                answer = client.post("/api/entries", body)
                assert answer.status == 201, answer.body
                self.acknowledged[answer.json["id"]] = source_id
        except (OSError, ValueError, Exception) as error:  # the server is gone
            if isinstance(error, AssertionError) or "composed" in str(error):
                self.error = error


def main():
    with temporary_folder() as name:
        folder = harness.pathlib.Path(name) / "ex"
        truce("demo", folder, "--example", "exercise")
        founder = folder / "keys/borvik.key"
        keys = []
        for i in range(CLIENTS):
            path = folder.parent / f"desk{i}.key"
            truce("keys", "new", "borvik", path)
            truce("keys", "enrol", folder, path, "--as", founder)
            keys.append(Key(path))
        acknowledged, handed_in = {}, {}
        seed = random.randrange(1 << 30)
        print("seed", seed)
        chance = random.Random(seed)
        for round_ in range(ROUNDS):
            server = Server(folder)
            desks = [Desk(server, key, number, 1000 * round_) for number, key in enumerate(keys)]
            for desk in desks:
                desk.start()
            time.sleep(chance.uniform(1.5, 4))
            server.kill()
            for desk in desks:
                desk.join(60)
                assert desk.error is None, desk.error
                acknowledged.update(desk.acknowledged)
                handed_in.update(desk.handed_in)
        assert len(acknowledged) > CLIENTS, f"only {len(acknowledged)} were acknowledged: nothing was shown"
        report = verify(folder)
        assert report["holds"], report
        with_server(folder, acknowledged, handed_in)
        print(f"serve_kill: passed; {len(acknowledged)} acknowledged, {len(handed_in)} handed in")


def with_server(folder, acknowledged, handed_in):
    server = Server(folder)
    try:
        client, key = server.client(), Key(folder / "keys/borvik.key")
        client.sign_in(key)
        found, after = {}, ""
        while True:
            page = client.get("/api/incidents?limit=1000&register=borvik-centre&q=K-" + after).json
            for one in page["items"]:
                if not one["source_id"].startswith("K-"):
                    continue
                assert one["versions"] == 1, ("filed twice", one)
                found.setdefault(one["source_id"], []).append(one["id"])
            if "next" not in page:
                break
            after = "&after=" + page["next"]
        assert all(len(ids) == 1 for ids in found.values()), found
        for entry, source_id in acknowledged.items():
            assert found.get(source_id) == [f"{entry}/0"], (entry, source_id, found.get(source_id))
        # What was handed in and not acknowledged is there or not; handed in again it is there, and not twice.
        doubtful = [one for one in handed_in if one not in acknowledged]
        again = [client.post("/api/entries", handed_in[one][1]) for one in doubtful]
        for entry, answer in zip(doubtful, again):
            if answer.status == 409:  # its key went on without it, so it was not recorded, and never will be
                assert answer.json["error"]["id"] == "entry.chain" and handed_in[entry][0] not in found, (entry, answer.body)
            else:
                assert answer.json["id"] == entry and (answer.status == 200) == (handed_in[entry][0] in found), (entry, answer.body)
        print(f"of {len(doubtful)} without an answer {sum(one.status == 200 for one in again)} were recorded")
    finally:
        server.stop()
    assert verify(folder)["holds"]


if __name__ == "__main__":
    sys.exit(main())
