"""Logs whose chain is whole, and which no store would write: said at once, by their position."""

import json

import attrs
import pytest

from ip4timeline.store import DamagedError, Live, MemoryStore
from ip4timeline.store.log.copying import line_of
from ip4timeline.store.log.rows import GENESIS, Raw, body_of
from ip4timeline.testing.stores.bench import SOURCE, event

ONE, SAID = body_of(event(1)), body_of(SOURCE)
NEW = body_of(attrs.evolve(SOURCE, title="New"))


def raws(*rows):
    chain, found = GENESIS, []
    for position, (key, replaces, body) in enumerate(rows, 1):
        raw = Raw(position, 10**15 + position, key, replaces, body, b"")
        chain = raw.seal(chain)
        found.append(raw._replace(chain=chain))
    return found


def export(*rows):
    found = raws(*rows)
    head = {"format": 1, "log": "a", "position": len(found), "chain": found[-1].chain.hex()}
    return [json.dumps(head), *map(line_of, found)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("event/e-1", 0, ONE)] * 2, "position 2 stands in the place of another event/e-1"),
        (
            [("source/s", 0, SAID), ("source/s", 1, NEW), ("source/s", 1, SAID)],
            "position 3 stands in the place of another source/s",
        ),
        (
            [("event/e-1", 0, ONE), ("source/s", 1, SAID)],
            "position 2 replaces position 1, no source/s",
        ),
    ],
)
@pytest.mark.parametrize("size", [1, 5_000])
def test_what_no_store_would_write_is_not_restored(bench, monkeypatch, rows, said, size):
    monkeypatch.setattr("ip4timeline.store.log.shared.PAGE", size)
    store = bench.new()
    with pytest.raises(DamagedError, match=said):
        store.restore(export(*rows))
    assert store.position == 0


def test_a_row_under_the_name_of_another_is_damage():
    """It would be appended a second time under its own."""
    store = MemoryStore()
    store.restore(export(("event/other", 0, ONE)))
    for ask in (store.timeline, lambda: Live(store), lambda: list(store.read())):
        with pytest.raises(DamagedError, match="position 1 is called event/other, and holds 'e-1'"):
            ask()


def test_a_revision_of_no_row_is_damage():
    store = MemoryStore()
    with store._writing() as writing:
        writing.insert(raws(("event/e-1", 0, ONE), ("source/s", 1, SAID)))
    for ask in (store.timeline, lambda: Live(store)):
        with pytest.raises(DamagedError, match="position 2 replaces position 1, which holds"):
            ask()
