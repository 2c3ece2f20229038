"""`truce export` writes what the server's exports give: the same bytes for the same reader, or a refusal and no file."""
import csv
import io
import json
import pathlib
import time

import harness
from harness import truce
from server import Key, serving


def main():
    with harness.temporary_folder() as name:
        folder = pathlib.Path(name)
        record = folder / "ex"
        truce("demo", record, "--example", "exercise")
        with serving(record) as server:
            client = server.client()
            client.sign_in(Key(record / "keys/borvik.key"))
            while b'"verdict"' not in client.get("/api/export.ndjson").body:  # the server's follow its start by a moment
                time.sleep(0.1)
            for form in ("csv", "geojson", "ndjson"):
                for query in ("", "act=artillery", "reports=true&sortby=-time_from"):
                    served = client.get(f"/api/export.{form}?{query}")
                    assert served.status == 200, served.body
                    said = truce("export", record, "--form", form, "--for", "borvik", "--query", query, "--out", folder / "out")
                    assert (folder / "out").read_bytes() == served.body, (form, query)
                    assert "borvik" in said
        own = truce("export", record, "--for", "borvik")
        public = truce("export", record)
        rows = list(csv.reader(io.StringIO(own)))
        assert rows[1][0].startswith("#") and len(rows) > 3 and "B-0616" not in public, "the public is told less"
        lines = truce("export", record, "--form", "ndjson", "--for", "borvik").splitlines()
        assert len(lines) == len(rows) - 2 and all(json.loads(line)["type"] == "Feature" for line in lines)
        told = json.loads(truce("export", record, "--for", "borvik", "--out", folder / "again.csv", "--format", "json"))
        assert told == {"incidents": len(lines), "out": str(folder / "again.csv")}
        for words, refusal in [(("--query", "none=1"), "query.unknown"), (("--query", "filter=act%20LIKE"), "cql2"), (("--for", "nobody"), "onlooker.no_role"),
                               (("--out", folder / "no/such/place.csv"), "file.unwritable"), (("--query", "reports=perhaps"), "property.value")]:
            assert refusal in truce("export", record, *words, status=1), words
        assert not list(folder.glob("*.part")) and not (folder / "no").exists()
        truce("export", record, "--form", "xlsx", status=2)
        truce("export", folder / "nowhere", status=1)
    print("export: passed")


main()
