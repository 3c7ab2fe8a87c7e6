"""What the entries of any record must say to each other: form, references, evidence, ties.

Each check takes all entries and yields faults; none stops at the first. What holds for one
domain alone is that domain's, and stands on what is here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, pairwise
from typing import Any, Final

import attrs

from ip4timeline.engine.errors import Fault, did_you_mean, nearest
from ip4timeline.engine.events.amendments import (
    Amendment,
    Correction,
    amendment_key,
    canonical,
    knowledge_day,
)
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.references import references as named
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.log.event_log import EventLog, KnownEvents
from ip4timeline.engine.projections.history import History
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.projections.projection import Ordered, Projection, Tally
from ip4timeline.engine.time.when import READINGS

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
Names = Mapping[str, Collection[str]]
"""By what a field refers to, the ids that there are."""


class Either(Collection[str]):
    """The names of several collections, without making one of them."""

    def __init__(self, *parts: Collection[str]) -> None:
        self._parts = parts

    def __contains__(self, name: object) -> bool:
        return any(name in part for part in self._parts)

    def __iter__(self) -> Iterator[str]:
        return (name for part in self._parts for name in part)

    def __len__(self) -> int:
        return sum(map(len, self._parts))


@attrs.frozen
class Account:
    """An event as first written, or as a correction would have it: what each check looks at."""

    event: Event
    owner: Entry
    prefix: str = ""

    def fault(self, reason: str, field: str, remedy: str = "") -> Fault:
        """A fault under the id by which a curator finds it: for a replacement, the correction's."""
        return Fault(reason, event=self.owner.id, field=self.prefix + field, remedy=remedy)


def accounts_of(entries: Iterable[Entry]) -> Iterator[Account]:
    """Every account of an event: as first written, and as each correction has it."""
    for entry in entries:
        if isinstance(entry, Event):
            yield Account(entry, entry)
        elif isinstance(entry, Correction):
            yield Account(entry.replacement, entry, "replacement.")


