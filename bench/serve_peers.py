"""The questions of bench/serve.py put to others on the same machine: the same incidents, with the geometries and properties that truce
writes, in PostGIS; asked by SQL, and through MapServer's OGC API - Features behind nginx.

Each is left out, with a sentence that says why, where what it needs is not there: a PostgreSQL with PostGIS (tools/with-postgres runs a
command beside one), pgbench; MapServer with its interface, spawn-fcgi, nginx (tools/setup bench).
"""
import contextlib
import csv
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

POSTGRES_BIN = pathlib.Path(os.environ.get("TRUCE_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))
MAPSERV = shutil.which("mapserv", path=f"{os.environ['PATH']}:/usr/lib/cgi-bin")
SPAWN = shutil.which("spawn-fcgi")
COLUMNS = {"id": "text primary key", "register": "text", "source_id": "text", "time_from": "timestamptz", "time_to": "timestamptz",
           "first_day": "date", "last_day": "date", "act": "text", "act_as_coded": "text", "actors": "text", "targets": "text",
           "casualties_low": "bigint", "casualties_best": "bigint", "casualties_high": "bigint", "areas": "text", "area_certain": "boolean",
           "outside": "boolean", "detail": "text", "place": "text", "radius_m": "bigint", "nothing_observed": "boolean", "own_side": "boolean",
           "corrected": "boolean", "verdict": "text", "recorded_at": "timestamptz"}
# The box of a question, as bench/serve.py draws it.
BOX = r"""
\set n random(0, 999)
\set m random(0, 999)
\set w 36 + :n * 0.005
\set s 33 + :m * 0.0035
"""
PAGE = BOX + """
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(ST_AsGeoJSON(t.*)::json), '[]')) FROM
(SELECT * FROM incidents WHERE geom && ST_MakeEnvelope(:w, :s, :w + 0.5, :s + 0.5, 4326) ORDER BY time_from, id LIMIT 100) t;
"""
COUNTED = BOX + "SELECT count(*) FROM incidents WHERE geom && ST_MakeEnvelope(:w, :s, :w + 0.5, :s + 0.5, 4326);\n"
TILE = """
SELECT ST_AsMVT(t, 'incidents', 4096, 'geom') FROM
(SELECT ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope({z}, {x}, {y})) AS geom, id, register, act, time_from, verdict FROM incidents
 WHERE geom && ST_Transform(ST_TileEnvelope({z}, {x}, {y}), 4326) LIMIT 5000) t;
"""


def psql(sql, **more):
    return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", os.environ["TRUCE_TEST_POSTGRES"], "-c", sql],
                          check=True, text=True, capture_output="stdin" not in more, **more)


def cell(value):
    if isinstance(value, list):
        return "; ".join(value)
    return json.dumps(value) if isinstance(value, bool) else value


def copied(port, folder):
    """What the reader of the server on this port is told of, in a table `incidents`."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", "/api/export.ndjson", headers={"User-Agent": "bench"})
    # Taken first, as fast as it comes: a reader who takes longer than a minute is cut off.
    exported, rows = folder / "incidents.ndjson", folder / "incidents.csv"
    with open(exported, "wb") as out:
        shutil.copyfileobj(connection.getresponse(), out, 1 << 20)
    with open(exported) as lines, open(rows, "w", newline="") as out:
        writer = csv.writer(out)
        for line in lines:
            one = json.loads(line)
            told = {**one["properties"], "id": one["id"]}
            writer.writerow([cell(told.get(name, "")) for name in COLUMNS] + [json.dumps(one["geometry"]) if one["geometry"] else ""])
    exported.unlink()
    psql("CREATE EXTENSION IF NOT EXISTS postgis; DROP TABLE IF EXISTS staged, incidents;"
         f"CREATE UNLOGGED TABLE staged ({', '.join(f'{name} text' for name in COLUMNS)}, geometry text)")
    with open(rows) as lines:
        psql("COPY staged FROM STDIN (FORMAT csv)", stdin=lines)
    rows.unlink()
    cast = ", ".join(f"nullif({name}, '')::{kind.split()[0]} AS {name}" for name, kind in COLUMNS.items())
    psql(f"CREATE TABLE incidents AS SELECT {cast}, ST_SetSRID(ST_GeomFromGeoJSON(nullif(geometry, '')), 4326) AS geom FROM staged")
    for sql in ("DROP TABLE staged", "ALTER TABLE incidents ADD PRIMARY KEY (id)", "CREATE INDEX ON incidents USING gist (geom)",
                "CREATE INDEX ON incidents (time_from, id)", "VACUUM ANALYZE incidents"):
        psql(sql)
    count = int(psql("SELECT count(*) FROM incidents").stdout)
    print(f"PostGIS has {count:,} incidents after {time.monotonic() - began:.0f} s")


def by_pgbench(name, sql, folder, seconds):
    """Prepared, by 32 connections of one thread, as the load generator of HTTP has them. Answers with the questions a second."""
    script = folder / "question.sql"
    script.write_text(sql)
    script.chmod(0o644)
    said = subprocess.run([POSTGRES_BIN / "pgbench", "-n", "-M", "prepared", "-c", "32", "-j", "1", "-T", str(seconds), "-f", script, os.environ["TRUCE_TEST_POSTGRES"]],
                          check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"tps = ([\d.]+)", said).group(1))
    mean = re.search(r"latency average = ([\d.]+) ms", said).group(1)
    print(f"{name:52} {rate:10,.0f}/s   {mean} ms in the mean", flush=True)
    return rate


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def mapserver(nginx, folder):
    """Two processes of MapServer, each with a connection that stays, behind nginx; yields the interface's address."""
    port = free_port()
    root = f"http://127.0.0.1:{port}/map/ogcapi"
    (folder / "incidents.map").write_text(f'''MAP
  NAME "map"
  EXTENT 35 32 43 38
  PROJECTION "epsg:4326" END
  WEB METADATA
    "ows_title" "incidents" "ows_onlineresource" "{root}" "oga_onlineresource" "{root}" "ows_srs" "EPSG:4326" "ows_enable_request" "*" "oga_enable_request" "*"
  END END
  LAYER
    NAME "incidents" TYPE POLYGON STATUS ON
    CONNECTIONTYPE POSTGIS CONNECTION "{os.environ['TRUCE_TEST_POSTGRES']}" PROCESSING "CLOSE_CONNECTION=DEFER"
    DATA "geom FROM incidents USING UNIQUE id USING SRID=4326"
    PROJECTION "epsg:4326" END
    METADATA "ows_title" "incidents" "ows_include_items" "all" "gml_include_items" "all" "ows_featureid" "id" "gml_featureid" "id" END
    TEMPLATE "none"
  END
END
''')
    (folder / "mapserver.conf").write_text(f'CONFIG\n  ENV\n    MS_MAP_NO_PATH "1"\n    MS_MAP_PATTERN "^{folder}/"\n  END\n'
                                           f'  MAPS\n    MAP "{folder}/incidents.map"\n  END\nEND\n')
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.getuid() == 0 else ''} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}} http {{ access_log off; keepalive_requests 100000000; server {{ listen 127.0.0.1:{port}; location / {{\n"
        f"fastcgi_pass unix:{folder}/mapserv.socket; fastcgi_buffers 64 16k; fastcgi_param REQUEST_METHOD $request_method; fastcgi_param QUERY_STRING $query_string;\n"
        f"fastcgi_param PATH_INFO $uri; fastcgi_param SCRIPT_NAME ''; fastcgi_param SERVER_NAME 127.0.0.1; fastcgi_param SERVER_PORT {port}; }} }} }}\n")
    spawned = subprocess.Popen([SPAWN, "-n", "-F", "2", "-s", folder / "mapserv.socket", "--", MAPSERV],
                               env={**os.environ, "MAPSERVER_CONFIG_FILE": str(folder / "mapserver.conf")}, start_new_session=True)
    served = subprocess.Popen([nginx, "-c", folder / "nginx.conf"])
    try:
        time.sleep(1)
        yield root
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(20)
        os.killpg(spawned.pid, signal.SIGTERM)
        spawned.wait(20)


def missing(nginx):
    """What MapServer cannot be asked without; "" where nothing is missing."""
    for name, path in (("MapServer (cgi-mapserver)", MAPSERV), ("spawn-fcgi", SPAWN), ("nginx (nginx-light)", nginx)):
        if path is None:
            return f"{name} is not installed (tools/setup bench)"
    version = subprocess.run([MAPSERV, "-v"], capture_output=True, text=True).stdout
    for part in ("SUPPORTS=OGCAPI_SERVER", "SUPPORTS=FASTCGI", "INPUT=POSTGIS"):
        if part not in version:
            return f"this MapServer is built without {part}"
    return ""


def ask_peers(port, nginx, seconds, page, counted, tile, load):
    """Beside what truce gave.

    page     its requests a second for a page of a box; counted: with how many match
    tile     the path of its tile
    load     load(name, url) asks an address for boxes, and answers with the requests a second
    """
    if "TRUCE_TEST_POSTGRES" not in os.environ:
        print("PostGIS and MapServer: left out, there is no PostgreSQL (run this by tools/with-postgres)")
        return
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        copied(port, folder)
        sql = by_pgbench("PostGIS, the page as GeoJSON by SQL", PAGE, folder, seconds)
        print(f"  truce answers {page / sql:.1f} x as many pages of a box a second, over HTTP")
        both = 1 / (1 / sql + 1 / by_pgbench("PostGIS, how many are in the box", COUNTED, folder, seconds))
        print(f"  truce answers {counted / both:.1f} x as many pages with how many match")
        z, x, y = re.findall(r"\d+", tile)
        by_pgbench("PostGIS, a tile of at most 5,000 of them by ST_AsMVT", TILE.format(z=z, x=x, y=y), folder, seconds)
        why = missing(nginx)
        if why:
            print(f"MapServer: left out, {why}")
            return
        with mapserver(nginx, folder) as root:
            page_of = f"{root}/collections/incidents/items?f=json&limit=100&bbox="
            with urllib.request.urlopen(page_of + "37.1,35.9,37.6,36.4") as answer:
                body = answer.read()
            example = json.loads(body)
            assert len(example["features"]) == 100, example.get("numberReturned")
            print(f"MapServer's page of {example['numberMatched']:,} that match: {len(body):,} bytes")
            rate = load("MapServer, OGC API - Features from PostGIS", page_of + "%.3f,%.3f,%.3f,%.3f")
        print(f"  truce answers {page / rate:.1f} x as many pages of a box a second")
