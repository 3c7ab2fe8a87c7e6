"""The JSON Schema: current, true of the real record, and as strict as the classes."""

import json
import re
import tomllib

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.nato.kinds.every import BUILT_IN
from ip4timeline.nato.schema import (
    EDTF,
    TABLES,
    definition,
    fields_of,
    json_schema,
    meaning,
)

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def errors(validator, text):
    return [e.message for e in validator.iter_errors(tomllib.loads(text))]


SOURCE = '[[source]]\nid = "s"\npublisher = "P"\ntitle = "T"\ntier = "primary"\n'
VISIT = """
[[event]]
kind = "visit"
id = "a-visit"
occurred = "2023-07-12"
partners = ["japan"]
direction = "to-nato"
summary = "A visit."
cites = [{ source = "s" }]
"""


def test_the_committed_file_is_current(root):
    path = root / "docs" / "reference" / "event.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema()


def test_the_real_record_is_valid(validator, root):
    for path in sorted((root / "events").rglob("*.toml")):
        assert errors(validator, path.read_text(encoding="utf-8")) == [], path


def test_a_good_file_is_valid(validator):
    assert errors(validator, SOURCE + VISIT) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "visit"', 'kind = "vist"', "'vist' is not one of"),
        ('kind = "visit"\n', "", "'kind' is a required property"),
        ('summary = "A visit."', 'sumary = "A visit."', "'sumary' was unexpected"),
        ('summary = "A visit."', 'summary = ""', "should be non-empty"),
        ('direction = "to-nato"\n', "", "'direction' is a required property"),
        ('"to-nato"', '"to-tokyo"', "'to-tokyo' is not one of"),
        ('"2023-07-12"', '"12 July 2023"', "does not match"),
        ('"2023-07-12"', '"2023-13"', "does not match"),
        ('"2023-07-12"', "2023-07-12", "is not of type 'string'"),
        ('["japan"]', '["North Korea"]', "'North Korea' is not valid"),
        ('["japan"]', '"japan"', "is not of type 'array'"),
        ('cites = [{ source = "s" }]', "cites = []", "should be non-empty"),
        ('cites = [{ source = "s" }]\n', "", "'cites' is a required property"),
        ('{ source = "s" }', '{ sorce = "s" }', "'sorce' was unexpected"),
        ('id = "a-visit"', 'id = "A_Visit"', "does not match"),
        ("[[event]]", "[[evnt]]", "'evnt' was unexpected"),
        ('tier = "primary"', 'tier = "first"', "'first' is not one of"),
    ],
)
def test_typical_mistakes_are_refused(validator, old, new, says):
    text = (SOURCE + VISIT).replace(old, new)
    assert text != SOURCE + VISIT
    assert any(says in message for message in errors(validator, text)), errors(validator, text)


def test_an_event_within_another_needs_neither_id_nor_citations(validator):
    head = '[[event]]\nid = "c"\ncites = [{ source = "s" }]\n'
    inner = 'kind = "visit"\noccurred = "2023"\ndirection = "to-nato"\nsummary = "S."\n'
    correction = 'kind = "correction"\ntarget = "a-visit"\nreason = "R."\n'
    assert errors(validator, head + correction + "[event.replacement]\n" + inner) == []
    report = 'kind = "report"\noccurred = "2023"\nmedium = "NHK"\nsummary = "S."\n'
    assert errors(validator, head + report + "[event.asserts]\n" + inner) == []
    retraction = inner.replace("visit", "retraction")
    assert errors(validator, head + report + "[event.asserts]\n" + retraction)


@given(st.from_regex(EDTF, fullmatch=True))
def test_what_the_pattern_lets_through_is_a_date_or_a_day_that_is_not(text):
    try:
        ip4.When(text)
    except ip4.WhenError as error:
        assert "there is no such day" in str(error) or "ends before it begins" in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "2023",
        "2023-07",
        "2023-07-12",
        "2023?",
        "2023-07~",
        "2023-07-12%",
        "2023/..",
        "../2012",
        "/2012",
        "2023-07-12/",
        "2023-07-11/2023-07-12",
        "2023~/2024?",
        "[2023-07-11..2023-07-13]",
        "[..2023]",
        "[2023..]",
        "2023-XX",
        "2023-07-XX",
        "2023-XX-XX",
        "202X",
        "202X?",
    ],
)
def test_every_accepted_form_matches_the_pattern(text):
    ip4.When(text)
    assert re.search(EDTF, text)


@pytest.mark.parametrize(
    "text", ["../..", "/", "23", "2023-7", "2023-07-12T10:00", "[2023]", "0000", "2023-21", ".."]
)
def test_what_is_no_date_does_not_match(text):
    with pytest.raises(ip4.WhenError):
        ip4.When(text)
    assert not re.search(EDTF, text)


def classes():
    return {**{c.kind: c for c in BUILT_IN}, **{t: c for t, c in TABLES.items() if t != "event"}}


def test_every_field_of_every_kind_and_registry_says_what_it_means():
    from ip4timeline.nato.partners import Delegate, Participant

    parts = {"cite": ip4.Cite, "delegate": Delegate, "participant": Participant}
    for owner, cls in {**classes(), **parts}.items():
        assert definition(cls)
        for attribute in attrs.fields(cls):
            assert meaning(cls, attribute.name), f"{owner}.{attribute.name}"


def test_a_kind_says_in_its_own_words_what_it_inherits():
    kinds = {cls.kind: cls for cls in BUILT_IN}
    assert meaning(kinds["absence"], "person") != meaning(kinds["declination"], "person")
    assert meaning(kinds["retraction"], "reason") == "why the earlier account does not stand"
    assert meaning(TABLES["coverage"], "series").startswith("a series of occasions")
    assert next(a.name for a in attrs.fields(TABLES["coverage"])) == "series"


def test_what_is_required_is_what_the_class_requires():
    for cls in classes().values():
        for form in fields_of(cls):
            attribute = attrs.fields_dict(cls)[form.name]
            assert form.required == (attribute.default is attrs.NOTHING)
