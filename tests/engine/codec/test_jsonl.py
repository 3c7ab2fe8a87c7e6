"""JSON Lines: read whole or not at all, by the million, with the line of every fault."""

import gc
import json

import pytest
from hypothesis import given

import ip4timeline as ip4
from ip4timeline.engine.codec import jsonl
from ip4timeline.engine.codec.jsonl import read_jsonl
from ip4timeline.testing import timelines

GOOD = '{"kind":"meeting","id":"m%d","occurred":"2023-07-12","partners":["japan"]}'


def read_lines(source, progress=None):
    found = read_jsonl(source, ip4.Registries, progress)
    return found.entries, found.registries


def to_lines(timeline):
    return list(timeline.to_jsonl())[1:]


def faults(text):
    with pytest.raises(ip4.RecordError) as caught:
        read_lines(text)
    return [(f.line, f.event, f.field, f.reason) for f in caught.value.faults]


@given(timelines())
def test_what_is_written_is_read(timeline):
    entries, registries = read_lines(to_lines(timeline))
    assert tuple(entries) == timeline.entries
    assert registries == timeline.registries


def test_the_record_goes_through_a_file(record, tmp_path):
    path = tmp_path / "record.jsonl"
    text = "\n".join(to_lines(record))
    path.write_text(text, encoding="utf-8-sig")  # an editor's byte order mark is harmless
    entries, registries = read_lines(path)
    assert ip4.Timeline(entries, registries).digest == record.digest


def test_blank_lines_are_passed_over():
    entries, _ = read_lines(["", GOOD % 1, "  \n", GOOD % 2 + "\n"])
    assert [e.id for e in entries] == ["m1", "m2"]


def test_every_fault_is_named_with_its_line():
    assert faults(
        [
            GOOD % 1,
            '{"kind":"meeting","id":"m2","occurred":"2023-02-30"}',
            "{",
            '{"kind":"meting","id":"m4","occurred":"2023"}',
            '{"registry":"sauce","id":"s"}',
            '{"registry":"source","id":"s","publisher":"p","title":"t","tier":"best"}',
            "[]",
        ]
    ) == [
        (2, "m2", "occurred", "'2023-02-30': there is no such day; 2023-02 has 28 days"),
        (
            3,
            "",
            "",
            "not valid JSON: Expecting property name enclosed in double quotes: "
            "line 1 column 2 (char 1)",
        ),
        (4, "m4", "kind", "no kind of event 'meting'; did you mean 'meeting'?"),
        (5, "", "registry", "'sauce' is no registry"),
        (6, "s", "tier", "'best' is not one of 'primary', 'secondary', 'mirror'"),
        (7, "", "", "[] is not a table"),
    ]


def test_two_values_on_a_line_are_a_fault_though_the_count_would_fit():
    assert [line for line, *_ in faults([GOOD % 1 + "," + GOOD % 2, ""])] == [1]


def test_a_fault_far_down_has_its_line_and_nothing_is_loaded(monkeypatch):
    monkeypatch.setattr(jsonl, "_BATCH", 10)
    text = [GOOD % i for i in range(95)]
    text[77] = text[77].replace("japan", "jappan")
    assert faults(text) == [(78, "m77", "partners.0", "no partner 'jappan'; did you mean 'japan'?")]


def test_progress_is_told_and_the_collector_is_as_before(monkeypatch):
    monkeypatch.setattr(jsonl, "_BATCH", 10)
    seen = []
    read_lines([GOOD % i for i in range(25)], seen.append)
    assert seen == [10, 20, 25]
    assert gc.isenabled()
    gc.disable()
    try:
        read_lines([GOOD % 1])
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_file_that_cannot_be_read_says_so(tmp_path):
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b'{"kind":"meeting","id":"\xe9"}')
    for path in (tmp_path / "nowhere.jsonl", latin):
        [(line, *_, reason)] = faults(path)
        assert line is None
        assert reason.startswith("cannot be read: ")


def test_registry_rows_name_their_registry():
    rows = [
        json.loads(line)
        for line in to_lines(
            ip4.Timeline((), ip4.Registries(people=[ip4.Person(id="p", name="P")]))
        )
    ]
    assert rows == [{"registry": "person", "id": "p", "name": "P"}]
