"""The small lists that events refer to by id: sources, people, offices, occasions and so on.

A registry entry carries no history; what changes over time is an event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol, TypeVar

import attrs

from ip4timeline.actors import Level, Partner, to_level, to_level_or_none
from ip4timeline.alike import alike
from ip4timeline.errors import EventError, UnknownNameError
from ip4timeline.fields import one_of, required, texts, to_tuple
from ip4timeline.when import When, to_when, to_when_or_none

Tier = Literal["primary", "secondary", "mirror"]
Format = Literal[
    "summit", "foreign-ministers", "defence-ministers", "chiefs-of-defence", "council", "other"
]
ActorType = Literal["state", "organisation", "group", "outlet", "think-tank", "party"]
Completeness = Literal["complete", "sampled", "unknown"]


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Source:
    """A publication that events cite.

    ``tier``: ``primary`` for the actors' own texts, ``secondary`` for reporting and
    analysis, ``mirror`` for a copy of either on somebody else's site. ``published`` is
    the dateline, ``None`` where the text shows none.
    """

    id: str = attrs.field(validator=required)
    publisher: str
    title: str
    tier: Tier = attrs.field(validator=one_of(Tier))
    url: str = ""
    published: When | None = attrs.field(default=None, converter=to_when_or_none)
    notes: str = ""


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Person:
    """A person under one spelling; ``aliases`` are the others met in sources."""

    id: str = attrs.field(validator=required)
    name: str
    country: str = ""
    aliases: tuple[str, ...] = attrs.field(default=(), converter=texts)


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Office:
    """An office of a partner or of NATO, with the rank its holder attends at."""

    id: str = attrs.field(validator=required)
    title: str
    party: str
    level: Level = attrs.field(converter=to_level)


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Actor:
    """A state, organisation or group other than the four partners."""

    id: str = attrs.field(validator=required)
    name: str
    type: ActorType = attrs.field(validator=one_of(ActorType))


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Occasion:
    """A meeting that somebody can be invited to.

    ``format`` says whose meeting it is, ``series`` what it is one of
    (``nato-summit``), ``part_of`` the occasion within which it was held, ``calls_for``
    the level that the format calls for, ``dates`` when it was held or is planned.
    """

    id: str = attrs.field(validator=required)
    title: str
    format: Format = attrs.field(validator=one_of(Format))
    dates: When = attrs.field(converter=to_when)
    series: str = ""
    venue: str = ""
    part_of: str = ""
    calls_for: Level | None = attrs.field(default=None, converter=to_level_or_none)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=texts)

    @property
    def place_in_time(self) -> tuple[int, int, str]:
        """What occasions are ordered by: first possible day, last possible day, id."""
        first, last = self.dates.bound("possible"), self.dates.bound("certain")
        return (first or last or 0, last or first or 0, self.id)


def _to_partner_or_none(value: Partner | str | int | None) -> Partner | None:
    return None if value is None else Partner.of(value)


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Coverage:
    """How complete the record is for one series, partner, period and kinds of event.

    ``series`` is an occasion series (``nato-summit``), an office id, a body, a type of
    agreement or a kind of event; ``partner`` is ``None`` where the series is not about
    one of the four; ``kinds`` are the kinds of event that it speaks of; ``basis`` says
    what was gone through to claim it.
    """

    series: str = attrs.field(validator=required)
    kinds: tuple[str, ...] = attrs.field(converter=texts, validator=required)
    period: When = attrs.field(converter=to_when)
    state: Completeness = attrs.field(validator=one_of(Completeness))
    partner: Partner | None = attrs.field(default=None, converter=_to_partner_or_none)
    basis: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.period.lasting:
            raise EventError(
                "period",
                f"{self.period} is not a period",
                "write 2022-01-01/2022-12-31 or 2022/2025",
            )


ROWS: Final[Mapping[str, tuple[str, type[Any]]]] = {
    "source": ("sources", Source),
    "person": ("people", Person),
    "office": ("offices", Office),
    "actor": ("actors", Actor),
    "occasion": ("occasions", Occasion),
    "coverage": ("coverage", Coverage),
}
"""What a row of each registry is called in files, the field that holds it, and its class."""


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


E = TypeVar("E", bound=_HasId)


def _by_id(entries: Iterable[E]) -> Mapping[str, E]:
    return MappingProxyType({entry.id: entry for entry in entries})


def _sorted(entries: Iterable[E]) -> tuple[E, ...]:
    return tuple(sorted(to_tuple(entries), key=lambda entry: entry.id))


def _sorted_coverage(entries: Iterable[Coverage]) -> tuple[Coverage, ...]:
    return tuple(
        sorted(to_tuple(entries), key=lambda c: (c.series, c.partner or "", c.period.text, c.kinds))
    )


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Registries:
    """All registries of a record, as tuples in the order of their ids."""

    sources: tuple[Source, ...] = attrs.field(default=(), converter=_sorted)
    people: tuple[Person, ...] = attrs.field(default=(), converter=_sorted)
    offices: tuple[Office, ...] = attrs.field(default=(), converter=_sorted)
    actors: tuple[Actor, ...] = attrs.field(default=(), converter=_sorted)
    occasions: tuple[Occasion, ...] = attrs.field(default=(), converter=_sorted)
    coverage: tuple[Coverage, ...] = attrs.field(default=(), converter=_sorted_coverage)

    @cached_property
    def source_by_id(self) -> Mapping[str, Source]:
        """Sources by id."""
        return _by_id(self.sources)

    @cached_property
    def person_by_id(self) -> Mapping[str, Person]:
        """People by id."""
        return _by_id(self.people)

    @cached_property
    def office_by_id(self) -> Mapping[str, Office]:
        """Offices by id."""
        return _by_id(self.offices)

    @cached_property
    def actor_by_id(self) -> Mapping[str, Actor]:
        """Actors by id."""
        return _by_id(self.actors)

    @cached_property
    def occasion_by_id(self) -> Mapping[str, Occasion]:
        """Occasions by id."""
        return _by_id(self.occasions)

    def source(self, id: str) -> Source:
        """The source of an id.

        Raises:
            UnknownNameError: there is none.
        """
        return _get("source", self.source_by_id, id)

    def occasion(self, id: str) -> Occasion:
        """The occasion of an id.

        Raises:
            UnknownNameError: there is none.
        """
        return _get("occasion", self.occasion_by_id, id)

    def name(self, id: str) -> str:
        """A readable name for any id of a registry or partner; else the id itself."""
        if id in self.person_by_id:
            return self.person_by_id[id].name
        if id in self.office_by_id:
            return self.office_by_id[id].title
        if id in self.actor_by_id:
            return self.actor_by_id[id].name
        if id in self.occasion_by_id:
            return self.occasion_by_id[id].title
        return next((p.label for p in Partner if p == id), id)


def _get(what: str, entries: Mapping[str, E], id: str) -> E:
    if id not in entries:
        raise UnknownNameError(what, id, entries)
    return entries[id]
