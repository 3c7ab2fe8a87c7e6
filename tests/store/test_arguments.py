"""Whatever the public methods of the store are given that is of another type is refused by name."""

import datetime as dt
import inspect

import pytest

import ip4timeline as ip4
from ip4timeline.store import (
    Checkpoint,
    EventStore,
    Live,
    MemoryStore,
    Revision,
    SqliteStore,
    StoreError,
    follow,
    open_store,
)
from ip4timeline.testing.stores.bench import SOURCE, event

NOTHING = object()
LATER = dt.datetime(2026, 1, 1)


class Odd(dt.tzinfo):
    """A zone that does not say how far it is from UTC."""

    def utcoffset(self, time):
        return None


ZONELESS = (LATER, LATER.replace(tzinfo=Odd()), dt.date(2026, 1, 1))
NO_NUMBER = ("3", 1.5, True, None, [], NOTHING)
NO_TEXT = (None, 5, b"p", [], NOTHING, "\ud800", "a\0b")
NO_ROWS = (None, 5, NOTHING, ["x"], [None], "x", b"x", {"kind": "meeting"}, [[]], [{}], event(9))
NO_POINT = ("2", 1.5, True, [], NOTHING, *ZONELESS)
NO_SECONDS = ("1", -1, True, [], float("nan"))
NO_BOUND = ("3", 1.5, True, [], -1)
NO_CALL = (5, "report", [])
NO_MARK = (None, 5, "p", [], NOTHING)
NO_DAY = (None, 5, "2026", "soon", [], NOTHING)
LINES = ([], ["x"], [b"x"], [5], [None], None, 5, ["[]"], ["1"], ["null"], ["\ud800"])

STORE = {
    "append rows": (lambda s, v: s.append(v), NO_ROWS),
    "append expected": (lambda s, v: s.append([event(5)], expected=v), ("3", 1.5, True, [])),
    "read after": (lambda s, v: s.read(v), NO_NUMBER),
    "read upto": (lambda s, v: s.read(0, v), NO_BOUND),
    "read limit": (lambda s, v: s.read(limit=v), NO_BOUND),
    "subscribe after": (lambda s, v: s.subscribe(v, wait=0), NO_NUMBER),
    "subscribe wait": (lambda s, v: s.subscribe(wait=v), NO_SECONDS),
    "subscribe limit": (lambda s, v: s.subscribe(wait=0, limit=v), (*NO_NUMBER, 0)),
    "position_at": (lambda s, v: s.position_at(v), (None, "now", 5, *ZONELESS)),
    "position_of": (lambda s, v: s.position_of(v), NO_POINT),
    "point position": (lambda s, v: s.point(v), ("2", 1.5, True, [], -1, 2**70)),
    "point base": (lambda s, v: s.point(base=v), NO_TEXT),
    "point version": (lambda s, v: s.point(version=v), NO_TEXT),
    "checkpoint": (lambda s, v: s.checkpoint(v), NO_TEXT),
    "save_checkpoint name": (lambda s, v: s.save_checkpoint(v, s.point()), NO_TEXT),
    "save_checkpoint checkpoint": (lambda s, v: s.save_checkpoint("p", v), NO_MARK),
    "timeline at": (lambda s, v: s.timeline(v), NO_POINT),
    "timeline progress": (lambda s, v: s.timeline(progress=v), NO_CALL),
    "changes before": (lambda s, v: s.changes(v, as_of="2026-01-01"), NO_POINT),
    "changes after": (lambda s, v: s.changes(1, v, as_of="2026-01-01"), NO_POINT),
    "changes as_of": (lambda s, v: s.changes(1, as_of=v), NO_DAY),
    "changes known_on": (lambda s, v: s.changes(1, as_of="2026-01-01", known_on=v), NO_DAY[1:]),
    "verify since": (lambda s, v: s.verify(v), NO_MARK[1:]),
    "verify progress": (lambda s, v: s.verify(progress=v), NO_CALL),
    "export progress": (lambda s, v: s.export(progress=v), NO_CALL),
    "restore lines": (lambda s, v: s.restore(v), LINES),
    "restore progress": (lambda s, v: s.restore([], progress=v), NO_CALL),
}
OTHERS = {
    "Live store": (Live, (None, 5, "sqlite:x", MemoryStore)),
    "Live base": (lambda v: Live(MemoryStore(), v), (5, "ip4timeline", [], ip4.Timeline)),
    "Live projections": (
        lambda v: Live(MemoryStore(), projections=v),
        (None, 5, [5], [Live], [None]),
    ),
    "Live.at": (lambda v: Live(filled()).at(v), NO_POINT),
    "Live.point": (lambda v: Live(filled()).point(v), NO_TEXT),
    "Live.check": (lambda v: Live(filled()).check(v), NO_ROWS),
    "Live.append": (lambda v: Live(filled()).append(v), NO_ROWS),
    "Live.append expected": (
        lambda v: Live(filled()).append([SOURCE, event(5)], expected=v),
        ("3", 1.5, True, []),
    ),
    "Live.follow": (lambda v: Live(filled()).follow(v), NO_SECONDS),
    "check rows": (lambda v: ip4.check(ip4.Timeline(), v), NO_ROWS),
    "follow store": (lambda v: follow(v, Model(), wait=0), (None, 5, "sqlite:x", MemoryStore)),
    "follow model": (lambda v: follow(filled(), v, wait=0), (None, 5, "model", list, [])),
    "follow base": (lambda v: follow(filled(), Model(), base=v, wait=0), NO_TEXT),
    "follow version": (lambda v: follow(filled(), Model(), version=v, wait=0), NO_TEXT),
    "follow wait": (lambda v: follow(filled(), Model(), wait=v), NO_SECONDS),
    "follow limit": (lambda v: follow(filled(), Model(), wait=0, limit=v), (*NO_NUMBER, 0)),
    "open_store address": (open_store, (None, 5, b"sqlite:x", [], "", "sqlite:\ud800")),
    "open_store timeline": (lambda v: open_store("sqlite:x", timeline=v), (None, 5, "Timeline")),
    "SqliteStore path": (SqliteStore, (None, 5, b"x", [], "\ud800", "a\0b", "")),
    "SqliteStore timeout": (lambda v: SqliteStore("x", timeout=v), (*NO_SECONDS, None)),
    "SqliteStore timeline": (lambda v: SqliteStore("x", timeline=v), (None, 5, int, "Timeline")),
    "MemoryStore timeline": (MemoryStore, (None, 5, int, "Timeline")),
    "Revision replaces": (lambda v: Revision(SOURCE, replaces=v), NO_NUMBER),
    "Checkpoint log": (lambda v: Checkpoint(v, 1, "00"), NO_TEXT),
    "Checkpoint position": (lambda v: Checkpoint("a", v, "00"), (*NO_NUMBER, -1)),
    "Checkpoint chain": (lambda v: Checkpoint("a", 1, v), NO_TEXT),
}


