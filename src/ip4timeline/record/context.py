"""Checking new rows against all that is there, by looking only at what they touch.

The whole check reads everything. Of a record that is sound, new rows can make a fault only of
themselves and of what shares something with them: an occasion, an office, a pledge, a key of a
projection, or the event that they amend. These neighbours are found by a reverse index, and the
same checks are run over them alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ip4timeline.engine.errors import Fault, TimelineError
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.files.checks import (
    Account,
    Either,
    Worlds,
    accounts_of,
    amendments,
    form,
    form_of_row,
    ties,
    unknown,
)
from ip4timeline.engine.projections.projection import Projection, Tally
from ip4timeline.engine.time.when import READINGS
from ip4timeline.nato.kinds.contacts import Support
from ip4timeline.nato.kinds.offices import OfficeChanged
from ip4timeline.nato.registries import Coverage, Registries
from ip4timeline.record import checks
from ip4timeline.relationship.projections.table import PROJECTIONS
from ip4timeline.relationship.timeline import Timeline

AnyProjection = Projection[Any, Any]
_TABLE = {row: table for table, (_, row) in Registries.tables().items()}


def table_of(row: Any) -> str:
    """The table of a row of a registry; ``event`` for an entry.

    Raises:
        TimelineError: it is neither.
    """
    table = "event" if isinstance(row, Entry) else _TABLE.get(type(row))
    if table is None:
        raise TimelineError(f"{row!r} is no event and no row of {', '.join(_TABLE.values())}")
    return table


def rules_of(projections: Iterable[Any]) -> tuple[AnyProjection, ...]:
    """Projections that are some.

    Raises:
        TimelineError: they are no list, or one of them is none.
    """
    if not isinstance(projections, Iterable):
        raise TimelineError(f"projections: {projections!r} is no list; give several in one: [...]")
    rules = tuple(projections)
    for rule in rules:
        if not isinstance(rule, Projection):
            raise TimelineError(f"projections: {rule!r} is no projection")
    return rules


class Facet(NamedTuple):
    """Something that events share, through which one can make a fault of another."""

    what: Any
    key: Hashable


class Context:
    """What new rows are checked against: names, and the entries by what they share.

    Args:
        projections: projections of your own, under whose rules as under the library's two
            events of one day must not be tied.
    """

    def __init__(self, projections: Iterable[AnyProjection] = ()) -> None:
        self._projections = tuple(dict.fromkeys((*PROJECTIONS, *projections)))
        self._ordered = [p for p in self._projections if not isinstance(p, Tally)]
        self._names: dict[str, set[str]] = {
            what: set() for what in (*_TABLE.values(), "event", "party", "agreement", "proposal")
        }
        self._names["party"].update(checks.PARTIES)
        self._rows: dict[str, dict[str, Any]] = {table: {} for table in _TABLE.values()}
        self._coverage: dict[Coverage, None] = {}
        self._series: Counter[str] = Counter()
        self._entries: dict[str, Entry] = {}
        self._subjects: dict[str, list[Entry]] = {}
        self._amenders: dict[str, list[Amendment]] = {}
        self._sharing: dict[Facet, set[str]] = {}

    @classmethod
    def of(cls, timeline: Timeline, projections: Iterable[AnyProjection] = ()) -> Context:
        """The context that a timeline is."""
        made = cls(projections)
        for field, _ in timeline.registries.tables().values():
            made.add(getattr(timeline.registries, field))
        made.add(timeline.entries)
        return made

    def add(self, rows: Iterable[Any], replaced: Iterable[Any] = ()) -> None:
        """Take rows in.

        Args:
            rows: entries and rows of registries.
            replaced: the rows of registries in whose place some of them stand.
        """
        for row in replaced:
            self._drop(row)
        for row in rows:
            if not isinstance(row, Entry):
                self._add_row(row)
            elif row.id not in self._entries:
                self._add_entry(row)

    def _drop(self, row: Any) -> None:
        if isinstance(row, Coverage):
            self._coverage.pop(row, None)
            return
        self._rows[table_of(row)].pop(row.id, None)
        if series := checks.series_of_row(row):
            self._series[series] -= 1

    def _add_row(self, row: Any) -> None:
        table = table_of(row)
        if isinstance(row, Coverage):
            self._coverage[row] = None
            return
        if self._rows[table].get(row.id) == row:
            return
        self._rows[table][row.id] = row
        self._names[table].add(row.id)
        if table == "actor":
            self._names["party"].add(row.id)
        if series := checks.series_of_row(row):
            self._series[series] += 1

    def _add_entry(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        subject = entry.target if isinstance(entry, Amendment) else entry.id
        self._subjects.setdefault(subject, []).append(entry)
        if isinstance(entry, Amendment):
            self._amenders.setdefault(entry.target, []).append(entry)
        else:
            self._names["event"].add(entry.id)
        for what, name in checks.names_of(entry):
            self._names[what].add(name)
        self._series.update(checks.series_of(entry))
        for facet in self._facets(entry):
            self._sharing.setdefault(facet, set()).add(subject)

    def _facets(self, entry: Entry) -> Iterator[Facet]:
        for account in accounts_of([entry]):
            event: Any = account.event
            if occasion := _occasion(event):
                yield Facet("occasion", occasion)
            if isinstance(event, OfficeChanged):
                yield Facet("office", event.office)
            if isinstance(event, Support):
                yield Facet("support", event.id)
                if event.fulfils:
                    yield Facet("support", event.fulfils)
            for projection in self._ordered:
                for key in projection.touched(event):
                    yield Facet(projection, key)

    def holds(self, row: Any) -> bool:
        """Whether a row is there already, with the same contents."""
        if isinstance(row, Entry):
            return self._entries.get(row.id) == row
        if isinstance(row, Coverage):
            return row in self._coverage
        return bool(self._rows[table_of(row)].get(row.id) == row)

    def other(self, row: Any) -> Any:
        """What is there under the id of a row with other contents; ``None`` if nothing is."""
        if isinstance(row, Coverage):
            return None
        if isinstance(row, Entry):
            found: Any = self._entries.get(row.id)
        else:
            found = self._rows[table_of(row)].get(row.id)
        return None if found == row else found

    def faults(self, rows: Sequence[Any], replaced: Sequence[Any] = ()) -> list[Fault]:
        """The faults that the whole check would find with some rows more.

        Args:
            rows: entries and rows of registries; what is there already is passed over.
            replaced: the rows of registries in whose place some of them stand.
        """
        fresh = [row for row in rows if not self.holds(row)]
        said = set(rows)
        gone = [row for row in replaced if row not in said]
        new = Context(self._projections)
        new.add(fresh)
        return [*self._alone(fresh, new, gone), *self._together(fresh, new)]

    def _alone(
        self, fresh: Sequence[Any], new: Context, replaced: Sequence[Any]
    ) -> Iterator[Fault]:
        """What each row is at fault in by itself, or by a name that there is not."""
        known = {what: Either(names, new._names[what]) for what, names in self._names.items()}
        entries = [row for row in fresh if isinstance(row, Entry)]
        for entry in entries:
            yield from form(entry)
        for row in fresh:
            if hasattr(row, "id") and not isinstance(row, Entry):
                yield from form_of_row(table_of(row), row, checks.PARTIES)
            yield from unknown(row, getattr(row, "id", ""), known)
        # Amendments of one target say together which stands when.
        targets = [e.target for e in entries if isinstance(e, Amendment)]
        beside: list[Any] = [*map(self._entries.get, targets)]
        for id in dict.fromkeys([*targets, *(e.id for e in entries)]):
            beside += self._amenders.get(id, ())
        yield from amendments([*entries, *filter(None, beside)])
        gone = Counter(filter(None, map(checks.series_of_row, replaced)))
        series = {name for name in gone if self._series[name] <= gone[name]} - new._series.keys()
        told = [row for row in fresh if isinstance(row, Coverage)]
        told += [row for row in self._coverage if row.series in series and row not in replaced]
        if told:
            names = Either((+(self._series - gone)).keys(), new._series.keys())
            for _, fault in checks.coverage(told, names):
                yield fault

    def _together(self, fresh: Sequence[Any], new: Context) -> Iterator[Fault]:
        """What rows are at fault in by what they share with others."""
        touched = set(_of_rows(fresh))
        for subject in new._subjects:
            # What stands again, and was taken for a pledge while it did not, may be none.
            fulfilled = Facet("support", subject)
            touched.update({fulfilled} & self._sharing.keys())
            for entry in self._about(subject, new):
                touched.update(self._facets(entry))
        groups = {
            (facet.what, facet.key)
            for facet in touched
            if isinstance(facet.what, Projection) and self._tied(facet, new)
        }
        touched = {f for f in touched if isinstance(f.what, str) or (f.what, f.key) in groups}
        subjects = {s for facet in touched for s in self._share(facet, new)}
        entries = [entry for s in sorted(subjects) for entry in self._about(s, new)]
        if not entries:
            return
        worlds = Worlds(entries)
        place = {Facet(what, key) for what, key in touched}

        def within(accounts: Sequence[Account]) -> list[Account]:
            return [a for a in accounts if _local(a.event) in place]

        registries = self._registries(touched, new)
        yield from checks.occasions(within(worlds.all), registries)
        yield from checks.offices(
            [a for a in worlds.all if Facet("office", getattr(a.event, "office", "")) in place],
            registries,
        )
        found = [
            fault
            for world in worlds.each
            for fault in (*checks.plans(within(world)), *checks.pledges(world))
        ]
        yield from {(f.event, f.field, f.reason): f for f in found}.values()
        ruled = [p for p in self._ordered if any(p is what for what, _ in groups)]
        yield from ties(worlds, ruled, groups)

    def _about(self, subject: str, new: Context) -> list[Entry]:
        return [*self._subjects.get(subject, ()), *new._subjects.get(subject, ())]

    def _share(self, facet: Facet, new: Context) -> set[str]:
        found = self._sharing.get(facet, set()) | new._sharing.get(facet, set())
        if facet.what == "support":  # what is taken for a pledge and is none has a part too
            found.add(str(facet.key))
        return found

    def _tied(self, facet: Facet, new: Context) -> bool:
        """Whether two events that share a key may ever stand on one place of one day."""
        subjects = self._share(facet, new)
        if len(subjects) < 2:
            return False
        places: dict[Any, str] = {}
        for subject in subjects:
            for account in accounts_of(self._about(subject, new)):
                event = account.event
                for certainty in READINGS:
                    day = event.occurred.bound(certainty)
                    place = (certainty, day, event.seq)
                    if day is not None and places.setdefault(place, subject) != subject:
                        return True
        return False

    def _registries(self, touched: Iterable[Facet], new: Context) -> Registries:
        """The occasions and offices that are looked at, as they are with the new rows."""
        found: dict[str, list[Any]] = {"occasion": [], "office": []}
        for what, key in touched:
            if what in found:
                rows = (context._rows[what].get(str(key)) for context in (new, self))
                row = next(filter(None, rows), None)
                if row is not None:
                    found[what].append(row)
        return Registries(occasions=tuple(found["occasion"]), offices=tuple(found["office"]))


def _of_rows(rows: Iterable[Any]) -> Iterator[Facet]:
    for row in rows:
        table = _TABLE.get(type(row))
        if table in ("occasion", "office"):
            yield Facet(table, row.id)


def _occasion(event: Event) -> str:
    return str(getattr(event, "occasion", ""))


def _local(event: Event) -> Facet:
    return Facet("occasion", _occasion(event))
