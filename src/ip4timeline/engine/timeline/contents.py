"""What a timeline is made of: entries, registries and a horizon; and the ways to more or less."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, Final, Self, TypeVar

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import canonical
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.registries import Registries, ToRead, as_read
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.time.days import Date, DayLike, day_number, from_day_number
from ip4timeline.engine.timeline.cut import Sight

C = TypeVar("C", bound="Contents")
SAME: Final = "same"
"""The horizon of a longer timeline is that of the shorter one."""


def date_of(day: int | None) -> Date | None:
    """The date of a day number; ``None`` stays ``None``."""
    return None if day is None else from_day_number(day)


def number_of(day: DayLike | None) -> int | None:
    """The number of a full day; ``None`` stays ``None``."""
    return None if day is None else day_number(day)


@attrs.frozen(init=False, eq=False, repr=False)
class Contents:
    """Entries with the registries that they refer to, as far as a horizon; a value."""

    registries_type: ClassVar[type[Registries]] = Registries
    """The registries that its entries refer to."""

    _rows: ToRead
    horizon: Date | None
    _indices: Indices
    _whole: tuple[EventLog, Registries] | None = attrs.field(repr=False)  # not even to pretty-print
    """Of a cut, what it was cut from, without what is known only later; else nothing."""

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        registries: Registries | None = None,
        horizon: DayLike | None = None,
    ) -> None:
        given: Any = registries
        if given is not None and not isinstance(given, Registries):
            remedy = "give those of a timeline, tl.registries, or leave it out"
            raise TimelineError(f"registries: {given!r} are no registries; {remedy}")
        log, rows = EventLog(canonical(entries)), registries or self.registries_type()
        if horizon is None:
            self._hold(rows, None, Indices(log), more={})
        else:
            self._hold(*_cut(log, rows, day_number(horizon)), more={})

    def _hold(
        self,
        registries: ToRead,
        horizon: Date | None,
        indices: Indices,
        whole: tuple[EventLog, Registries] | None = None,
        *,
        more: Mapping[str, Any],
    ) -> None:
        """Fill every field: those of a subclass from ``more``, or with their defaults."""
        put = object.__setattr__
        put(self, "_rows", registries)
        put(self, "horizon", horizon)
        put(self, "_indices", indices)
        put(self, "_whole", whole)
        cls: Any = type(self)
        for name, default in _further(cls):
            put(self, name, more[name] if name in more else default())

    def _more(self) -> dict[str, Any]:
        """The fields that a subclass adds, those apart that are not given but made."""
        cls: Any = type(self)
        return {name: getattr(self, name) for name in _given(cls)}

    def _like(
        self,
        horizon: Date | None,
        indices: Indices,
        registries: Any = None,
        whole: tuple[EventLog, Registries] | None = None,
    ) -> Self:
        """A timeline of the same class with other contents."""
        new: Self = type(self).__new__(type(self))
        rows = registries or self.registries
        new._hold(rows, horizon, indices, whole, more=self._more())
        return new

    def __reduce__(self) -> tuple[Any, ...]:
        contents = (self.entries, self.registries, self.horizon)
        return (_restored, (type(self), *contents, self._more()))

    @property
    def _log(self) -> EventLog:
        return self._indices.log

    @property
    def registries(self) -> Registries:
        """The registries that the entries refer to."""
        return as_read(self._rows)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The events, corrections and retractions, by id."""
        return self._log.entries

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Contents):
            return NotImplemented
        return (self.horizon, self.registries, self.entries) == (
            other.horizon,
            other.registries,
            other.entries,
        )

    @cached_property
    def _hash(self) -> int:
        return hash((self.entries, self.registries, self.horizon))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def digest(self) -> str:
        """A SHA-256 over all contents, registries included; equal timelines have equal ones."""
        import hashlib  # for files and citations only

        from ip4timeline.engine.codec.plain import to_json

        sha = hashlib.sha256()
        for part in (*self.entries, self.registries):
            sha.update(to_json(part).encode())
            sha.update(b"\n")
        sha.update(str(self.horizon).encode())
        return sha.hexdigest()

    def append(self, *rows: Any, horizon: DayLike | None = SAME) -> Self:
        """A new timeline with more events; this one stands as it is, and shares all it can.

        What was computed for a key that no new event touches is not computed again. To a
        timeline with a horizon its own entries whole, and those known later, can be appended
        with a later horizon: with all that remain, and none, it is the timeline that it was cut
        from.

        Args:
            rows: events, corrections, retractions, and rows of the registries.
            horizon: the last day of which the new timeline knows anything; ``None``: it knows
                all there is. Left out, it stays.

        Raises:
            TimelineError: an id is taken by other contents, or an event is known only
                after the new timeline's horizon, or that is before the horizon of this one.
        """
        last = self.horizon if horizon == SAME else date_of(number_of(horizon))
        if self._whole is None and self.horizon is None and last is None:
            registries, entries = self.registries.with_rows(*rows)
            return self._like(None, self._indices.grown(entries), registries)
        if self.horizon is None or (last is not None and last < self.horizon):
            raise TimelineError(f"the horizon is to be {last}; ask known({str(last)!r}) for less")
        log, whole = self._whole or (self._log, self.registries)
        # What is shown of an entry here, or of a row, is that entry or row and no other.
        registries, entries = whole.with_rows(*(row for row in rows if not self._shows(row)))
        for entry in entries:
            known = getattr(entry, "known", None)
            if last is not None and known is not None and known > last:
                raise TimelineError(
                    f"{entry.id} is known only on {known}, and this timeline knows nothing after "
                    f"{last}; append it to the whole timeline, or give a later horizon"
                )
        if last == self.horizon and not entries and registries is whole:
            return self
        return self._anew(log.grown(entries)[0], registries, last)

    def with_registries(self, registries: Registries) -> Self:
        """A new timeline of the same entries with other registries; it shares all that it can."""
        if self.horizon is None:
            return self._like(None, self._indices, registries)
        log, _ = self._whole or (self._log, registries)
        return self._anew(log, registries, self.horizon)

    def _shows(self, row: Any) -> bool:
        """Whether an entry or a row is shown here as it is."""
        if isinstance(row, Entry):
            return self._log.entry(row.id) == row
        for table, (field, cls) in self.registries_type.tables().items():
            if type(row) is cls:
                rows = self.registries.rows_by_id.get(table)
                return (
                    row in getattr(self.registries, field)
                    if rows is None
                    else (rows.get(row.id) == row)
                )
        return False

    def _anew(self, log: EventLog, registries: Registries, horizon: Date | None) -> Self:
        """A timeline of other contents, which shares with this one what both show."""
        if horizon is None:
            return self._like(None, Indices(log), registries)
        shown, _, indices, whole = _cut(log, registries, horizon.toordinal())
        entries = indices.log.entries
        more = [entry for entry in entries if self._log.entry(entry.id) is None]
        same = (self._log.entry(entry.id) in (None, entry) for entry in entries)
        grown = len(entries) == len(self.entries) + len(more) and all(same)
        if grown and horizon == self.horizon:
            indices = self._indices.grown(more)
        return self._like(horizon, indices, shown, whole)

    def known(self, known_on: DayLike) -> Self:
        """The timeline as the public had it by the end of a day; it knows nothing later.

        It shows of the events what the sources published by then attest, without remarks; of
        the registries what something seen names, occasions as they were scheduled by then, and
        coverage no further than that day. A file written from it says so, and is read back as
        such a timeline.
        """
        day = day_number(known_on)
        if self.horizon is not None:
            day = min(day, self.horizon.toordinal())
        log, registries = self._whole or (self._log, self.registries)
        shown, horizon, indices, whole = _cut(log, registries, day)
        return self._like(horizon, indices, shown, whole)


