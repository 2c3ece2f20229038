"""truce fuse on researchers' tables: the package's answers row for row, links as CSV, NDJSON and through a pipe, the page, and every refusal with nothing written."""
import csv
import json
import pathlib
import subprocess

from harness import ROOT, TRUCE, temporary_folder, truce

DATA = ROOT / "truce/fuse/testdata"
CRASH = DATA / "crash"
JANUARY = DATA / "january"
HEADER = "id,date,enddate,latitude,longitude,act\n"
ROWS_A = "a1,2017-01-02,2017-01-02,35.50,37.20,shelling\na2,2017-01-05,2017-01-05,35.90,37.60,shooting\n"
ROWS_B = "b1,2017-01-02,2017-01-02,35.51,37.20,indirect fire\nb2,2017-02-05,2017-02-05,35.90,37.60,shooting\n"
TAXONOMY = "data.source,base.categories,l1,l2\nA,shelling,artillery,x\nA,shooting,small arms,x\nB,indirect fire,artillery,x\nB,shooting,small arms,x\n"
MELTT = ("--method", "meltt", "--km", "4", "--days", "2")


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def crash(folder):
    words = ["fuse", *MELTT, "--out", folder / "links.csv", "--tables", folder / "tables", "--report", folder / "page.html", "--format", "json"]
    for k in (1, 2, 3):
        words += ["--in", CRASH / f"crash_data{k}.csv"]
    for column in ("model_tax", "color_tax", "damage_tax"):
        words += ["--taxonomy", CRASH / f"{column}.csv"]
    said = json.loads(truce(*words, "--column", "id=event"))
    assert said == {"episode_matches": 8, "event_matches": 26, "flagged": 6, "incidents": 140, "links": 55, "method": "meltt", "reports": 195, "sources": 3}, said
    tables = folder / "tables"
    assert rows(tables / "contenders.csv")[1:] == rows(CRASH / "expected_event_contenders_4km_2d.csv")[1:]
    assert sorted(rows(tables / "matches.csv")[1:]) == sorted(row[:6] for row in rows(CRASH / "expected_matches_4km_2d.csv")[1:])
    assert len(rows(tables / "unique.csv")) == 141 and len(rows(tables / "flags.csv")) == 7
    links = rows(folder / "links.csv")
    assert links[0][:5] == ["incident", "source_a", "id_a", "source_b", "id_b"] and len(links) == 56
    assert "crash_data1" in (folder / "page.html").read_text()


def january(folder):
    for km, days in ((3, 1), (4, 2), (10, 2)):
        words = ["fuse", "--method", "meltt", "--km", km, "--days", days, "--out", folder / "links.ndjson", "--tables", folder / "tables"]
        for name in "ABC":
            words += ["--in", JANUARY / f"{name}.csv"]
        truce(*words, "--taxonomy", JANUARY / "type_tax.csv", "--taxonomy", f"actor_tax={JANUARY / 'actor_tax.csv'}")
        for table in ("matches", "contenders"):
            assert rows(folder / f"tables/{table}.csv") == rows(JANUARY / f"jan_{km}km_{days}d_{table}.csv"), (km, days, table)


def small(folder):
    (folder / "A.csv").write_text(HEADER + ROWS_A)
    (folder / "B.csv").write_text(HEADER + ROWS_B)
    (folder / "act.csv").write_text(TAXONOMY)
    return ["fuse", "--in", folder / "A.csv", "--in", folder / "B.csv", "--taxonomy", folder / "act.csv"]


