"""What a type checker makes of a store and of what stands on it."""

from typing import assert_type

import ip4timeline as ip4
from ip4timeline.store import (
    Appended,
    Changes,
    Checkpoint,
    EventStore,
    Live,
    MemoryStore,
    PostgresStore,
    Recorded,
    SqliteStore,
)


def any_store(store: EventStore) -> None:
    assert_type(store.append([]), Appended)
    assert_type(list(store.read()), list[Recorded])
    assert_type(store.timeline(at=1), ip4.Timeline)
    assert_type(store.changes(1, as_of="2025-01-01"), Changes)
    assert_type(store.checkpoint("name"), Checkpoint | None)


def each_is_one() -> None:
    any_store(MemoryStore())
    any_store(SqliteStore("log.db"))
    any_store(PostgresStore("dbname=desk"))


def a_live_timeline(store: EventStore) -> None:
    live = Live(store, ip4.load())
    assert_type(live.timeline, ip4.Timeline)
    assert_type(live.check([]), list[ip4.Fault])
    assert_type(ip4.check(live.timeline, []), list[ip4.Fault])
