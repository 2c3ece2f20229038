"""The shipped examples are valid by the published JSON Schemas, and spoilt ones are not.  check_schema.py ROOT"""
import copy
import datetime
import json
import pathlib
import sys
import tomllib

import jsonschema

ROOT = pathlib.Path(sys.argv[1])


def plain(value):
    """TOML as JSON: times become text, as an editor's validator sees them."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    return value


def main():
    failed = 0
    checked = 0
    for kind in ("terms", "profile"):
        schema = json.loads((ROOT / f"schema/{kind}.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for path in sorted(ROOT.glob(f"examples/*/{kind}.toml")):
            document = plain(tomllib.loads(path.read_text()))
            checked += 1
            for error in validator.iter_errors(document):
                print(f"{path}: {'/'.join(map(str, error.path))}: {error.message}")
                failed += 1
            spoilt = copy.deepcopy(document)
            spoilt["unheard_of"] = 1
            missing = copy.deepcopy(document)
            del missing["format"]
            for wrong in (spoilt, missing):
                if validator.is_valid(wrong):
                    print(f"{path}: the schema accepts what the reader refuses")
                    failed += 1
    print(f"{checked} examples, {failed} problems")
    return 1 if failed or checked < 2 else 0


sys.exit(main())
