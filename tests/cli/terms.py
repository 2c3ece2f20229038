"""Broken terms and profiles: `terms check` and `new` say file, line, id and remedy, exit 1, and found nothing.

Each case changes one place of examples/syria-2017. The shipped examples themselves are accepted and can be shown."""
import hashlib
import pathlib
import shutil

from harness import ROOT, SYRIA, temporary_folder, truce

EXCEPTION = """
[[exception]]
id = "{id}"
defeats = [{defeats}]
when = "target_composition is mixed"
burden = "must_be_shown"
priority = {priority}
source = "x"
summary.en = "y"
"""
PERMIT = """
[[clause]]
id = "c9"
instrument = "ceasefire-2016"
text_status = "published"
source = "x"
summary.en = "y"
deontic = "permit"
acts = ["use_of_force"]
by = "bound_or_supporting"
where = "inside(syria)"
"""
VERSION = 'instrument = "ceasefire-2016"\nn = 1\nin_force = [2016-12-30T00:00:00+02:00, "inf"]'

# (name, file, old, new, id, text on the line that must be named); old None: new stands at the end.
CASES = [
    ("exceptions in a circle", "terms", 'defeats = ["c1"]', 'defeats = ["c1", "y2"]' + "\n", "terms.cycle", 'defeats = ["c1", "y2"]'),
    ("an exception that defeats itself", "terms", 'defeats = ["c1"]', 'defeats = ["c1", "x2"]', "terms.cycle", 'defeats = ["c1", "x2"]'),
    ("exceptions of equal priority against each other", "terms", None, EXCEPTION.format(id="y1", defeats='"x1"', priority=10), "terms.conflict", "priority = 10\nsource = \"x\""),
    ("a permit of what is forbidden", "terms", None, PERMIT, "terms.conflict", '[[clause]]\nid = "c1"'),
    ("an exception that never has an effect", "terms", None, EXCEPTION.format(id="y1", defeats='"x1"', priority=1), "terms.no_effect", "priority = 1\n"),
    ("an exception to nothing", "terms", 'defeats = ["c1"]', 'defeats = ["c11"]', "terms.unknown_rule", "c11"),
    ("cut off in a string", "terms", 'summary.en = "The fight against designated groups goes on inside the areas."', 'summary.en = "The fi', "toml.syntax", 'summary.en = "The fi'),
    ("a table without a name", "terms", "[reading]", "[]", "toml.syntax", "[]"),
    ("a key twice", "terms", 'id = "reconstruction-2017"', 'id = "reconstruction-2017"\nid = "other"', "toml.syntax", 'id = "other"'),
    ("no TOML at all", "terms", "# One reading", "One reading", "toml.syntax", "One reading"),
    ("a NUL byte", "terms", "nobody's institution", "nobody's\0institution", "toml.syntax", "nobody's\0"),
    ("Windows-1251 among UTF-8", "terms", "nobody's institution", "nobody's \udccf\udcee", "toml.syntax", "nobody's \udccf"),
    ("a huge number of brackets", "terms", 'defeats = ["c1"]', "defeats = " + "[" * 100_000, "toml.syntax", "defeats = [["),
    ("a table that is none", "terms", '[[exception]]\nid = "x3"', '[[exceptoin]]\nid = "x3"', "form.unknown_key", "[[exceptoin]]"),
    ("a key that is none", "terms", 'defeats = ["c1"]', 'defeat = ["c1"]', "form.unknown_key", 'defeat = ["c1"]'),
    ("another format", "terms", "truce-terms/1", "truce-terms/9", "terms.format", "truce-terms/9"),
    ("a word for a number", "terms", 'priority = 10\nsource = "memorandum', 'priority = "ten"\nsource = "memorandum', "form.type", 'priority = "ten"'),
    ("a clause id twice", "terms", 'id = "c2"', 'id = "c1"', "terms.id_twice", 'id = "c1"\ninstrument = "ceasefire-2016"\ntext_status = "published"\nsource = "S/2016/1133 annex I, second'),
    ("an act the profile lacks", "terms", 'acts = ["seizure_of_territory"]', 'acts = ["seizure"]', "terms.unknown_act", 'acts = ["seizure"]'),
    ("an area that is not there", "terms", 'where = "inside(syria)"\n\n[[clause]]\nid = "c2"', 'where = "inside(syira)"\n\n[[clause]]\nid = "c2"', "terms.unknown_area", "inside(syira)"),
    ("an area the atlas lacks", "terms", 'outer = ["SYR-HI"]', 'outer = ["SYR-XX"]', "geo_file.atlas_id", 'outer = ["SYR-XX"]'),
    ("a line where none is agreed", "terms", 'outer = ["SYR-HI"]', 'shape = ["SYR-HI"]', "terms.area_shape", 'shape = ["SYR-HI"]'),
    ("an instrument that is not there", "terms", 'id = "c2"\ninstrument = "ceasefire-2016"', 'id = "c2"\ninstrument = "ceasefire-2061"', "terms.unknown_instrument", "ceasefire-2061"),
    ("a quotation of a text nobody saw", "terms", 'done_when = "complaint_examined"', 'done_when = "complaint_examined"\nquote.en = "x"', "terms.quote_not_published", 'quote.en = "x"'),
    ("a demand that is never done", "terms", 'done_when = "complaint_examined"\n', "", "terms.obligation", '[[clause]]\nid = "j1"'),
    ("a condition that stops", "terms", 'when = "NOT actor in designated"', 'when = "NOT actor in"', "condition.syntax", 'when = "NOT actor in"'),
    ("a unit that is none", "terms", "responds_to(prior, 6 h, 10 km)", "responds_to(prior, 6 h, 10 leagues)", "condition.syntax", "10 leagues"),
    ("an instant without a zone", "terms", VERSION, VERSION.replace("+02:00", ""), "form.no_offset", "in_force = [2016-12-30T00:00:00,"),
    ("an interval that ends before it begins", "terms", VERSION, VERSION.replace('"inf"', "2015-01-01T00:00:00Z"), "form.empty_interval", "2015-01-01"),
    ("a profile cut off", "profile", 'tick = "12 h"', 'tick = "12', "toml.syntax", 'tick = "12'),
    ("a clock that stands still", "profile", 'tick = "12 h"', 'tick = "0 h"', "profile.tick", 'tick = "0 h"'),
    ("a length in time", "profile", 'geocoding_radius = "1 km"', 'geocoding_radius = "1 h"', "form.length", "geocoding_radius"),
    ("a zone that is none", "profile", "Asia/Damascus", "Asia/Damaskus", "time.zone_unknown", "Damaskus"),
    ("an atlas that is not there", "profile", "areas/syria_adm1.geojson", "areas/syria_adm2.geojson", "file.missing", "syria_adm2"),
    ("a path out of the folder", "profile", "areas/syria_adm1.geojson", "../syria_adm1.geojson", "geo_file.path", "../syria_adm1"),
    ("examiners that are not there", "profile", 'examiners = "guarantor"', 'examiners = "judges"', "profile.unknown_role", 'examiners = "judges"'),
    ("a profile in another format", "profile", "truce-profile/1", "truce-terms/1", "profile.format", "truce-terms/1"),
]
# What a case changes besides, so that there is a circle.
BESIDES = {"exceptions in a circle": EXCEPTION.format(id="y2", defeats='"x2"', priority=20)}


