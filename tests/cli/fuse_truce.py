"""truce fuse by its default method: learnt, frozen and piped over shards it gives the same links; people's decisions hold; every refusal writes nothing."""
import csv
import json
import pathlib
import subprocess
import time

from harness import ROOT, TRUCE, temporary_folder, truce

JANUARY = ROOT / "truce/fuse/testdata/january"
COLUMNS = ("--column", "deaths=fatalities", "--column", "precision=wp", "--column", "act=type_tax", "--column", "actors=sides")


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_rows(path, lines):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, lines[0].keys())
        writer.writeheader()
        writer.writerows(lines)


def january(folder):
    """The observers' files without the truth, and with sides as a list in which "?" is unknown."""
    words = ["fuse", *COLUMNS]
    for name in "ABC":
        lines = rows(JANUARY / f"{name}.csv")
        for n, line in enumerate(lines, 1):
            del line["gold"]
            line["id"] = f"{name.lower()}{n}"
            line["sides"] = ";".join("?" if side == "UNK" else side for side in line["actor_tax"].split("-"))
        write_rows(folder / f"{name}.csv", lines)
        words += ["--in", folder / f"{name}.csv"]
    return words


def learnt_and_frozen(folder):
    words = january(folder)
    said = json.loads(truce(*words, "--out", folder / "links.csv", "--report", folder / "page.html", "--save-model", folder / "model.json",
                            "--near-misses", folder / "near.csv", "--incidents", folder / "incidents.ndjson", "--format", "json"))
    assert (said["method"], said["reports"], said["sources"], said["model"]) == ("truce", 908, 3, 2), said
    links = rows(folder / "links.csv")
    assert len(links) == said["links"] and 908 - said["incidents"] == len(links), "a link fewer than its reports holds each incident together"
    assert 350 < said["incidents"] < 600 and said["asked"] > 0 and said["near_misses"] > 0, said
    assert all(link["method"] == "truce/2" and "bits:" in link["reason"] and "place" in link["reason"] for link in links)
    near = rows(folder / "near.csv")
    assert len(near) == said["near_misses"] and {link["outcome"] for link in near} == {"near-miss"}
    incidents = [json.loads(line) for line in (folder / "incidents.ndjson").read_text().splitlines()]
    assert len(incidents) == said["incidents"] and sum(len(i["reports"]) for i in incidents) == 908
    assert all(i["deaths_low"] <= i["deaths"] <= i["deaths_high"] and i["from"] < i["to"] for i in incidents)
    page = (folder / "page.html").read_text()
    assert "Links to look at" in page and "bits" in page
    # Frozen, from the file: the same links, byte for byte.
    join_from = f"{said['join_from_millionths'] / 1e6 - 1e-6:.6f}"
    truce(*words, "--out", folder / "again.csv", "--model", folder / "model.json")
    assert (folder / "again.csv").read_bytes() == (folder / "links.csv").read_bytes()
    return words, links, near, join_from


