"""Reports onward: by audience and delay, the same bytes from the command line and the server, refused before they are due and to whoever may not read them."""
import json
import pathlib

import jsonschema

import harness
from harness import ROOT, truce
from server import Key, serving


def forms(record):
    listed = [json.loads(line) for line in truce("onward", record, "--format", "json").splitlines()]
    assert [(one["id"], one["audience"], one["days"]) for one in listed] == [("council", "mechanism", 10), ("public", "public", 10)], listed
    assert "to the Council of the Isles" in truce("onward", record)
    report = json.loads(truce("onward", record, "council", "--day", "2023-06-16", "--format", "json"))
    schema = json.loads((ROOT / "schema/onward.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(report)
    assert (report["first_day"], report["last_day"], len(report["days"])) == ("2023-06-11", "2023-06-20", 10)
    text = truce("onward", record, "council", "--day", "2023-06-11")
    assert "Report to the Council of the Isles: 11 June 2023 to 20 June 2023" in text and "Day by day" in text
    page = truce("onward", record, "council", "--day", "2023-06-20", "--format", "html")
    assert "<h2>Day by day</h2>" in page and "What happened in the talks" in page
    # Any day of a period is that period; the days follow the registers.
    assert json.loads(truce("onward", record, "council", "--day", "2023-06-20", "--format", "json")) == report
    for day in report["days"]:
        assert len(day["cells"]) == len(report["registers"])
    return report


def agrees_with_bulletins(record, report):
    """A day of the report says of the registers that are public themselves what the day's bulletin says."""
    at = {one["register"]: i for i, one in enumerate(report["registers"])}
    for day in report["days"][:3]:
        for column in json.loads(truce("bulletin", record, "--day", day["day"], "--format", "json"))["registers"]:
            cell = day["cells"][at[column["register"]]]
            if column["holds"] == "reports":
                assert cell == column["total"]["recorded"], (day["day"], column["register"])
            else:
                assert cell.get("count") == column.get("total", {}).get("count"), (day["day"], column["register"])
    for column in report["registers"]:
        if column["holds"] == "counts":
            days = [one["cells"][at[column["register"]]] for one in report["days"]]
            stated = [one["count"] for one in days if one]
            assert sum(one["stated"] for one in column["stretches"]) == sum(stated)
            assert sum(one["days_stated"] for one in column["stretches"]) == len(stated)


def refusals(record):
    for words, refusal in ((("nobody",), "onward.unknown"), (("council", "--day", "2023-05-31"), "onward.before"), (("council", "--day", "2023-06-32"), "time.day"),
                           (("council", "--day", "2099-01-01"), "onward.early"), (("council", "--as-of", "0"), ""), (("council", "--reading", "none"), "terms.reading")):
        said = truce("onward", record, *words, status=1)
        assert refusal in said, (words, said)
    assert "council, public" in truce("onward", record, "nobody", status=1)


def over_http(record):
    with serving(record) as server:
        anybody, member = server.client(), server.client()
        member.sign_in(Key(record / "keys/borvik.key"))
        rules = member.get("/api/onward").json["items"]
        size = member.get("/api/onward").json["as_of"]
        assert [one["may_read"] for one in rules] == [True, True] and all("newest" in one for one in rules)
        for report in ("council", "public"):
            for form, name in (("json", "json"), ("html", "html"), ("txt", "text")):
                served = member.get(f"/api/onward/{report}/2023-06-16.{form}?as_of={size}")
                assert served.status == 200, served.body
                said = truce("onward", record, report, "--day", "2023-06-16", "--as-of", size, "--format", name)
                assert served.body.decode() == (said.rstrip("\n") if form == "json" else said), (report, form)
        # What is not for everybody is not told to everybody, in no form, and its newest period is not named.
        told = {one["id"]: one for one in anybody.get("/api/onward").json["items"]} if anybody.get("/api/onward").status == 200 else {}
        if told:
            assert not told["council"]["may_read"] and "newest" not in told["council"] and told["public"]["may_read"]
        for form in ("json", "html", "txt"):
            refused = anybody.get(f"/api/onward/council/2023-06-16.{form}")
            assert refused.status in (403, 404) and refused.json["error"]["id"] in ("audience.members", "publication.not_yet"), refused.body
        for path, status, refusal in (("council/2023-06-16.csv", 404, "onward.form"), ("council/2023-06-16", 404, "onward.form"), ("none/2023-06-16.json", 404, "onward.unknown"),
                                      ("council/2023-06-31.json", 400, "time.day"), ("council/2099-01-01.json", 409, "onward.early"), ("council/2000-01-01.txt", 404, "onward.before")):
            answer = member.get(f"/api/onward/{path}")
            assert (answer.status, answer.json["error"]["id"]) == (status, refusal), (path, answer.body)


def main():
    with harness.temporary_folder() as name:
        record = pathlib.Path(name) / "ex"
        truce("demo", record, "--example", "exercise")
        report = forms(record)
        agrees_with_bulletins(record, report)
        refusals(record)
        over_http(record)
    print("onward: passed")


main()