class Worlds:
    """The accounts as they stand at every knowledge day on which one may displace another."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        unique = {entry.id: entry for entry in entries}  # a second of one id is a fault already
        self.indices: Indices = Indices(EventLog(canonical(unique.values())))
        log = self.indices.log
        # An amendment alone takes a standing event away; on its eve one still stood.
        eves = {knowledge_day(a) - 1 for a in log.amendments if a.known is not None}
        self.knowledge: list[KnownEvents] = [log.at(day) for day in (None, *sorted(eves))]
        self._by_identity = {id(a.event): a for a in accounts_of(unique.values())}
        self.each: list[list[Account]] = [
            [self.account(e) for e in k.standing] for k in self.knowledge
        ]
        self.all: list[Account] = list(
            {id(a.event): a for world in self.each for a in world}.values()
        )
        """Each account that ever stands: one that never does was put right already."""

    def account(self, event: Event) -> Account:
        """The account that a standing event is, with where it was written."""
        return self._by_identity[id(event)]


def check(
    entries: Sequence[Entry],
    registries: Registries,
    names: Names | None = None,
    projections: Iterable[Projection[Any, Any]] = (),
) -> Iterator[Fault]:
    """Every fault that shows only when all entries are seen together.

    Args:
        entries: all of them.
        registries: what they refer to.
        names: further ids that a field can refer to, by what its ``refers_to`` says.
        projections: those under whose rules two events of one day must not be tied.
    """
    for entry in entries:
        yield from form(entry)
    yield from rows(registries)
    yield from references(entries, registries, names or {})
    yield from amendments(entries)
    yield from ties(Worlds(entries), projections)


def hint(near: Sequence[str]) -> str:
    """``Did you mean ...?``, empty where there is no name."""
    return did_you_mean(near).removeprefix("; ").capitalize()


def form(entry: Entry) -> Iterator[Fault]:
    """What one entry lacks by itself: an id in kebab-case, citations, a summary."""
    if not _SLUG.fullmatch(entry.id):
        yield Fault(
            "is not in kebab-case", event=entry.id, field="id", remedy="Use a-z, 0-9 and single -"
        )
    if not entry.cites:  # of a correction: they are its replacement's evidence too
        yield Fault(
            "is empty",
            event=entry.id,
            field="cites",
            remedy="An event exists because a source says so",
        )
    for account in accounts_of([entry]):
        if not account.event.summary:
            yield account.fault("is empty", "summary", "Say in a line what happened")


def rows(registries: Registries) -> Iterator[Fault]:
    """What a row of a registry cannot say, of all rows."""
    parties = {party.value for party in registries.parties or ()}
    for table, found in registries.rows_by_id.items():
        for row in found.values():
            yield from form_of_row(table, row, parties)


def form_of_row(table: str, row: Any, parties: Collection[str]) -> Iterator[Fault]:
    """What a row of a registry cannot say: an address that leads nowhere, the name of a party.

    Args:
        table: what the registries call such a row.
        row: the row, which has an id.
        parties: the names that no row but a source may have for its id.
    """
    if table == "source":
        if row.url and not row.link:
            yield Fault(
                "is no address of the web",
                event=row.id,
                field="url",
                remedy="Write https://..., http://... or doi:10...; others are never links",
            )
    elif row.id in parties:
        yield Fault(
            f"a {table} cannot have the id of a party",
            event=row.id,
            field="id",
            remedy="Give it another id, or name the party itself",
        )


def known_names(entries: Iterable[Entry], registries: Registries, names: Names) -> Names:
    """The ids of each registry and of the events, and what else a domain knows by name."""
    return {
        **{table: set(rows) for table, rows in registries.rows_by_id.items()},
        "event": {entry.id for entry in entries if isinstance(entry, Event)},
        **names,
    }


def references(entries: Iterable[Entry], registries: Registries, names: Names) -> Iterator[Fault]:
    """Every id in a field that says what it refers to, of which there is no such thing."""
    known = known_names(entries, registries, names)
    for entry in entries:
        yield from unknown(entry, entry.id, known)
    for field, _ in registries.tables().values():
        for row in getattr(registries, field):
            yield from unknown(row, getattr(row, "id", ""), known)


def unknown(value: Any, id: str, known: Names) -> Iterator[Fault]:
    """Every reference of one entry or row to what there is not.

    Args:
        value: an entry or a row of a registry.
        id: the id under which a fault is found.
        known: all ids, by what a field's ``refers_to`` says.
    """
    for field, what, name in named(value):
        if what not in known:
            yield Fault(
                f"refers to a {what}, of which there is no registry",
                event=id,
                field=field,
                remedy=f"Let refers_to be one of {', '.join(sorted(known))}, or add a registry",
            )
        elif name not in known[what]:
            yield Fault(
                f"no {what} {name!r}",
                event=id,
                field=field,
                remedy=hint(nearest(name, known[what]))
                or f"Add it to the {what} registry or correct the id",
                missing=name,
            )


def amendments(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Every amendment that does not say by itself what it changes, and when."""
    by_id = {entry.id: entry for entry in entries}
    of_each: dict[str, list[Amendment]] = {}
    for entry in by_id.values():
        if not isinstance(entry, Amendment):
            continue
        of_each.setdefault(entry.target, []).append(entry)
        target = by_id.get(entry.target)
        if isinstance(target, Amendment):
            yield Fault(
                f"{entry.target!r} is itself a correction or retraction",
                event=entry.id,
                field="target",
                remedy="Write a later one of the same event instead",
            )
        if isinstance(entry, Correction) and isinstance(target, Event) and entry.fell_back(target):
            yield Fault(
                f"is left out, and falls back on {entry.replacement.known}, when it occurred",
                event=entry.id,
                field="replacement.known",
                remedy=f"State it; that of {entry.target!r} was {target.known}",
            )
    for given in of_each.values():
        yield from _in_doubt(sorted(given, key=amendment_key))