@lru_cache(maxsize=64)
def _further(cls: Any) -> tuple[tuple[str, Callable[[], Any]], ...]:
    """The fields that a subclass adds, each with what makes its default."""
    shared = {field.name for field in attrs.fields(Contents)}
    return tuple((f.name, _maker(f.default)) for f in attrs.fields(cls) if f.name not in shared)


def _maker(default: Any) -> Callable[[], Any]:
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        made: Callable[[], Any] = default.factory
        return made
    return lambda: default


@lru_cache(maxsize=64)
def _given(cls: Any) -> tuple[str, ...]:
    """Of the fields that a subclass adds, those that are given and not made."""
    further = {name for name, _ in _further(cls)}
    return tuple(f.name for f in attrs.fields(cls) if f.init and f.name in further)


def _restored(
    cls: type[Contents],
    entries: tuple[Entry, ...],
    registries: Registries,
    horizon: Date | None,
    more: dict[str, Any],
) -> Contents:
    """A timeline of a class from what `pickle` kept of it."""
    log = EventLog(canonical(entries), number_of(horizon))
    return made_of(cls, log, registries, horizon, more)  # of a cut, what it shows is kept


def made_of(
    cls: type[C],
    log: EventLog,
    registries: ToRead,
    horizon: Date | None = None,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> C:
    """A timeline of a class from what it holds, with the fields that the class adds."""
    new = cls.__new__(cls)
    new._hold(registries, horizon, Indices(log), more=more)
    return new


def _cut(
    log: EventLog, registries: Registries, day: int
) -> tuple[Registries, Date, Indices, tuple[EventLog, Registries]]:
    """What a timeline with a horizon holds: what it shows, and that whole for what is appended."""
    sight = Sight(log, registries, day)
    held = EventLog(tuple(sight.held), None, log.limits)
    shown = EventLog(sight.entries, day, log.limits)
    return sight.registries, from_day_number(day), Indices(shown), (held, registries)
