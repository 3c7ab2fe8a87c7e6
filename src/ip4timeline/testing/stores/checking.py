"""One call that holds a store to every law."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from ip4timeline.store.log.protocol import EventStore
from ip4timeline.testing.laws.base import Law
from ip4timeline.testing.stores import appending, living, reading, sharing
from ip4timeline.testing.stores.bench import Bench
from ip4timeline.testing.stores.machine import store_machine

STORE_LAWS: Final = MappingProxyType(
    {
        law.name: law
        for room in (appending, reading, living, sharing)
        for law in vars(room).values()
        if isinstance(law, Law)
    }
)
"""Every law of a store by its name."""


def check_store(
    new: Callable[[], EventStore],
    reopen: Callable[[EventStore], EventStore] | None = None,
    *,
    cut: Callable[[EventStore], EventStore] | None = None,
    laws: Iterable[str] | None = None,
    max_examples: int = 15,
) -> None:
    """Hold a store to every law: of appending, reading, sharing and standing beside a timeline.

    A state machine then uses it in every way, with a list for its model.

    Args:
        new: makes an empty store.
        reopen: gives another handle on the log of a store, as another process would have it;
            left out, the store itself.
        cut: takes the power from a store, and gives its log as it is found again; left out,
            whether an append is flushed is not checked.
        laws: only the laws of these names, and no state machine; left out, all.
        max_examples: how many runs of the state machine to try; 0 for none.

    Raises:
        LawBroken: a law does not hold.
        KeyError: there is no law of such a name.
    """
    bench = Bench(new, reopen, cut) if reopen else Bench(new, cut=cut)
    for name in STORE_LAWS if laws is None else laws:
        STORE_LAWS[name](bench)
    if laws is None and max_examples:
        run_state_machine_as_test(
            store_machine(bench),
            settings=settings(
                max_examples=max_examples,
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