def forms(folder):
    words = small(folder)
    truce(*words, *MELTT, "--out", folder / "links.csv")
    link = dict(zip(*rows(folder / "links.csv")))
    assert (link["incident"], link["id_a"], link["id_b"], link["score"], link["candidates"]) == ("A:a1", "a1", "b1", "0", "1"), link
    line = json.loads(truce(*words, *MELTT))
    assert line["km"] == float(link["km"]) and line["reason"] == link["reason"] and "rival_id" not in line, line

    stream = ""
    for name in "AB":
        for row in csv.DictReader((folder / f"{name}.csv").read_text().splitlines()):
            stream += json.dumps({"data.source": name, **row, "latitude": float(row["latitude"]), "longitude": float(row["longitude"])}) + "\n"
    done = subprocess.run([TRUCE, "fuse", "--in", "-", *MELTT, "--taxonomy", folder / "act.csv"], input=stream, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and json.loads(done.stdout) == line, done
    assert "4 reports of 2 sources describe 3 incidents" in done.stderr, done.stderr

    named = truce("fuse", "--in", f"B={folder / 'B.csv'}", "--in", f"A={folder / 'A.csv'}", *MELTT)
    assert json.loads(named)["source_a"] == "B", "the order given decides"


def refused(words, problem, *mentioned, outs=()):
    said = truce(*words, status=1)
    assert f"[{problem}]" in said, (problem, said)
    for text in mentioned:
        assert str(text) in said, (text, said)
    for out in outs:
        assert not out.exists(), out


def refusals(folder):
    base = small(folder)
    out = folder / "refused.csv"
    run = [*base, *MELTT, "--out", out, "--report", folder / "refused.html", "--tables", folder / "refused"]
    outs = (out, folder / "refused.html", folder / "refused")
    b = folder / "B.csv"

    def with_b(text, problem, *mentioned):
        b.write_text(text)
        refused(run, problem, *mentioned, outs=outs)

    with_b("id,date,latitude,act\nx,2017-01-02,35,shooting\n", "table.column_missing", "longitude", f"{b}:1")
    with_b(HEADER + "b1,2017-01-02,2017-01-01,35,37,shooting\n", "table.days_reversed", f"{b}:2")
    with_b(HEADER + "b1,2.1.2017,2017-01-01,35,37,shooting\n", "table.day", "YYYY-MM-DD")
    with_b(HEADER + "b1,2017-01-02,2017-01-02,120,37,shooting\n", "table.degrees_swapped")
    with_b(HEADER + "b1,2017-01-02,2017-01-02,35,37,shooting\n" * 2, "table.id_twice", "line 2", f"{b}:3")
    with_b(HEADER, "csv.no_rows", b)
    with_b("", "csv.empty", b)
    with_b(HEADER + "b1,2017-01-02,2017-01-02,35,37,looting\n", "meltt.category_unknown", "looting", f"{b}:2")
    south = [(33.5, 36.3), (33.6, 36.4), (32.7, 36.1), (33.1, 36.0), (34.7, 36.7)]
    (folder / "S.csv").write_text("date,latitude,longitude\n" + "".join(f"2017-01-02,{y},{x}\n" for y, x in south))
    (folder / "T.csv").write_text("date,latitude,longitude\n" + "".join(f"2017-01-02,{x},{y}\n" for y, x in south))
    exchanged = ["fuse", "--in", folder / "S.csv", "--in", folder / "T.csv", *MELTT, "--out", out]
    refused(exchanged, "table.sources_swapped", "--far-apart", outs=outs)
    truce(*exchanged, "--far-apart")
    out.unlink()

    small(folder)
    refused(["fuse", "--in", folder / "A.csv", *MELTT], "meltt.one_source")
    refused(["fuse", "--in", folder / "A.csv", "--in", folder / "A.csv", *MELTT], "table.source_twice")
    refused(["fuse", "--in", folder / "A.csv", "--in", folder / "no.csv", *MELTT], "file.missing")
    refused(["fuse", "--in", folder / "A.csv", "--in", folder / "B.txt", *MELTT], "table.form_unknown")
    refused([*base, "--method", "meltt", "--days", "2"], "fuse.windows", "--km")
    refused([*base, *MELTT, "--column", "id"], "fuse.column")
    refused([*base, *MELTT, "--column", "place=x"], "table.part_unknown")
    refused([*base, *MELTT, "--taxonomy", folder / "act.csv"], "fuse.taxonomy_twice")
    refused([*base, *MELTT, "--partial", "2"], "meltt.partial")
    refused([*base, *MELTT, "--weights", "1,1"], "meltt.weights")
    refused([*base, *MELTT, "--certainty", "3"], "meltt.certainty")
    refused([*base, *MELTT, "--correct", "everything"], "meltt.correction_unknown", "best_candidate")
    refused([*base, *MELTT, "--out", folder / "links.txt"], "table.form_unknown")
    refused([*base, "--method", "meltt", "--km", "-1", "--days", "2"], "meltt.km")
    truce(*base, "--method", "guess", "--km", "4", "--days", "2", status=2)
    said = json.loads(truce(*base, *MELTT, "--partial", "9", "--format", "json", status=1))
    assert said["id"] == "meltt.partial" and said["remedy"], said


def main():
    with temporary_folder() as folder:
        folder = pathlib.Path(folder)
        crash(folder)
        january(folder)
        forms(folder)
        refusals(folder)
    print("parity, forms of files, the pipe and refusals hold")


main()
