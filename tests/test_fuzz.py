"""Hostile input: whatever is given is read as it stands or refused with the place named.

``HYPOTHESIS_PROFILE=nightly`` tries more than a hundred thousand inputs.
"""

import datetime as dt
import json
import random
import string
import sys

import attrs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.engine.codec.plain import from_data, structure, to_data, to_json
from ip4timeline.engine.files.toml import read_text
from ip4timeline.engine.time.days import day_number, from_day_number
from ip4timeline.nato.schema import TABLES
from ip4timeline.record.compiled import compile_record, decompile
from ip4timeline.testing import events, timelines

FUZZED = settings(deadline=None, suppress_health_check=list(HealthCheck))

# Plain data, nearly right and not at all

WORDS = st.sampled_from(
    [
        "",
        "japan",
        "2023-01-05",
        "2023",
        "9" * 1000,
        "2023-01-05/..",
        "\x00",
        "\ud800",
        "\U0001f5fe",
        "-",
        "1e400",
        "NaN",
        "attendance",
        "correction",
        "x" * 5000,
    ]
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**63, -(2**64), 10**4000]),
    st.floats(),
    WORDS,
    st.text(max_size=8),
    st.dates(),
)


def nested(scalars):
    def wider(inner):
        return st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=4), inner)

    return st.recursive(scalars, wider, max_leaves=6)


ANYTHING = nested(SCALARS)
FIELDS = sorted({a.name for cls in ip4.kinds().values() for a in attrs.fields(cls)})


def deep(kind, depth):
    data = {"x": 1} if kind is dict else [1]
    for _ in range(depth):
        data = {"x": data} if kind is dict else [data]
    return data


@st.composite
def spoilt(draw):
    """The data of an event with some fields made something else, taken away or added."""
    data = json.loads(to_json(draw(events())))
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([*data, *FIELDS, "kind", "version"]))
        if draw(st.booleans()):
            data[name] = draw(ANYTHING)
        else:
            data.pop(name, None)
    return data


def accepted_or_refused(read, data):
    """Whether it was read; else it was refused, naming what is wrong."""
    try:
        return read(data)
    except ip4.RecordError as error:
        assert error.faults
        assert all(fault.reason for fault in error.faults)
        return None


def calls(function, *arguments):
    """How many functions are called in the course of a call: work, whatever the machine does."""
    count = 0

    def counted(frame, happened, argument):
        nonlocal count
        count += happened in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    return count


@FUZZED
@given(spoilt())
@example({"kind": "visit", "id": "v", "occurred": "9" * 1000, "direction": "to-nato"})
def test_spoilt_data_are_read_or_refused(data):
    entry = accepted_or_refused(from_data, data)
    if entry is not None:
        assert from_data(to_data(entry)) == entry


@FUZZED
@given(ANYTHING)
def test_anything_is_refused_as_an_event(data):
    assert accepted_or_refused(from_data, data) is None


@pytest.mark.parametrize("depth", [40, 900, 100_000])
@pytest.mark.parametrize("kind", [dict, list])
def test_what_is_nested_deeply_is_refused(kind, depth):
    data = deep(kind, depth)
    assert accepted_or_refused(from_data, data) is None
    report = {"kind": "report", "id": "r", "occurred": "2023", "medium": "m", "asserts": data}
    assert accepted_or_refused(from_data, report) is None
    assert accepted_or_refused(lambda d: structure(d, ip4.Registries), {"sources": data}) is None


@FUZZED
@given(st.dictionaries(st.sampled_from([f.name for f in attrs.fields(ip4.Registries)]), ANYTHING))
def test_anything_is_read_or_refused_as_registries(data):
    found = accepted_or_refused(lambda d: structure(d, ip4.Registries), data)
    if found is not None:
        assert structure(to_data(found), ip4.Registries) == found


# Dates


@FUZZED
@given(st.text(alphabet="0123456789-/.[]?~%X \x00T", max_size=24) | st.text(max_size=30))
@example("9" * 100_000)
@example("[" * 64)
@example("2023-01-01\n")
@example("\u0661\u0662\u0663\u0664")
def test_a_text_is_a_date_or_refused(text):
    try:
        when = ip4.When(text)
    except ip4.WhenError as error:
        assert len(str(error)) < 1000
        return
    assert ip4.When(str(when)) == when


@FUZZED
@given(st.text(max_size=12) | st.integers() | st.floats() | st.binary(max_size=4) | st.none())
def test_anything_is_a_day_or_refused(thing):
    try:
        number = day_number(thing)
    except ip4.WhenError:
        return
    assert 1 <= number <= dt.date.max.toordinal()


# Compiled records


@st.composite
def altered_records(draw):
    """The text of a compiled record, with a few characters or values changed."""
    text = compile_record(draw(timelines(max_size=3)))
    if draw(st.booleans()):
        data = json.loads(text)
        data[draw(st.sampled_from([*data, "more"]))] = draw(ANYTHING)
        return json.dumps(data, default=str)
    return altered(draw, text)