def streamed(folder, words, join_from):
    """One run over two countries equals two shards through the pipe, with the model and the probability to join from given."""
    lines = []
    for name in "ABC":
        for line in rows(folder / f"{name}.csv"):
            for country in (0, 1):
                lines.append((country, json.dumps({"data.source": name, **line, "id": f"{line['id']}-{country}",
                                                   "longitude": float(line["longitude"]) - 20 * country})))

    def pipe(selected):
        done = subprocess.run([TRUCE, "fuse", "--in", "-", *COLUMNS, "--model", folder / "model.json", "--join-from", join_from],
                              input="".join(text + "\n" for text in selected), capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return sorted(done.stdout.splitlines())

    whole = pipe([text for country, text in lines])
    shards = [pipe([text for country, text in lines if country == shard]) for shard in (0, 1)]
    assert whole == sorted(shards[0] + shards[1]) and len(shards[0]) == len(shards[1]) > 300


def reviewed(folder, words, links, near):
    refused, accepted = links[0], near[0]
    write_rows(folder / "reviewed.csv", [{**refused, "same": "no", "author": "alpha", "reason": "two streets"},
                                         {**accepted, "same": "yes", "author": "beta", "reason": ""}, {**links[1], "same": "", "author": "", "reason": ""}])
    run = [*words, "--model", folder / "model.json", "--reviewed", folder / "reviewed.csv"]
    truce(*run, "--out", folder / "after.csv", "--incidents", folder / "after_incidents.csv")
    together = [set(line["members"].split(";")) for line in rows(folder / "after_incidents.csv")]
    ends = lambda link: {f"{link['source_a']}:{link['id_a']}", f"{link['source_b']}:{link['id_b']}"}
    assert not any(ends(refused) <= members for members in together), "what people kept apart stays apart"
    assert any(ends(accepted) <= members for members in together), "what people put together is together"
    # Two people who contradict each other: nothing is joined, and both reports are asked about.
    write_rows(folder / "reviewed.csv", [{**links[0], "same": "no", "author": "alpha"}, {**links[0], "same": "yes", "author": "beta"}])
    truce(*run, "--out", folder / "after.csv", "--incidents", folder / "after_incidents.csv")
    together = [set(line["members"].split(";")) for line in rows(folder / "after_incidents.csv")]
    assert not any(ends(links[0]) <= members for members in together)


def taxonomies(folder):
    head = "id,date,latitude,longitude,what\n"
    (folder / "P.csv").write_text(head + "1,2017-01-02,35,37,shelling\n2,2017-03-02,35,37,shelling\n")
    (folder / "Q.csv").write_text(head + "1,2017-01-02,35,37,indirect fire\n")
    (folder / "what.csv").write_text("data.source,base.categories,l1\nP,shelling,artillery\nQ,indirect fire,artillery\n")
    words = ["fuse", "--in", folder / "P.csv", "--in", folder / "Q.csv", "--column", "act=what"]
    different = json.loads(truce(*words, "--near-misses", folder / "near.ndjson") or (folder / "near.ndjson").read_text())
    same = json.loads(truce(*words, "--taxonomy", folder / "what.csv"))
    assert "act" in different["reason"] and same["score"] > different["score"], (same, different)
    return words


def refused(words, problem, *mentioned, outs=()):
    said = truce(*words, status=1)
    assert f"[{problem}]" in said, (problem, said)
    for text in mentioned:
        assert str(text) in said, (text, said)
    for out in outs:
        assert not out.exists(), out


def refusals(folder, words, small):
    outs = tuple(folder / name for name in ("no.csv", "no.html", "no.json", "no-near.csv"))
    run = [*words, "--out", outs[0], "--report", outs[1], "--save-model", outs[2], "--near-misses", outs[3]]
    refused([*run, "--model", folder / "page.html"], "json.syntax", "page.html", outs=outs)
    (folder / "bad.json").write_text('{"number":2}')
    refused([*run, "--model", folder / "bad.json"], "fuse.model", outs=outs)
    refused([*run, "--model", folder / "none.json"], "file.missing", outs=outs)
    (folder / "reviewed.csv").write_text("source_a,id_a,source_b,id_b,same\nA,a1,B,nobody,yes\nA,a1,B,b1,perhaps\n")
    refused([*run, "--reviewed", folder / "reviewed.csv"], "reviewed.unknown", "nobody", "reviewed.same", outs=outs)
    (folder / "reviewed.csv").write_text("source_a,id_a,same\nA,a1,yes\n")
    refused([*run, "--reviewed", folder / "reviewed.csv"], "reviewed.column_missing", "source_b", outs=outs)
    refused([*run, "--false-joins", "1.5"], "fuse.share", outs=outs)
    refused([*run, "--incidents", folder / "no.txt"], "table.form_unknown", outs=outs)
    refused(["fuse", "--in", folder / "A.csv"], "fuse.one_source")
    refused([*small, "--column", "deaths=killed"], "table.column_missing", "killed")
    refused(["fuse", "--in", folder / "P.csv", "--in", folder / "Q.csv", "--taxonomy", folder / "what.csv"], "fuse.taxonomy_unused", "what")
    (folder / "what.csv").write_text("data.source,base.categories,l1\nP,shelling,artillery\n")
    refused([*small, "--taxonomy", folder / "what.csv"], "table.category_unknown", "indirect fire")
    q = folder / "Q.csv"
    q.write_text("id,date,latitude,longitude,deaths,what\n1,2017-01-02,35,37,-2,x\n2,2017-01-02,35,37,some,x\n")
    refused(small, "table.number", f"{q}:2", f"{q}:3")
    q.write_text("id,date,latitude,longitude,precision,summary,what\n1,2017-01-02,35,37,9,yes,x\n2,2017-01-02,35,37,1,perhaps,x\n")
    refused(small, "table.precision", "table.yes_no")


def one_place(folder):
    """100,000 reports on one point and day: bounded, nothing joined, and said to be so."""
    for name in "PQ":
        (folder / f"{name}.csv").write_text("date,latitude,longitude\n" + "2017-01-02,35,37\n" * 50_000)
    begin = time.monotonic()
    said = json.loads(truce("fuse", "--in", folder / "P.csv", "--in", folder / "Q.csv", "--out", folder / "links.csv", "--format", "json"))
    assert said["incidents"] == 100_000 and said["links"] == 0, said
    assert time.monotonic() - begin < 120


def main():
    with temporary_folder() as folder:
        folder = pathlib.Path(folder)
        words, links, near, join_from = learnt_and_frozen(folder)
        streamed(folder, words, join_from)
        reviewed(folder, words, links, near)
        small = taxonomies(folder)
        refusals(folder, words, small)
        one_place(folder)
    print("learnt, frozen and piped links agree; decisions hold; refusals write nothing")


main()
