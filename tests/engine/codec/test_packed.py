"""What the wheel carries: packed, and unpacked without a check, the same entries."""

import json

import attrs
import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline.engine.codec.packed import pack, unpack
from ip4timeline.testing import timelines


def packed(timeline):
    return pack(timeline.entries, timeline.registries, timeline.digest)


def test_the_record_is_the_same_after_packing(record):
    entries, registries = unpack(packed(record))
    assert entries == record.entries
    assert registries == record.registries
    again = ip4.Timeline(entries, registries)
    assert again.digest == record.digest
    assert [hash(e) for e in entries] == [hash(e) for e in record.entries]
    assert [repr(e) for e in entries] == [repr(e) for e in record.entries]


@given(timelines())
def test_every_timeline_is_the_same_after_packing(timeline):
    assert unpack(packed(timeline)) == (timeline.entries, timeline.registries)


def test_equal_dates_are_one_object(record):
    entries, _ = unpack(packed(record))
    dates = {}
    for entry in entries:
        if isinstance(entry, ip4.Event):
            assert dates.setdefault(entry.occurred.text, entry.occurred) is entry.occurred


def test_a_part_that_many_share_is_one_object(record):
    entries, _ = unpack(packed(record))
    events = [entry for entry in entries if isinstance(entry, ip4.Event)]
    for found in ([e.partners for e in events], [p for e in events for p in e.participants]):
        assert len({id(part) for part in found}) == len(set(found)) < len(found)


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
    ((entry,), _) = unpack(pack([given], ip4.Registries(), ""))
    assert repr(entry) == repr(given)
    assert [type(entry.seq), type(entry.delegates[0].principal)] == [int, bool]
    assert [type(entry.id), type(entry.partners[0])] == [str, ip4.Partner]


def test_another_format_and_a_field_of_an_unknown_type_are_refused():
    with pytest.raises(ip4.TimelineError, match="format 4"):
        unpack('{"format": 1}')

    @attrs.frozen(kw_only=True, order=False)
    class Weighed(ip4.Event):
        kind = "weighed"
        grams: bytes = b""

    with pytest.raises(ip4.TimelineError, match=r"b'x' cannot be packed"):
        pack([Weighed(id="w", occurred="2023", grams=b"x")], ip4.Registries(), "")


WHEN = "ip4timeline.engine.time.when:When"


def without_the_last(data, name, *where):
    """The text with one list of a group one shorter."""
    found = next(group for group in data["groups"] if group[0] == name)
    for place in where:
        found = found[place]
    found.pop()


def cut_a_field(data):
    without_the_last(data, WHEN)


def cut_a_column(data):
    without_the_last(data, WHEN, 2, 1)


def cut_a_tuple(data):
    without_the_last(data, "tuple", 2, 1)


def cut_the_last_group(data):
    data["groups"].pop()


def name_no_kind(data):
    data["groups"][-1][0] = "no-kind"


def drop_the_entries(data):
    del data["entries"]


@pytest.mark.parametrize(
    "damage",
    [cut_a_field, cut_a_column, cut_a_tuple, cut_the_last_group, name_no_kind, drop_the_entries],
)
def test_what_is_damaged_is_refused(record, damage):
    data = json.loads(packed(record))
    damage(data)
    with pytest.raises(ip4.TimelineError, match=r"damaged.*reinstall"):
        unpack(json.dumps(data))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", b"", b"{\xff}"])
def test_what_is_no_packed_record_is_refused(text):
    with pytest.raises(ip4.TimelineError, match=r"damaged.*reinstall"):
        unpack(text)