def broken(text, name, old, new):
    if old is None:
        return text + new
    assert text.count(old) == 1, (name, text.count(old))
    return text.replace(old, new) + BESIDES.get(name, "")


def line_of(text, at):
    assert at in text, at
    return text[: text.rindex(at)].count("\n") + 1


def contents(folder):
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def refused(folder, name, file, old, new, problem, at):
    path = folder / f"{file}.toml"
    original = path.read_bytes()
    text = broken(original.decode(), name, old, new)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    before = contents(folder)
    for words in (["terms", "check", folder / "terms.toml"],
                  ["new", folder / "m", "--terms", folder / "terms.toml", "--profile", folder / "profile.toml", "--make-key", "reconstruction"]):
        said = truce(*words, status=1)
        lines = [line.removeprefix("truce: ") for line in said.splitlines()]
        found = [i for i, line in enumerate(lines) if line.startswith(f"{path}:{line_of(text, at)}:") and line.endswith(f" [{problem}]")]
        assert found, (name, line_of(text, at), said)
        remedy = lines[found[0] + 1]
        assert remedy.startswith("    ") and remedy.strip(), (name, said)
    assert contents(folder) == before and not (folder / "m").exists(), name
    path.write_bytes(original)


def main():
    for example in ("syria-2017", "exercise"):
        terms = ROOT / "examples" / example / "terms.toml"
        assert "no error" in truce("terms", "check", terms)
        shown = truce("terms", "show", terms)
        assert len(shown.splitlines()) > 200 and "\x00" not in shown
    assert "[RECONSTRUCTED]" in truce("terms", "show", SYRIA / "terms.toml"), "the mark of a text that nobody saw"
    with temporary_folder() as folder:
        folder = pathlib.Path(folder) / "syria"
        shutil.copytree(SYRIA, folder)
        for case in CASES:
            refused(folder, *case)
        two = (folder / "terms.toml").read_text().replace('defeats = ["c1"]', 'defeats = ["c11"]').replace('outer = ["SYR-HI"]', 'outer = ["SYR-XX"]')
        (folder / "terms.toml").write_text(two)
        said = truce("terms", "check", folder / "terms.toml", status=1)
        assert "terms.unknown_rule" in said and "geo_file.atlas_id" in said, "every error is reported, not the first alone"
    print(f"{len(CASES)} broken terms and profiles refused by check and by new, nothing written")


main()
