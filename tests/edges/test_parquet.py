"""Parquet is held to its digest, and whatever else is damaged is one error."""

import io
import os
import random

import pytest

pytest.importorskip("arro3.io")

import ip4timeline as ip4
from ip4timeline.engine.errors import RecordError
from ip4timeline.frames import events, read_parquet, write_parquet

VISITS = [
    ip4.Visit(
        id=f"visit-{n}",
        occurred=f"2023-0{n}-05",
        partners=["japan"],
        direction="to-nato",
        summary=f"The minister came for the {n}. time.",
        cites=[ip4.Cite(source="notice")],
    )
    for n in range(1, 9)
]
SOURCE = ip4.Source(id="notice", publisher="Ministry", title="Notice", tier="primary")


@pytest.fixture(scope="module")
def timeline():
    return ip4.Timeline(VISITS, ip4.Registries(sources=[SOURCE]))


@pytest.fixture(scope="module")
def raw(timeline):
    out = io.BytesIO()
    write_parquet(events(timeline), out)
    return out.getvalue()


def read(folder, data):
    """The timeline, or ``None`` where it was refused."""
    path = folder / "damaged.parquet"
    path.write_bytes(data)
    try:
        return read_parquet(path)
    except RecordError as error:
        assert error.faults
        return None


@pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "nightly",
    reason="arro3 ends the process on some damaged files, which nothing can catch",
)
def test_one_bit_that_is_not_as_written_is_never_another_timeline(tmp_path, raw, timeline, capfd):
    rng, found = random.Random(5), set()
    for _ in range(60):
        data = bytearray(raw)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        read_back = read(tmp_path, bytes(data))
        assert read_back in (None, timeline)
        found.add(read_back is None)
    assert found == {True, False}


@pytest.mark.parametrize("part", [0, 3, 40, 0.5, 0.9])
def test_a_part_of_a_file_is_refused(tmp_path, raw, part):
    end = part if isinstance(part, int) else int(len(raw) * part)
    assert read(tmp_path, raw[:end]) is None
    assert read(tmp_path, raw[:end] + raw[-8:]) is None


def test_altered_contents_are_refused_unless_that_was_meant(tmp_path, timeline):
    table = events(timeline)
    table.data["summary"][0] = "Nobody came."
    path = tmp_path / "altered.parquet"
    write_parquet(table, path)
    with pytest.raises(RecordError) as refused:
        read_parquet(path)
    (fault,) = refused.value.faults
    assert fault.field == "digest"
    assert "altered" in fault.reason
    assert read_parquet(path, verify=False).event("visit-1").summary == "Nobody came."
    table.metadata.clear()
    write_parquet(table, path)
    assert len(read_parquet(path)) == len(timeline)