class Model:
    """A read model that takes anything."""

    def checkpoint(self):
        return None

    def reset(self):
        """Nothing is there."""

    def apply(self, rows, checkpoint):
        """Nothing is kept."""


def filled():
    store = MemoryStore()
    store.append([SOURCE, event(1)])
    return store


def refused(ask, value, store=None):
    with pytest.raises(ip4.TimelineError) as error:
        found = ask(value) if store is None else ask(store, value)
        if inspect.isgenerator(found):  # it is refused by the call, and not by the first row
            pytest.fail(f"{value!r} gave {found!r}")
    assert str(error.value)


@pytest.mark.parametrize("name", STORE)
def test_what_a_store_is_given(bench, name):
    store = bench.new()
    store.append([SOURCE, event(1)])
    ask, values = STORE[name]
    for value in values:
        refused(ask, value, store)
    assert (store.position, store.verify(), store.checkpoint("p")) == (2, 2, None)
    assert store.append([event(2)]).position == 3


@pytest.mark.parametrize("name", OTHERS)
def test_what_the_rest_is_given(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ask, values = OTHERS[name]
    for value in values:
        refused(ask, value)
    assert list(tmp_path.iterdir()) == []


def test_what_a_store_in_postgresql_is_given():
    pytest.importorskip("psycopg")
    from ip4timeline.store import PostgresStore

    for value in NO_TEXT:
        refused(PostgresStore, value)
        refused(lambda v: PostgresStore("host=none", name=v), value)
    refused(lambda v: PostgresStore("host=none", timeline=v), int)


def test_no_method_of_a_store_is_left_out():
    methods = {
        name
        for name, found in vars(EventStore).items()
        if not name.startswith("_") and inspect.isfunction(found)
    }
    assert methods - {"close"} == {name.split()[0] for name in STORE}


def test_a_refusal_names_the_argument():
    store = filled()
    for ask, said in (
        (lambda: store.append([event(2)], expected="3"), "expected: '3' is no whole number"),
        (lambda: store.append(None), "rows: None is no list; give several in one: [...]"),
        (lambda: store.timeline("2"), "at: '2' is no point of a log; give a position, or a"),
        (lambda: store.checkpoint("\ud800"), "name: '\\ud800' holds half a surrogate or NUL"),
        (lambda: Revision(SOURCE, replaces="7"), "replaces: '7' is no whole number"),
        (lambda: SqliteStore(5), "path: 5 is no path"),
        (lambda: Live(None), "store: None has no method 'append'"),
    ):
        with pytest.raises(StoreError) as error:
            ask()
        assert str(error.value).startswith(said)