def altered(draw, text):
    """A text with some of its characters replaced, taken out or doubled."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(text) - 1, 0)))
        end = at + draw(st.integers(0, 12))
        new = draw(
            st.sampled_from(
                ["", "x", '"', "0", "[", "}", ",", "\x00", "\n", "= ", text[at:end] * 2]
            )
        )
        text = text[:at] + new + text[end:]
    return text


@FUZZED
@given(altered_records(), st.booleans())
@example("[" * 100_000, True)
@example('{"format": 1, "entries": [' + "[" * 900, True)
@example("1" * 5000, True)
@example('{"format": 1, "entries": [], "registries": {}, "horizon": 5}', False)
def test_an_altered_record_is_read_or_refused(text, verify):
    timeline = accepted_or_refused(lambda t: decompile(t, verify=verify), text)
    if timeline is not None and verify:
        assert decompile(compile_record(timeline)) == timeline


# Event files


@pytest.fixture(scope="module")
def desk(root):
    """The real event files, by name."""
    base = root / "events"
    return [
        (p.relative_to(base).as_posix(), p.read_text("utf-8")) for p in sorted(base.rglob("*.toml"))
    ]


SNIPPETS = [
    "",
    '"',
    "'''",
    '"""',
    "[[event]]",
    "[event]",
    "= ",
    "\n",
    "\x00",
    "2023-01-01",
    "0x" + "f" * 4000,
    "9" * 4400,
    "nan",
    "[" * 300,
    "{a=" * 200,
    "a." * 2000,
    "\ufeff",
    "#",
    "no",
]


@FUZZED
@given(st.data())
def test_a_damaged_file_is_read_or_refused(desk, data):
    name, text = desk[data.draw(st.integers(0, len(desk) - 1))]
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    text = text[max(start - 1500, 0) : start + 1500]  # what is damaged is a short file
    first = text.find("[[")
    text = text[max(first, 0) :]
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        end = at + data.draw(st.integers(0, 20))
        text = text[:at] + data.draw(st.sampled_from(SNIPPETS)) + text[end:]
    faults = []
    rows = read_text(name, text, TABLES, faults)
    assert all(fault.file == name and fault.reason for fault in faults)
    for row in rows:
        if row.table == "event":
            assert from_data(to_data(row.value)) == row.value


@settings(FUZZED, max_examples=30)
@given(st.data())
def test_a_damaged_folder_is_loaded_or_refused(tmp_path_factory, desk, data):
    folder = tmp_path_factory.mktemp("desk")
    _, text = desk[data.draw(st.integers(0, len(desk) - 1))]
    at = data.draw(st.integers(0, len(text)))
    damage = data.draw(st.sampled_from(SNIPPETS)).encode() + data.draw(st.binary(max_size=3))
    (folder / "one.toml").write_bytes(text[:at].encode() + damage + text[at:].encode())
    loaded = accepted_or_refused(ip4.load, folder)
    if loaded is not None:
        assert decompile(compile_record(loaded)) == loaded


# Whole numbers of more digits than Python writes out, which TOML can hold as hexadecimals, and
# halves of surrogate pairs, which JSON can.


HUGE = 16**6000


def test_a_huge_number_for_an_id_is_refused():
    with pytest.raises(ip4.RecordError):
        from_data(visit(id=HUGE))


def test_a_huge_number_for_a_place_is_refused_or_written():
    entry = accepted_or_refused(from_data, visit(seq=HUGE))
    if entry is not None:
        assert to_json(entry)


def test_a_huge_amount_is_refused():
    with pytest.raises(ip4.EventError):
        ip4.Support(id="s", occurred="2023", recipient="nato", stage="paid", amount=HUGE)


def test_half_a_surrogate_pair_is_refused_or_digested():
    entry = accepted_or_refused(from_data, json.loads(json.dumps(visit(summary="\ud800"))))
    if entry is not None:
        assert ip4.Timeline([entry]).digest


# Sizes


def visit(**more):
    return {"kind": "visit", "id": "v", "occurred": "2023-01-05", "direction": "to-nato", **more}


def test_an_event_of_fifty_megabytes_is_read():
    data = visit(summary="x" * 50_000_000)
    event = from_data(data)
    assert from_data(to_data(event)) == event


@pytest.mark.parametrize("name", ["kind", "occurred", "known", "direction", "setting", "no_such"])
def test_a_field_of_a_megabyte_is_refused_without_a_look_at_each_letter(name):
    def refused(length):
        assert accepted_or_refused(from_data, visit(**{name: "x-y" * length})) is None

    refused(10)  # what is made once, at the first reading, is made
    assert calls(refused, 350_000) <= 2 * calls(refused, 1000)


def corrected(times):
    """A timeline of one event and many corrections of it, each known on some day."""
    target = from_data(visit())
    chain = [
        ip4.Correction(
            id=f"c{n:06}",
            target="v",
            reason="again",
            known=from_day_number(738_000 + n % 9_000),
            replacement=target,
        )
        for n in range(times)
    ]
    random.Random(1).shuffle(chain)
    return ip4.Timeline([target, *chain])


def resolved(timeline):
    assert [event.id for event in timeline] == ["v"]
    assert timeline.project(ip4.CONTACTS, known_on="2022-01-01").keys == ()


def test_a_hundred_thousand_corrections_of_one_event():
    resolved(corrected(100_000))


def test_the_work_of_resolving_grows_with_the_corrections_and_no_faster():
    few, many = corrected(3000), corrected(9000)
    resolved(corrected(10))
    assert calls(resolved, many) < 4 * calls(resolved, few)


def many_events(count):
    """The text of a file of many events."""
    letters = string.ascii_lowercase
    ids = [f"{a}{b}{c}" for a in letters for b in letters for c in letters][:count]
    return "".join(
        f'[[event]]\nkind = "meeting"\nid = "{id}"\noccurred = "2023-01-05"\n' for id in ids
    )


def test_a_file_of_many_events_is_read_with_work_that_grows_no_faster():
    def read(count):
        faults = []
        assert len(read_text("many.toml", many_events(count), TABLES, faults)) == count
        assert faults == []

    read(10)
    assert calls(read, 4000) < 5 * calls(read, 1000)