def _in_doubt(given: Sequence[Amendment]) -> Iterator[Fault]:
    """The amendments of one target of which it is not said which stands when."""
    for first, second in pairwise(given):
        if (first.known, first.seq) == (second.known, second.seq):
            yield Fault(
                f"stands after {first.id!r} by its id alone: both amend {first.target!r}, with "
                "one known and one seq",
                event=second.id,
                field="seq",
                remedy="Give the one that is to stand a higher seq",
            )
    dated = [amendment for amendment in given if amendment.known is not None]
    for amendment in given:
        if dated and amendment.known is None and not amendment.of_original:
            yield Fault(
                f"is missing, and {dated[-1].id!r} amends {amendment.target!r} from "
                f"{dated[-1].known} on, whatever this says",
                event=amendment.id,
                field="known",
                remedy="To mend what that one says, give its known and a higher seq; to mend the "
                "account as first written, say of_original = true",
            )


def ties(
    worlds: Worlds,
    projections: Iterable[Projection[Any, Any]],
    groups: Collection[tuple[Projection[Any, Any], Any]] | None = None,
) -> Iterator[Fault]:
    """Two events of one day and ``seq`` whose order only their ids decide, where it matters.

    Args:
        worlds: what stands.
        projections: those under whose rules it must not matter.
        groups: only these keys, each with its projection; ``None``: all.
    """
    rules = tuple(projections)
    found: dict[tuple[str, str], tuple[Account, str]] = {}
    seen: set[Any] = set()  # most groups are the same at every knowledge day
    for knowledge in worlds.knowledge:
        for certainty in READINGS:
            for projection in rules:
                if isinstance(projection, Tally):
                    continue  # its sums are the same in any order, by law
                index = worlds.indices.index(projection, certainty)
                for key in index.keys(knowledge.day):
                    if groups is not None and (projection, key) not in groups:
                        continue
                    events = list(index.folds[key].stream.dated(known=knowledge.day))
                    group = (projection, key, tuple((day, id(event)) for day, event in events))
                    if group in seen:
                        continue
                    seen.add(group)
                    for first, second in _tied(projection, key, events):
                        if (first.id, second.id) not in found:
                            place = worlds.account(second)
                            found[first.id, second.id] = (place, projection.name.lower())
    for (before, _), (account, aspect) in found.items():
        yield account.fault(
            f"stands after {before!r} by its id alone, and swapped the two give another value "
            f"({aspect})",
            "seq",
            "Give the later one a higher seq",
        )


def _tied(
    projection: Projection[Any, Any], key: Any, events: Ordered
) -> Iterator[tuple[Event, Event]]:
    """Each two events of a key whose swap gives another value at some knowledge day.

    What is known later may cover the difference up, and must not hide that there was one.
    """
    learned = sorted({event.known_day for _, event in events}, reverse=True)
    for known_on in learned if any(_swaps(events)) else ():
        known = [(day, event) for day, event in events if event.known_day <= known_on]
        history: list[Any] | None = None
        for first, second, swapped in _swaps(known):
            if history is None:
                history = _values(projection, key, known)
            if history != _values(projection, key, swapped):
                yield first, second


def _swaps(events: Ordered) -> Iterator[tuple[Event, Event, Ordered]]:
    """Each two events that only their ids order, and the order with these two swapped."""
    places = groupby(range(len(events)), key=lambda i: (events[i][0], events[i][1].seq))
    for _, group in places:
        for one, other in combinations(group, 2):
            swapped = list(events)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            yield events[one][1], events[other][1], swapped


def _values(projection: Projection[Any, Any], key: Any, events: Ordered) -> list[Any]:
    history = History(projection, key, lambda _: events)
    return list(zip(history.days, history.values, strict=True))
