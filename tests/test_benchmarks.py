"""The benchmark asks what it says it asks: the hand-written loop and the index agree."""

import random

import pytest


def test_the_index_and_a_loop_by_hand_agree(root, monkeypatch):
    if not (root / "benchmarks").is_dir():
        pytest.skip("benchmarks are in the repository only")
    monkeypatch.syspath_prepend(root)
    from benchmarks import facets, refold, synth

    import ip4timeline as ip4
    from ip4timeline.engine.time.days import from_day_number

    events = synth.events(synth.columns(1_000))
    assert [attrs_of(e) for e in events[:50]] == [attrs_of(checked(e)) for e in events[:50]]
    ours, loop = facets.Ours(ip4.Timeline(events)), refold.Refold(events)
    draw = random.Random(1)
    for _ in range(60):
        day, known = (synth.START + draw.randrange(synth.DAYS + synth.TAIL) for _ in range(2))
        for by in (None, known):
            got = ours.as_of(from_day_number(day), None if by is None else from_day_number(by))
            assert facets.told(got) == loop.as_of(day, by)


def attrs_of(event):
    return (event, event.known, event.known_day)


def checked(event):
    """The same event, made by its class, which checks every field."""
    import attrs

    return attrs.evolve(event)


def test_columns_and_rows_are_timed_on_one_table(root, monkeypatch, capsys):
    if not (root / "benchmarks").is_dir():
        pytest.skip("benchmarks are in the repository only")
    pytest.importorskip("polars")
    pytest.importorskip("arro3.core")
    monkeypatch.syspath_prepend(root)
    from benchmarks import tables

    tables.main([40])
    assert "equal; rows took" in capsys.readouterr().out
