"""The canonical form: one way to write a file, and nothing lost on the way there."""

import datetime as dt
import json
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.record.curation.canonical import WIDTH, canonical

MESSY = '''# About the file.

[[event]]
id = "b"
kind = "meeting"
summary = "Two \\"sides\\" met."
cites = [ {locator = "p. 2", source = "s"} , { source = "t" } ]
occurred = "2023-07-12"
notes = """
Line one.
Line two."""


# About the first one.
[[event]]
kind = "visit"
id = "a"
direction = "to-nato"
known = "2023-01-02"
occurred = "2023-01-02"
partners = ["japan"]
topics = ["one"]
summary = "A visit."
[[event.cites]]
source = "s"
[[source]]
tier = "primary"
id = "s"
publisher = "P"
title = "T"
'''
NEAT = '''# About the file.

[[source]]
id = "s"
publisher = "P"
title = "T"
tier = "primary"

# About the first one.
[[event]]
kind = "visit"
id = "a"
occurred = "2023-01-02"
known = "2023-01-02"
partners = ["japan"]
direction = "to-nato"
topics = ["one"]
summary = "A visit."
cites = [{ source = "s" }]

[[event]]
kind = "meeting"
id = "b"
occurred = "2023-07-12"
summary = "Two \\"sides\\" met."
cites = [
  { source = "s", locator = "p. 2" },
  { source = "t" },
]
notes = """
Line one.
Line two."""
'''


def test_fields_entries_spacing_and_comments():
    assert canonical(MESSY) == NEAT
    assert canonical(NEAT) == NEAT


def test_an_event_within_another_is_a_table_after_everything_else():
    text = canonical(
        '[[event]]\nkind = "report"\nid = "r"\noccurred = "2023"\nmedium = "NHK"\n'
        'asserts = { summary = "S.", kind = "invitation", occasion = "o", occurred = "2023-01" }\n'
        'notes = "N."\n'
    )
    assert text.endswith(
        'medium = "NHK"\nnotes = "N."\n\n[event.asserts]\nkind = "invitation"\n'
        'occurred = "2023-01"\noccasion = "o"\nsummary = "S."\n'
    )
    assert canonical(text) == text


def test_a_correction_stands_by_the_day_it_became_known():
    text = (
        '[[event]]\nkind = "correction"\nid = "c"\ntarget = "m"\nknown = "2023-06-13"\n'
        'reason = "R."\n\n[event.replacement]\nkind = "meeting"\noccurred = "2023-06-12"\n\n'
        '[[event]]\nkind = "meeting"\nid = "m"\noccurred = "2023-06-12"\n'
    )
    assert [e["id"] for e in tomllib.loads(canonical(text))["event"]] == ["m", "c"]


def test_events_of_one_day_stand_by_seq_and_registries_by_id():
    def event(id, seq):
        return f'[[event]]\nkind = "meeting"\nid = "{id}"\noccurred = "2023"\nseq = {seq}\n'

    def actor(id):
        return f'[[actor]]\nid = "{id}"\n'

    text = canonical(event("a", 2) + event("b", 1) + actor("y") + actor("x"))
    data = tomllib.loads(text)
    assert [e["id"] for e in data["event"]] == ["b", "a"]
    assert [e["id"] for e in data["actor"]] == ["x", "y"]
    assert text.index("[[actor]]") < text.index("[[event]]")


def test_a_long_list_stands_one_item_to_a_line():
    topics = [f"topic-number-{n}" for n in range(12)]
    text = canonical(f'[[event]]\nkind = "meeting"\nid = "m"\ntopics = {json.dumps(topics)}\n')
    assert "topics = [\n  " in text
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert tomllib.loads(text)["event"][0]["topics"] == topics


def test_an_event_whose_date_cannot_be_read_is_kept():
    text = '[[event]]\nid = "x"\noccurred = "soon"\n\n[[event]]\nid = "y"\noccurred = "2023"\n'
    assert [e["id"] for e in tomllib.loads(canonical(text))["event"]] == ["y", "x"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[[event]]\nid = "x" # why\n', 2, "a comment within an entry"),
        ('[[event]]\nid = "x"\ncites = [\n  # one\n  { source = "s" },\n]\n', 4, "comment within"),
        ('[[event]]\nid = "x"\n# then\nseq = 1\n', 3, "comment within"),
        ('[[event]] # first\nid = "x"\n', 1, "comment within"),
        ('[event]\nid = "x"\n', None, "more than tables in double brackets"),
        ('title = "x"\n', None, "more than tables in double brackets"),
        ("event = [{ id = 'x' }]\n", None, "more than tables in double brackets"),
        ("[[event]\n", None, "not valid TOML"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(text, line, says):
    with pytest.raises(ip4.RecordError) as error:
        canonical(text, "f.toml")
    (fault,) = error.value.faults
    assert (fault.file, fault.line) == ("f.toml", line)
    assert says in fault.reason


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[event]]\nkind = "visit"\nid = "a"\n\n[[event]]\nkind = "regatta"\nid = "b"\n', 5),
        ('[[event]]\nkind = "report"\nid = "b"\n[event.asserts]\nkind = "regatta"\nid = "b"\n', 1),
    ],
)
def test_a_kind_that_nobody_registered_has_no_form(text, line):
    with pytest.raises(ip4.RecordError) as error:
        canonical(text, "f.toml")
    (fault,) = error.value.faults
    assert (fault.file, fault.line, fault.event, fault.field) == ("f.toml", line, "b", "kind")
    assert fault.reason == "no kind of event 'regatta'"
    assert "Install the package that brings it" in fault.remedy


