"""What the wheel carries: packed, and unpacked without a check, the same entries."""

import json

import attrs
import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline.engine.codec.packed import pack, unpack
from ip4timeline.engine.events.amendments import canonical
from ip4timeline.engine.events.entry import Event
from ip4timeline.testing import timelines


@attrs.frozen(kw_only=True, order=False)
class Weighed(ip4.Event):
    kind = "weighed"
    grams: bytes = b""


def packed(timeline):
    return pack(timeline.entries, timeline.registries, timeline.digest).encode()


def whole(text):
    """Every entry by id, and the registries."""
    parts, registries = unpack(text)
    return canonical(entry for part in parts for entry in part.entries), registries()


def test_the_record_is_the_same_after_packing(record):
    entries, registries = whole(packed(record))
    assert entries == record.entries
    assert registries == record.registries
    again = ip4.Timeline(entries, registries)
    assert again.digest == record.digest
    assert [hash(e) for e in entries] == [hash(e) for e in record.entries]
    assert [repr(e) for e in entries] == [repr(e) for e in record.entries]


@given(timelines())
def test_every_timeline_is_the_same_after_packing(timeline):
    assert whole(packed(timeline)) == (timeline.entries, timeline.registries)


def test_what_many_share_is_one_object_within_a_part(record):
    parts, _ = unpack(packed(record))
    assert len(parts) > 3
    for part in parts:
        events = [entry for entry in part.entries if isinstance(entry, ip4.Event)]
        for found in (
            [e.occurred for e in events],
            [e.partners for e in events],
            [p for e in events for p in e.participants],
        ):
            assert len({id(value) for value in found}) == len(set(found))


def test_a_part_is_closed_under_amendments_and_says_what_may_stand_by_it():
    visit = ip4.Visit(id="visit", occurred="2023", partners=["japan"], direction="to-nato")
    statement = ip4.Statement(
        id="corrected",
        occurred="2023",
        known="2023-12-31",
        speakers=[ip4.Participant(person="a")],
        affiliation="nato",
        partners=["japan"],
    )
    correction = ip4.Correction(
        id="c", target="visit", replacement=attrs.evolve(statement, id="visit"), reason="r"
    )
    retraction = ip4.Retraction(id="r", target="nowhere", reason="r")
    parts, _ = unpack(packed(ip4.Timeline([visit, correction, retraction])))
    assert [[entry.id for entry in part.entries] for part in parts] == [["c", "visit"], ["r"]]
    first, second = parts
    for kind in (ip4.Visit, ip4.Statement, ip4.Event, Event):
        assert first.may_hold((kind,))
        assert first.may_hold((ip4.Meeting, kind))
        assert not second.may_hold((kind,))
    assert not first.may_hold((ip4.Meeting, ip4.Report))


def test_values_that_are_equal_but_of_two_types_stay_apart():
    japan = ip4.Partner.JAPAN
    given = ip4.Attendance(
        id="japan",
        occurred="2023",
        seq=1,
        partners=[japan],
        occasion=str(japan),
        delegates=[ip4.Delegate(level="leader", person="kishida", principal=True)],
    )
    ((entry,), _) = whole(pack([given], ip4.Registries(), "").encode())
    assert repr(entry) == repr(given)
    assert [type(entry.seq), type(entry.delegates[0].principal)] == [int, bool]
    assert [type(entry.id), type(entry.partners[0])] == [str, ip4.Partner]


def test_another_format_and_a_field_of_an_unknown_type_are_refused():
    with pytest.raises(ip4.TimelineError, match="format 5"):
        unpack(b'{"format": 1}')

    with pytest.raises(ip4.TimelineError, match=r"b'x' cannot be packed"):
        pack([Weighed(id="w", occurred="2023", grams=b"x")], ip4.Registries(), "")


def test_a_kind_that_no_module_holds_is_refused():
    @attrs.frozen(kw_only=True, order=False)
    class Local(ip4.Event):
        kind = "local"

    with pytest.raises(ip4.TimelineError, match=r"Local cannot be packed: no module holds it"):
        pack([Local(id="l", occurred="2023")], ip4.Registries(), "")


WHEN = "ip4timeline.engine.time.when:When"


def without_the_last(line, name, *where):
    """A line with one list of a group one shorter."""
    found = next(group for group in line["groups"] if group[0] == name)
    for place in where:
        found = found[place]
    found.pop()


def cut_a_field(part):
    without_the_last(part, WHEN)


def cut_a_column(part):
    without_the_last(part, WHEN, 2, 1)


def cut_a_tuple(part):
    without_the_last(part, "tuple", 2, 1)


def cut_the_last_group(part):
    part["groups"].pop()


def name_no_class(part):
    part["groups"][-1][0] = "ip4timeline.nato.kinds.contacts:Nothing"


def name_no_module(part):
    part["groups"][-1][0] = "nowhere:Visit"


def drop_the_values(part):
    del part["values"]


def drop_an_entry(part):
    part["values"].pop()


@pytest.mark.parametrize(
    "damage",
    [
        cut_a_field,
        cut_a_column,
        cut_a_tuple,
        cut_the_last_group,
        name_no_class,
        name_no_module,
        drop_the_values,
        drop_an_entry,
    ],
)
def test_what_is_damaged_is_refused_when_it_is_read(record, damage):
    head, rows, *lines = packed(record).split(b"\n")
    data = json.loads(lines[-1])
    damage(data)
    parts, registries = unpack(b"\n".join([head, rows, *lines[:-1], json.dumps(data).encode()]))
    assert registries() == record.registries
    for part in parts[:-1]:
        assert part.entries
    with pytest.raises(ip4.TimelineError, match=r"damaged.*reinstall"):
        parts[-1].entries  # noqa: B018


@pytest.mark.parametrize("rows", [b"", b"{}", b"[", b'{"groups":[],"values":[]}'])
def test_damaged_registries_are_refused_when_they_are_read(record, rows):
    head, _, *lines = packed(record).split(b"\n")
    _, registries = unpack(b"\n".join([head, rows, *lines]))
    with pytest.raises(ip4.TimelineError, match=r"damaged.*reinstall"):
        registries()


def test_a_text_with_a_line_less_or_more_is_refused(record):
    text = packed(record)
    for other in (text.rpartition(b"\n")[0], text + b"\n{}"):
        with pytest.raises(ip4.TimelineError, match=r"damaged.*reinstall"):
            unpack(other)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b"{\xff}"])
def test_what_is_no_packed_record_is_refused(text):
    with pytest.raises(ip4.TimelineError, match=r"damaged.*reinstall"):
        unpack(text)
