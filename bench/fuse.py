#!/usr/bin/env python3
"""Fusion beside a PostGIS self-join that only generates the candidates, in one run, and fusion alone at other sizes.

    tools/with-postgres bench/fuse.py FUSE_BENCH [--postgres COUNT] [--pairs COUNT...] [--fuse COUNT:sparse|ged...] [--late COUNT:sparse|ged...]

The points lie evenly over a country of 550 by 600 km and two years, two types; a candidate is a pair of one type at most 10 km and two days apart. PostgreSQL
holds the same points and takes the better of two plans: an n-dimensional GiST over place and time, and a B-tree over (type, minute). Counts must agree but for
pairs within a metre of the bound: positions here have single precision."""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

GED = pathlib.Path(__file__).resolve().parent.parent / "examples/syria-2017/data/ged.csv"
# Chord of 10 km in km; a minute of time stands for 10 km / 2,880 in the fourth dimension, so that one box bounds both.
CHORD, MINUTE = 9.999999, 10 / 2880


def psql(text):
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", os.environ["TRUCE_TEST_POSTGRES"]], input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def bench(*words):
    return json.loads(subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout)


def exact(a, b):
    return (f"{a}.type = {b}.type AND abs({a}.minute - {b}.minute) <= 2880 AND "
            f"({a}.x - {b}.x)^2 + ({a}.y - {b}.y)^2 + ({a}.z - {b}.z)^2 <= {CHORD}^2")


def postgres(program, count):
    with tempfile.TemporaryDirectory() as folder:
        points = pathlib.Path(folder) / "points.csv"
        subprocess.run([program, "points", str(count), points], check=True)
        psql("CREATE EXTENSION IF NOT EXISTS postgis; CREATE TABLE staged (type int, minute int, x float8, y float8, z float8);\n"
             f"COPY staged FROM STDIN WITH (FORMAT csv);\n{points.read_text()}\\.\n"
             "CREATE TABLE p AS SELECT row_number() OVER () AS id, *, "
             f"ST_MakePoint(x, y, z, minute * {MINUTE}) AS g FROM staged; ANALYZE p;")
    plans = {
        "GiST": ("CREATE INDEX p_g ON p USING gist (g gist_geometry_ops_nd); ANALYZE p;",
                 f"SELECT count(*) FROM p a JOIN p b ON a.id < b.id AND b.g &&& ST_MakeLine(ST_MakePoint(a.x - 10, a.y - 10, a.z - 10, a.minute * {MINUTE} - 10), "
                 f"ST_MakePoint(a.x + 10, a.y + 10, a.z + 10, a.minute * {MINUTE} + 10)) AND {exact('a', 'b')}"),
        "B-tree": ("CREATE INDEX p_t ON p (type, minute); ANALYZE p;",
                   f"SELECT count(*) FROM p a JOIN p b ON b.type = a.type AND b.minute BETWEEN a.minute AND a.minute + 2880 AND "
                   f"(b.minute > a.minute OR b.id > a.id) AND {exact('a', 'b')}"),
    }
    out = {}
    for name, (index, query) in plans.items():
        psql(index)
        settings = "SET work_mem = '512MB'; SET jit = off;" + (" SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;" if name == "GiST" else "")
        begin = time.monotonic()
        pairs = int(psql(f"{settings} {query};"))
        out[name] = {"pairs": pairs, "seconds": round(time.monotonic() - begin, 3)}
        psql("DROP INDEX IF EXISTS p_g; DROP INDEX IF EXISTS p_t;")
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--postgres", type=int)
    parser.add_argument("--pairs", type=int, nargs="*", default=[])
    parser.add_argument("--fuse", nargs="*", default=[])
    parser.add_argument("--late", nargs="*", default=[])
    options = parser.parse_args()
    if options.postgres:
        ours = bench(options.program, "pairs", options.postgres)
        theirs = postgres(options.program, options.postgres)
        best = min(plan["seconds"] for plan in theirs.values())
        for name, plan in theirs.items():
            assert abs(plan["pairs"] - ours["pairs"]) <= 1 + ours["pairs"] // 1000, (name, plan, ours)
            print(f"PostGIS, {name}: {options.postgres:,} points, {plan['pairs']:,} pairs, {plan['seconds']:.2f} s")
        print(f"truce: {ours['pairs']:,} pairs, {ours['seconds'] * 1000:.1f} ms, {ours['cpu'] * 1000:.1f} ms of processor; {best / ours['seconds']:.0f} x the better plan")
    for count in options.pairs:
        print("pairs", json.dumps(bench(options.program, "pairs", count)))
    for kind in ("fuse", "late"):
        for what in getattr(options, kind):
            count, density = what.split(":")
            print(kind, density, json.dumps(bench(options.program, kind, count, density, GED)))


main()
