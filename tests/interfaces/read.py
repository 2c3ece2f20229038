"""Programs that nobody here wrote read every collection, tile and export, and find what the store holds: GDAL's drivers for OGC API -
Features, GeoJSON and MVT, OWSLib, shapely. And of every audience: nothing that it may not see is in any answer.

    read.py TRUCE SERVE_INTERFACES
"""
import contextlib
import csv
import io
import json
import math
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

TRUCE, SERVER = sys.argv[1], sys.argv[2]
GUARDED = {"aldmere-centre", "borvik-centre", "castane-centre", "mediator-monitors"}
OWN = {"borvik": "borvik-centre", "mediator-office": "mediator-monitors"}


@contextlib.contextmanager
def server(store, hours, institution=""):
    process = subprocess.Popen([SERVER, str(store), str(hours), institution], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http://"), url
        yield url
    finally:
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def get(url, status=200, **headers):
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == status, (url, answer.status)
            return answer.read(), answer.headers
    except urllib.error.HTTPError as refused:
        assert refused.code == status, (url, refused.code, refused.read())
        return refused.read(), refused.headers


def get_json(url, status=200):
    return json.loads(get(url, status)[0])


def features(url, collection, limit=37, **query):
    """Every feature, page after page by the links."""
    page = f"{url}/ogc/collections/{collection}/items?" + urllib.parse.urlencode({"limit": limit, **query})
    found = []
    while page:
        answer = get_json(page)
        assert answer["numberReturned"] == len(answer["features"]) <= limit
        found += answer["features"]
        page = next((link["href"] for link in answer["links"] if link["rel"] == "next"), None)
    assert len({one["id"] for one in found}) == len(found), "a feature came twice"
    return found


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def current(store):
    """Current versions by register and source id, from the tables themselves."""
    db = sqlite3.connect(store / "truce.db")
    rows = db.execute("""
        SELECT r.register, r.source_id, r.action, (r.marks & 1), r.actors, r.place FROM register_report r
        JOIN batch_chunk c ON c.chunk = r.row / 256 JOIN batch b ON b.batch = c.batch WHERE b.entry >= 0
        ORDER BY b.entry, c.part_no, r.row""").fetchall()
    last = {}
    for register, source, action, nothing, actors, place in rows:
        last[register, source] = (action, nothing, actors, place)
    return {name: row for name, row in last.items() if row[0] == 0}


def check_gdal(url, expected):
    for collection, count in expected.items():
        told = run("ogrinfo", "-ro", "-al", "-so", f"OAPIF:{url}/ogc", collection)
        assert f"Feature Count: {count}\n" in told, (collection, count, told)
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out.geojson"
        run("ogr2ogr", "-f", "GeoJSON", out, f"OAPIF:{url}/ogc", "incidents", "-spat", -28.3, -19.2, -28.0, -18.9)
        seen = {one["properties"].get("id") or one.get("id") for one in json.loads(out.read_text())["features"]}
        own = {one["id"] for one in features(url, "incidents", bbox="-28.3,-19.2,-28.0,-18.9")}
        # GDAL filters once more with the geometry it was given: circles are drawn a little larger than they are.
        assert len(seen) == len(own), (len(seen), len(own))


def check_boxes(url):
    import shapely.geometry
    everything = [(one["id"], shapely.geometry.shape(one["geometry"])) for one in features(url, "incidents") if one["geometry"]]
    for west, south, east, north in [(-28.3, -19.2, -28.0, -18.9), (-29, -20, -28.5, -19), (-27.9, -19, -27, -18.2), (-28.05, -19.05, -28, -19)]:
        box = shapely.geometry.box(west, south, east, north)
        touching = {name for name, shape in everything if shape.intersects(box)}
        surely = {name for name, shape in everything if shape.buffer(-0.001).intersects(box) and shape.intersection(box).area > 0}
        got = {one["id"] for one in features(url, "incidents", bbox=f"{west},{south},{east},{north}")}
        assert got <= touching, (west, got - touching)
        assert len(surely - got) <= len(surely) // 20, (west, surely - got)
        by_filter = {one["id"] for one in features(url, "incidents", filter=f"S_INTERSECTS(geometry,BBOX({west},{south},{east},{north}))")}
        assert by_filter == got
        polygon = f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
        assert {one["id"] for one in features(url, "incidents", filter=f"S_DISJOINT(geometry,{polygon})")} & surely == set()
        latitude_first = features(url, "incidents", bbox=f"{south},{west},{north},{east}", **{"bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/4326"})
        assert {one["id"] for one in latitude_first} == got


def check_alone(url, listed):
    """A feature alone is what the list says; areas are drawn themselves, and in the list as what surely holds them."""
    import shapely.geometry
    circles = [one for one in listed if one["geometry"] and one["geometry"]["type"] != "MultiPolygon"]
    areas = {tuple(one["properties"]["areas"]): one for one in listed if one["geometry"] and one["geometry"]["type"] == "MultiPolygon"}
    for one in [*circles[:3], *areas.values()]:
        single = get_json(f"{url}/ogc/collections/reports/items/{urllib.parse.quote(one['id'], safe='')}")
        assert single["properties"] == one["properties"]
        if one in circles:
            assert single["geometry"] == one["geometry"]
            continue
        outline, exact = shapely.geometry.shape(one["geometry"]), shapely.geometry.shape(single["geometry"])
        assert outline.is_valid and outline.buffer(1e-9).covers(exact), one["id"]
        assert outline.area <= exact.area * 1.5
    return len(circles), len(areas)


def check_filters(url):
    everything = features(url, "reports")
    assert everything == features(url, "reports", limit=1000)
    backwards = features(url, "reports", sortby="-time_from")
    assert [one["id"] for one in backwards] == [one["id"] for one in reversed(everything)]

    def same(cql, test):
        got = {one["id"] for one in features(url, "reports", filter=cql)}
        wanted = {one["id"] for one in everything if test(one["properties"])}
        assert got == wanted, (cql, len(got), len(wanted))
        return got

    act = next(one["properties"]["act"] for one in everything if "act" in one["properties"])
    assert same(f"act = '{act}'", lambda p: p.get("act") == act)
    same(f"NOT (act = '{act}')", lambda p: p.get("act", act) != act)
    same("casualties_best IS NULL", lambda p: "casualties_best" not in p)
    same("casualties_best BETWEEN 1 AND 3", lambda p: 1 <= p.get("casualties_best", -1) <= 3)
    same("casualties_best > 2 OR casualties_low >= 1", lambda p: p.get("casualties_best", -1) > 2 or p.get("casualties_low", -1) >= 1)
    same("nothing_observed = TRUE", lambda p: p["nothing_observed"])
    same("register LIKE '%centre'", lambda p: p["register"].endswith("centre"))
    same("register IN ('open-ledger', 'none')", lambda p: p["register"] == "open-ledger")
    same("time_from < TIMESTAMP('2023-06-12T00:00:00Z')", lambda p: p["time_from"] < "2023-06-12T00:00:00Z")
    same("T_AFTER(time, DATE('2023-06-12'))", lambda p: p["time_from"] >= "2023-06-13T00:00:00Z")
    same("T_INTERSECTS(time, INTERVAL('2023-06-10', '..'))", lambda p: p["time_to"] > "2023-06-10T00:00:00Z")
    days = features(url, "reports", datetime="2023-06-12T00:00:00Z/2023-06-13T00:00:00Z")
    assert {one["id"] for one in days} == {one["id"] for one in everything if one["properties"]["time_from"] <= "2023-06-13T00:00:00Z"
                                           and one["properties"]["time_to"] > "2023-06-12T00:00:00Z"}
    base = f"{url}/ogc/collections/incidents/items"
    for query, code in [("nonsense=1", "query.unknown"), ("bbox=1,2,3", "bbox.count"), ("bbox=1,5,3,4", "zone.box"), ("datetime=yesterday", "datetime.form"),
                        ("limit=0", "ogc.limit"), ("crs=x", "crs.unknown"), ("filter=act%20=", "cql2.syntax"), ("filter=colour=1", "cql2.property"),
                        ("filter=act%20%3E%201", "cql2.type"), ("next=x", "live.cursor"), ("limit=1&limit=2", "query.twice"), ("f=xml", "ogc.format"),
                        ("filter=" + "(" * 40, "cql2.depth")]:
        assert get_json(f"{base}?{query}", 400)["code"] == code, query
    get(f"{url}/ogc/collections/nothing", 404)
    get(f"{base}/none/1", 404)
    body, headers = get(base)
    assert get(base, 304, If_None_Match=headers["ETag"])[0] == b""
    def first_position(crs):
        at = get_json(f"{base}?limit=1" + (f"&crs=http://www.opengis.net/def/crs/{crs}" if crs else ""))["features"][0]["geometry"]["coordinates"]
        while isinstance(at[0], list):
            at = at[0]
        return at

    lon, lat = first_position("")
    assert first_position("EPSG/0/4326") == [lat, lon]
    metres = first_position("EPSG/0/3857")
    assert abs(metres[0] - lon * 111319.490793) < 0.02, (metres, lon)
    assert abs(metres[1] - 6378137 * math.asinh(math.tan(math.radians(lat)))) < 0.02, (metres, lat)
    for page in ("", "/conformance", "/api", "/collections", "/collections/daily", "/collections/daily/queryables", "/collections/daily/items"):
        html, headers = get(f"{url}/ogc{page}?f=html")
        assert headers["Content-Type"].startswith("text/html") and b"<main>" in html
        assert json.loads(get(f"{url}/ogc{page}", Accept="*/*")[0])


def check_description(url):
    landing = get_json(f"{url}/ogc")
    link = next(one for one in landing["links"] if one["rel"] == "service-desc")
    assert link["type"] == "application/vnd.oai.openapi+json;version=3.0"
    body, headers = get(link["href"])
    assert headers["Content-Type"] == link["type"]
    document = json.loads(body)
    assert document["openapi"].startswith("3.0.")

    def references(node):
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            node = list(node.values())
        if isinstance(node, list):
            for one in node:
                yield from references(one)

    for reference in references(document):
        at = document
        for part in reference.removeprefix("#/").split("/"):
            at = at[part]
    operations = [value["get"]["operationId"] for value in document["paths"].values()]
    assert len(operations) == len(set(operations))


def check_owslib(url, expected):
    try:
        from owslib.ogcapi.features import Features
    except ImportError:
        print("OWSLib is not installed: skipped")
        return
    client = Features(f"{url}/ogc")
    assert sorted(client.feature_collections()) == sorted(expected)
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in client.conformance()["conformsTo"]
    for collection in expected:
        assert client.collection(collection)["id"] == collection
        items = client.collection_items(collection, limit=5)
        assert items["type"] == "FeatureCollection" and len(items["features"]) == min(5, expected[collection])
        assert client.collection_queryables(collection)["type"] == "object"


def check_tiles(url):
    description = get_json(f"{url}/tiles/tile.json")
    assert description["tilejson"] == "3.0.0" and {one["id"] for one in description["vector_layers"]} == {"counts", "incidents", "areas"}
    placed = {one["id"] for one in features(url, "incidents") if one["geometry"]}
    west, south, east, north = description["bounds"]
    zoom, seen = 8, set()
    column = lambda lon: int((lon + 180) / 360 * 2 ** zoom)
    row = lambda lat: int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2 ** zoom)
    with tempfile.TemporaryDirectory() as folder:
        for x in range(column(west) - 1, column(east) + 2):
            for y in range(row(north) - 1, row(south) + 2):
                answer, headers = get_tile(f"{url}/tiles/{zoom}/{x}/{y}.mvt")
                if not answer:
                    continue
                file = pathlib.Path(folder) / f"{zoom}-{x}-{y}.mvt"
                file.write_bytes(answer)
                for one in json.loads(run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", file, "incidents", "-oo", f"X={x}", "-oo", f"Y={y}", "-oo",
                                          f"Z={zoom}"))["features"] if b"incidents" in answer else []:
                    assert one["geometry"]["type"] in ("Polygon", "MultiPolygon"), one
                    seen.add(one["properties"]["id"])
        assert seen == placed, (len(seen), len(placed), len(seen - placed))
        answer, headers = get_tile(f"{url}/tiles/0/0/0.mvt")
        file = pathlib.Path(folder) / "whole.mvt"
        file.write_bytes(answer)
        counts = json.loads(run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", file, "counts", "-oo", "X=0", "-oo", "Y=0", "-oo", "Z=0"))["features"]
        certain, possible = {}, {}
        for one in features(url, "incidents"):
            p = one["properties"]
            for area in p["areas"]:
                possible[p["register"], area] = possible.get((p["register"], area), 0) + 1
            if p["area_certain"]:
                certain[p["register"], p["areas"][0]] = certain.get((p["register"], p["areas"][0]), 0) + 1
        told = {(one["properties"]["register"], one["properties"]["area"]): one["properties"] for one in counts}
        assert {name: p["possible"] for name, p in told.items()} == possible
        assert {name: p["certain"] for name, p in told.items() if p["certain"]} == certain
        assert get(f"{url}/tiles/0/0/0.mvt", 304, If_None_Match=headers["ETag"])[0] == b""
        for wrong in ("0/0/1.mvt", "23/0/0.mvt", "1/x/0.mvt", "0/0/0.png", "0/0.mvt"):
            get(f"{url}/tiles/{wrong}", 404)


def get_tile(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        assert answer.status in (200, 204)
        return answer.read(), answer.headers


def check_exports(url, incidents):
    text = get(f"{url}/api/export.csv")[0].decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][0] == "#event+id" and len(rows) == incidents + 2 and len({len(row) for row in rows}) == 1
    lines = get(f"{url}/api/export.ndjson")[0].decode().splitlines()
    assert {json.loads(line)["id"] for line in lines} == {row[0] for row in rows[2:]} and len(lines) == incidents
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "incidents.geojson"
        file.write_bytes(get(f"{url}/api/export.geojson")[0])
        assert f"Feature Count: {incidents}\n" in run("ogrinfo", "-ro", "-al", "-so", file)


def check_audience(url, institution, rows):
    """What may not be seen is in no body of any interface."""
    names = {part for (register, _), row in rows.items() if register in GUARDED for part in row[2].split("\x1f") if part}
    places = {row[3] for (register, _), row in rows.items() if register in GUARDED - {OWN.get(institution)} and row[3]}
    public_places = {row[3] for (register, _), row in rows.items() if register not in GUARDED - {OWN.get(institution)}}
    bodies = [get(f"{url}/api/export.{form}?reports=true")[0].decode() for form in ("csv", "geojson", "ndjson")]
    bodies += [json.dumps(features(url, collection)) for collection in ("incidents", "reports", "daily")]
    bodies.append(get(f"{url}/ogc/collections/reports/items?f=html&limit=10000")[0].decode())
    for body in bodies:
        for place in places - public_places:
            assert place not in body, place
    for one in features(url, "reports"):
        p = one["properties"]
        if p["register"] not in GUARDED:
            assert p["detail"] == "exact"
            continue
        assert (p["detail"] == "exact") == (p["register"] == OWN.get(institution)), p
        if not institution:
            assert p["detail"] == "division" and not {"actors", "targets", "source_id", "act_as_coded", "recorded_at", "case"} & p.keys(), p
        if p["detail"] != "exact":
            assert "radius_m" not in p and "place" not in p
    if not institution:
        # A name can be asked for, but not found where it is not told.
        for name in names:
            for one in features(url, "reports", actors=name) + features(url, "reports", filter="actors = '%s'" % name.replace("'", "''")):
                assert one["properties"]["register"] not in GUARDED


def main():
    if not shutil.which("ogrinfo"):
        sys.exit("GDAL's ogrinfo is not installed: tools/setup check")
    with tempfile.TemporaryDirectory() as folder:
        store = pathlib.Path(folder) / "m"
        run(TRUCE, "demo", store, "--example", "exercise")
        rows = current(store)
        reports, incidents = len(rows), sum(1 for row in rows.values() if not row[1])
        assert reports > incidents > 100
        judged = len(run(TRUCE, "judge", store, "--format", "json").splitlines())
        assert judged == incidents, (judged, incidents)
        with server(store, 0) as url:
            assert features(url, "reports") == [], "the public sees something before the tick"
            assert features(url, "daily") == []
            assert get(f"{url}/api/export.ndjson")[0] == b""
        alone = [0, 0]
        for institution in ("", "borvik", "mediator-office"):
            with server(store, 60, institution) as url:
                expected = {"incidents": incidents, "reports": reports, "areas": 6, "daily": len(features(url, "daily"))}
                expected["areas"] = len(features(url, "areas"))
                for collection, count in expected.items():
                    assert len(features(url, collection)) == count, (institution, collection)
                check_audience(url, institution, rows)
                check_gdal(url, expected)
                check_owslib(url, expected)
                check_boxes(url)
                check_filters(url)
                circles, areas = check_alone(url, features(url, "reports"))
                alone[0] += circles
                alone[1] += areas
                check_description(url)
                check_tiles(url)
                check_exports(url, incidents)
                print(f"{institution or 'the public'}: {incidents} incidents, {reports} reports, read by all")
        assert all(alone), "no circle or no areas among what was read alone"


main()
