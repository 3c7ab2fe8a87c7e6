"""A state machine that uses a store in every way, with a list for its model."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ip4timeline.store.errors import ConflictError, StaleError
from ip4timeline.store.log.protocol import EventStore
from ip4timeline.store.log.rows import Checkpoint, Revision
from ip4timeline.testing.stores.bench import Bench, event, source

_NUMBERS = st.integers(0, 5)
_TEXTS = st.sampled_from(["said", "said otherwise"])
_EVENTS = st.builds(event, _NUMBERS, _TEXTS)
_SOURCES = st.builds(source, _TEXTS, st.sampled_from(["s", "t"]))


@attrs.define
class _Model:
    """The rows as they must stand, each with its key and what it replaces."""

    rows: list[tuple[tuple[str, int], Any]] = attrs.field(factory=list)

    def append(self, batch: list[Any], expected: int | None) -> tuple[str, int]:
        """What an append must do: its outcome, and how many rows it adds."""
        given: dict[tuple[str, int], Any] = {}
        for row in batch:
            place = _place(row)
            if given.setdefault(place, _value(row)) != _value(row):
                return "conflict", 0
        held = dict(self.rows)
        if any(place in held and held[place] != value for place, value in given.items()):
            return "conflict", 0
        new = {place: value for place, value in given.items() if place not in held}
        if new and expected not in (None, len(self.rows)):
            return "stale", 0
        self.rows.extend(new.items())
        return "appended", len(new)


def _value(row: Any) -> Any:
    return row.row if isinstance(row, Revision) else row


def _place(row: Any) -> tuple[str, int]:
    table = "source" if type(_value(row)).__name__ == "Source" else "event"
    return f"{table}/{_value(row).id}", row.replaces if isinstance(row, Revision) else 0


def store_machine(bench: Bench) -> type[RuleBasedStateMachine]:
    """A state machine for stores of a kind: appends, retries, revisions, copies and reopening."""

    class StoreMachine(RuleBasedStateMachine):
        """A store and its model, step by step."""

        def __init__(self) -> None:
            super().__init__()
            self.store: EventStore = bench.new()
            self.model = _Model()
            self.marks: dict[str, Checkpoint] = {}

        def _append(self, batch: list[Any], expected: int | None = None) -> None:
            must, count = self.model.append(batch, expected)
            try:
                done = self.store.append(batch, expected=expected)
            except ConflictError:
                got = ("conflict", 0)
            except StaleError:
                got = ("stale", 0)
            else:
                got = ("appended", len(done.added))
            assert got == (must, count), f"{batch} at {expected}: {got}, by the model {must, count}"

        @rule(batch=st.lists(_EVENTS | _SOURCES, max_size=3), behind=st.none() | st.integers(0, 1))
        def append(self, batch: list[Any], behind: int | None) -> None:
            """Appends some rows, new and old, with an expectation or without."""
            at = len(self.model.rows)
            self._append(batch, None if behind is None else max(at - behind, 0))

        @rule(text=_TEXTS, back=st.integers(0, 1))
        def revise(self, text: str, back: int) -> None:
            """Revises a source that is there, by its last position or by an earlier one."""
            at = [p for p, (place, _) in enumerate(self.model.rows, 1) if place[0] == "source/s"]
            if at:
                self._append([Revision(source(text), replaces=at[-1 - min(back, len(at) - 1)])])

        @rule()
        def reopen(self) -> None:
            """Goes on with another handle."""
            self.store = bench.reopen(self.store)

        @rule()
        def close(self) -> None:
            """Closes, where another handle would find the log again."""
            self.store.close()

        @rule()
        def copy(self) -> None:
            """Goes on with a copy of the log."""
            new = bench.new()
            new.restore(self.store.export())
            for name, mark in self.marks.items():
                new.save_checkpoint(name, mark)
            self.store = new

        @rule(name=st.sampled_from(["p", "q"]))
        def mark(self, name: str) -> None:
            """Keeps a checkpoint."""
            self.marks[name] = self.store.point()
            self.store.save_checkpoint(name, self.marks[name])

        @rule(name=st.sampled_from(["p", "q"]))
        def resume(self, name: str) -> None:
            """Reads on from a checkpoint."""
            mark = self.store.checkpoint(name)
            assert mark == self.marks.get(name), "the checkpoint is not the one that was kept"
            if mark is not None:
                rest = [r.row for r in self.store.read(mark)]
                assert rest == [value for _, value in self.model.rows[mark.position :]]

        @invariant()
        def is_as_the_model(self) -> None:
            """The log holds what the model holds."""
            found = [(r.replaces, r.row) for r in self.store.read()]
            assert found == [(place[1], value) for place, value in self.model.rows]
            assert self.store.position == self.store.verify() == len(self.model.rows)

    return StoreMachine
