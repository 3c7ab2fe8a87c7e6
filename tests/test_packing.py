"""What the wheel carries: packed, and unpacked without a check, the same entries."""

import attrs
import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline.packing import pack, unpack
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


def test_another_format_and_a_field_of_an_unknown_type_are_refused():
    with pytest.raises(ip4.TimelineError, match="format 2"):
        unpack('{"format": 1}')

    @attrs.frozen(kw_only=True, order=False)
    class Weighed(ip4.Event):
        kind = "weighed"
        grams: float = 0.0
        mixed: tuple[object, ...] = ()

    with pytest.raises(ip4.TimelineError, match=r"1\.5 cannot be packed"):
        pack([Weighed(id="w", occurred="2023", grams=1.5)], ip4.Registries(), "")
    with pytest.raises(ip4.TimelineError, match="not alike"):
        pack(
            [Weighed(id="w", occurred="2023", mixed=(ip4.Partner.JAPAN, "x"))], ip4.Registries(), ""
        )
