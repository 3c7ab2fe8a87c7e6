"""What the laws of a store are checked with: how one is made and opened again, and rows for it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import attrs

from ip4timeline.engine.events.entry import Cite
from ip4timeline.engine.events.sources import Source
from ip4timeline.nato.kinds.voices import Statement
from ip4timeline.nato.partners import Participant
from ip4timeline.nato.registries import Coverage
from ip4timeline.store.log.protocol import EventStore


def _itself(store: EventStore) -> EventStore:
    return store


@attrs.frozen(eq=False)
class Bench:
    """A kind of store that is held to the laws.

    Attributes:
        new: makes an empty store.
        reopen: gives another handle on the log of a store, as another process would have it.
        cut: takes the power from a store at once, and gives the log as it is found again; left
            out, whether an append is flushed is not checked.
    """

    new: Callable[[], EventStore]
    reopen: Callable[[EventStore], EventStore] = _itself
    cut: Callable[[EventStore], EventStore] | None = None

    def __str__(self) -> str:
        return "the store"


def event(number: Any, summary: str = "said", known: str = "2024-01-01") -> Statement:
    """An event of its own for each number."""
    return Statement(
        id=f"e-{number}",
        occurred=min(known, "2024-01-01"),
        known=known,
        partners=["japan"],
        affiliation="nato",
        speakers=[Participant(party="japan")],
        summary=summary,
        cites=[Cite(source="s")],
    )


def source(title: str = "Notice", id: str = "s") -> Source:
    """A row of a registry."""
    return Source(id=id, publisher="p", title=title, tier="primary")


SOURCE = source("t 東京 \x00 \\ \n")
COVERAGE = Coverage(series="visit", kinds=["visit"], period="2024/2025", state="sampled")


def ids(store: EventStore) -> list[str]:
    """The ids of the rows of a log, in order."""
    return [recorded.row.id for recorded in store.read()]


def of_our_clock(store: EventStore, *rows: Any) -> bool:
    """Append rows to an empty store, and say whether it takes its times from the clock here.

    However long that took: on a slow machine as well what rests on one clock is checked.
    """
    leeway = dt.timedelta(milliseconds=1)
    before = dt.datetime.now(dt.UTC)
    store.append(rows)
    after = dt.datetime.now(dt.UTC)
    recorded = next(iter(store.read())).recorded
    return before - leeway <= recorded <= after + leeway


def later() -> None:
    """Wait until the clock shows a later time, however coarse it is, or a little off another."""
    until = dt.datetime.now(dt.UTC) + dt.timedelta(milliseconds=2)
    while dt.datetime.now(dt.UTC) <= until:
        time.sleep(0.001)


def refused(kind: type[BaseException], act: Callable[[], Any]) -> Any:
    """The error of a kind that an act raises.

    Raises:
        AssertionError: it raises none.
    """
    try:
        got = act()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected, and it gave {got!r}")


def together(*acts: Callable[[], Any]) -> list[BaseException]:
    """Run acts in threads of their own; gives what they raised."""
    raised: list[BaseException] = []
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            act()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
