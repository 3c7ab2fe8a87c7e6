"""The published schema of a snapshot is what `Snapshot.to_dict` gives, on any date."""

import json

import pytest

import ip4timeline as ip4

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def schema(root):
    path = root / "docs" / "reference" / "snapshot.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def validator(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def days():
    """Days in all seasons, from before the record begins to after every term has ended."""
    years = [1948, 1966, 1990, 2001, *range(2006, 2028), 2040]
    return [f"{year}-{1 + year * 5 % 12:02}-{1 + year * 7 % 28:02}" for year in years]


def test_snapshots_of_many_days_are_valid(record, validator):
    checked = 0
    for day in days():
        for known_on in (None, day):
            for certainty in ("certain", "possible"):
                snapshot = record.as_of(day, known_on=known_on, certainty=certainty)
                data = json.loads(json.dumps(snapshot.to_dict()))
                assert [e.message for e in validator.iter_errors(data)] == []
                checked += 1
    assert checked == 4 * len(days())


def test_every_day_of_the_road_to_the_hague_is_valid(record, validator):
    for step in record.replay("2025-06-01", "2025-06-30", along="both"):
        validator.validate(step.snapshot.to_dict())


def test_the_schema_refuses_what_is_not_in_a_snapshot(record, validator):
    data = record.as_of("2025-06-25").to_dict()
    for place in (data, data["nato"], data["partners"]["japan"]["leader"]):
        place["surplus"] = 1
        assert not validator.is_valid(data)
        del place["surplus"]
    assert validator.is_valid(data)
    data["partners"]["japan"]["engagements"]["2025-the-hague-summit"]["status"] = "perhaps"
    assert not validator.is_valid(data)


def test_every_aspect_of_a_relationship_is_in_the_schema(record, schema):
    shown = record.as_of("2025-06-25").to_dict()["partners"]["japan"]
    assert list(schema["$defs"]["relationship"]["properties"]) == list(shown)


def test_levels_and_partners_are_those_of_the_library(schema):
    assert schema["$defs"]["level"]["enum"] == [str(level) for level in ip4.Level]
    assert list(schema["properties"]["partners"]["properties"]) == [str(p) for p in ip4.Partner]
