"""What the rows of a log make: a timeline that grows row by row, and what two of them differ in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.timeline.diff import Change, Diff
from ip4timeline.nato.kinds.base import Event
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import DamagedError
from ip4timeline.store.log.rows import Recorded, Revision, Row


@attrs.frozen
class Changes:
    """What a log came to say otherwise between two of its points: the third question.

    ``learned`` answers what the *public* came to know; this, what the *log* was told. It is
    the one place where an erratum that no public day dates shows as something learned.

    Attributes:
        before: the earlier position.
        after: the later position.
        rows: what the log was told in between.
        diff: the values that differ for the day that was asked about, and the events that
            stand now as they did not.
    """

    before: int
    after: int
    rows: tuple[Recorded, ...]
    diff: Diff[Any, Any, Event] = attrs.field(repr=False)

    def __iter__(self) -> Iterator[Change[Any, Any]]:
        return iter(self.diff)

    def __len__(self) -> int:
        return len(self.diff)


class Assembly:
    """A timeline as the rows of a log make it, grown as they come.

    Args:
        base: the timeline on which the log builds.
    """

    def __init__(self, base: Timeline) -> None:
        self.timeline: Timeline = base
        self._count = len(base.entries)
        self._entries: dict[str, Entry] = {}
        self._rows: dict[int, Any] = {}
        self._revisions: dict[int, Any] = {}
        self._current: dict[int, Any] = {}
        self._first: set[Any] = set()
        self._called: dict[tuple[type[Any], str], Any] = {}

    def row_at(self, position: int) -> Any:
        """The row of a registry at a position, whether it was replaced since or not."""
        return self._rows[position]

    def current(self, position: int) -> Any:
        """The row of a registry at a position; ``None`` where there is none, or none any more."""
        return self._current.get(position)

    def takes(self, row: Any) -> bool:
        """Whether the id of a row of a registry was first given to other contents."""
        return bool(self._called.get((type(row), getattr(row, "id", "")), row) != row)

    def has(self, row: Row) -> bool:
        """Whether the log was told a row, as it is."""
        if isinstance(row, Revision):
            return bool(self._revisions.get(row.replaces) == row.row)
        if isinstance(row, Entry):
            return self._entries.get(row.id) == row
        return row in self._first

    def grow(self, rows: Iterable[Recorded]) -> None:
        """Take further rows in: all of them, or none where one is refused.

        Raises:
            TimelineError: one of them says otherwise what the base says.
        """
        with without_collecting():
            self._grow(list(rows))

    def _grow(self, rows: Sequence[Recorded]) -> None:
        entries = [told.row for told in rows if isinstance(told.row, Entry)]
        revising = [told for told in rows if not isinstance(told.row, Entry)]
        added = {told.position: told.row for told in revising}
        gone = {told.replaces: self._gone(told, added) for told in revising if told.replaces}
        stand = {at: row for at, row in added.items() if at not in gone}
        if entries or revising:
            self._become(entries, stand, gone)
        self._entries.update((entry.id, entry) for entry in entries)
        self._rows.update(added)
        self._revisions.update((told.replaces, told.row) for told in revising if told.replaces)
        first = [told.row for told in revising if not told.replaces]
        self._first.update(first)
        self._called.update(((type(row), row.id), row) for row in first if hasattr(row, "id"))
        for at in gone:
            self._current.pop(at, None)
        self._current.update(stand)

    def _gone(self, told: Recorded, added: Mapping[int, Any]) -> Any:
        for rows in (added, self._rows):
            if told.replaces in rows:
                return rows[told.replaces]
        reason = f"replaces position {told.replaces}, which holds no row of a registry"
        raise DamagedError(told.position, reason)

    def _become(
        self, entries: Sequence[Entry], stand: Mapping[int, Any], gone: Mapping[int, Any]
    ) -> None:
        """Become the timeline with some entries and rows more, without those that were revised."""
        base = self.timeline
        registries = base.registries
        if gone:
            # The base may say it as well, and so may another position, which still stands.
            said = {row for at, row in self._current.items() if at not in gone}
            said.update(stand.values())
            registries = registries.without_rows(*(r for r in gone.values() if r not in said))
        registries, _ = registries.with_rows(*stand.values())
        # Very many at once are quicker built anew; of few, nothing may take as long as all.
        if len(entries) > self._count // 4:
            self.timeline = type(base)((*base.entries, *entries), registries, base.horizon)
        else:
            self.timeline = base.with_registries(registries).append(*entries)
        self._count += len(entries)


def timeline_of(cls: type[Timeline], rows: Iterable[Recorded]) -> Timeline:
    """The timeline of a whole log, or of its beginning."""
    assembly = Assembly(cls())
    assembly.grow(rows)
    return assembly.timeline