def test_a_hash_in_a_text_is_no_comment():
    text = "[[event]]\nid = \"x\"\nnotes = '''\n# not a comment\n'''\nsummary = \"# nor this\"\n"
    data = tomllib.loads(canonical(text))["event"][0]
    assert data == {"id": "x", "notes": "# not a comment\n", "summary": "# nor this"}


@pytest.mark.parametrize(
    "text",
    [
        "# only\n# a comment\n",
        "# one\n\n# two\n",
        '# top\n[[event]]\nid = "b"\noccurred = "2024"\n\n[[event]]\nid = "a"\noccurred = "2023"\n',
        '# top\n\n# own\n[[event]]\nid = "b"\n# part\n\n# apart\n\n[[event]]\nid = "a"\n# end\n',
        "",
    ],
)
def test_every_comment_is_kept_and_twice_is_once(text):
    new = canonical(text)
    comments = sorted(line for line in text.splitlines() if line.startswith("#"))
    assert sorted(line for line in new.splitlines() if line.startswith("#")) == comments
    assert canonical(new) == new


LETTERS = st.characters(codec="utf-8")
TEXTS = st.text(LETTERS, max_size=30) | st.sampled_from(
    [
        '"',
        '""',
        '"""',
        "'''",
        "a\nb",
        "\n",
        "a\n",
        'a\n"',
        'a\n""""',
        "\\",
        "\r\n",
        "\t",
        "\x7f",
        "#",
    ]
)
SCALARS = (
    TEXTS | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.dates(min_value=dt.date(1, 1, 1))
)
NAMES = st.sampled_from(
    [
        "id",
        "kind",
        "occurred",
        "known",
        "seq",
        "summary",
        "cites",
        "notes",
        "topics",
        "odd key",
        "ä",
    ]
)
KINDS = st.sampled_from(["visit", "report", "correction"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | TEXTS, inner, max_size=3),
    max_leaves=6,
)
ENTRIES = st.builds(
    lambda entry, kind: {**entry, **({"kind": kind} if "kind" in entry and kind else {})},
    st.dictionaries(NAMES | st.just("asserts") | st.just("replacement"), VALUES, max_size=5),
    st.none() | KINDS,
)
FILES = st.dictionaries(
    st.sampled_from(["event", "source", "coverage", "other"]),
    st.lists(ENTRIES, min_size=1, max_size=3),
    max_size=3,
)


def written(value):
    """A plain way to write TOML, with nothing of the formatter's in it."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{written(k)}={written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, str):
        return (
            json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f")
            if all(ord(c) < 0x10000 for c in value)
            else '"' + "".join(f"\\U{ord(c):08X}" for c in value) + '"'
        )
    return json.dumps(value, default=str).strip('"')


def kinds_within(event):
    """The kinds that an event and those within it say they are."""
    yield event.get("kind")
    for field in ("asserts", "replacement"):
        if isinstance(event.get(field), dict):
            yield from kinds_within(event[field])


def same(data):
    """Data without the order of the entries of a table."""
    return {
        table: sorted(json.dumps(e, sort_keys=True, default=str) for e in entries)
        for table, entries in data.items()
    }


@given(FILES)
@example({"event": [{"notes": 'a\n"""'}]})
@example({"event": [{"asserts": {"replacement": {"kind": "visit", "id": ""}}}]})
def test_what_it_says_stays_the_same_and_twice_is_once(data):
    lines = [
        f"[[{table}]]\n" + "".join(f"{written(k)} = {written(v)}\n" for k, v in entry.items())
        for table, entries in data.items()
        for entry in entries
    ]
    text = "\n".join(lines)
    assert tomllib.loads(text) == data
    said = [kind for event in data.get("event", ()) for kind in kinds_within(event)]
    if any(isinstance(kind, str) and kind not in ip4.kinds() for kind in said):
        with pytest.raises(ip4.RecordError, match="no canonical form"):
            canonical(text)
        return
    new = canonical(text)
    assert same(tomllib.loads(new)) == same(data)
    assert canonical(new) == new


def test_the_real_record_keeps_its_meaning(root, record, tmp_path):
    for path in sorted((root / "events").rglob("*.toml")):
        text = canonical(path.read_text(encoding="utf-8"), path.name)
        assert canonical(text) == text
        (tmp_path / path.relative_to(root).as_posix().replace("/", "-")).write_text(
            text, encoding="utf-8"
        )
    assert ip4.load(tmp_path) == record
