"""The small lists that events refer to by id: sources, people, offices, occasions and so on.

A registry entry carries no history; what changes over time is an event.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any, ClassVar, Final, Literal, Self

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.fields import meaning_here, means, one_of, required, texts
from ip4timeline.engine.events.registries import Registries as BaseRegistries
from ip4timeline.engine.events.registries import registry
from ip4timeline.engine.events.sources import Coverage as BaseCoverage
from ip4timeline.engine.events.sources import Row
from ip4timeline.engine.time.when import When, to_when
from ip4timeline.nato.partners import Level, Partner, to_level, to_level_or_none

Format = Literal[
    "summit", "foreign-ministers", "defence-ministers", "chiefs-of-defence", "council", "other"
]
NATO: Final = "nato"
"""The party on the other side, which needs no row of a registry."""
ActorType = Literal["state", "organisation", "group", "outlet", "think-tank", "party"]


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Person(Row):
    """A person under one spelling; ``aliases`` are the others met in sources."""

    id: str = attrs.field(
        validator=required,
        metadata=means("unique in the record, kebab-case, never given to anything else"),
    )
    name: str = attrs.field(metadata=means("one spelling, used everywhere"))
    country: str = attrs.field(default="", metadata=means("id of the country they act for"))
    aliases: tuple[str, ...] = attrs.field(
        default=(),
        converter=texts,
        metadata=means("other names met in sources, the original script among them"),
    )


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Office(Row):
    """An office of a partner or of NATO, with the rank its holder attends at."""

    id: str = attrs.field(
        validator=required,
        metadata=means("unique in the record, kebab-case, never given to anything else"),
    )
    title: str = attrs.field(metadata=means("its name in full"))
    party: str = attrs.field(
        metadata=means("id of the partner or actor whose office it is", refers_to="party")
    )
    level: Level = attrs.field(
        converter=to_level, metadata=means("the rank of the office, by the rule of `Level`")
    )


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Actor(Row):
    """A state, organisation or group other than the four partners."""

    id: str = attrs.field(
        validator=required,
        metadata=means("unique in the record, kebab-case, never given to anything else"),
    )
    name: str = attrs.field(metadata=means("one spelling, used everywhere"))
    type: ActorType = attrs.field(validator=one_of(ActorType), metadata=means("what sort it is"))


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Occasion(Row):
    """A meeting that somebody can be invited to.

    ``format`` says whose meeting it is, ``series`` what it is one of
    (``nato-summit``), ``part_of`` the occasion within which it was held, ``calls_for``
    the level that the format calls for, ``dates`` when it was held or is planned.
    """

    id: str = attrs.field(
        validator=required,
        metadata=means("unique in the record, kebab-case, never given to anything else"),
    )
    title: str = attrs.field(metadata=means("its name in full"))
    format: Format = attrs.field(validator=one_of(Format), metadata=means("whose meeting it is"))
    dates: When = attrs.field(
        converter=to_when, metadata=means("when it is planned for, or was held")
    )
    series: str = attrs.field(default="", metadata=means("what it is one of"))
    venue: str = attrs.field(default="", metadata=means("where it is planned for, or was held"))
    part_of: str = attrs.field(
        default="",
        metadata=means("id of the occasion within which it was held", refers_to="occasion"),
    )
    calls_for: Level | None = attrs.field(
        default=None,
        converter=to_level_or_none,
        metadata=means("the rank that the format calls for"),
    )
    aliases: tuple[str, ...] = attrs.field(
        default=(),
        converter=texts,
        metadata=means("other names met in sources, the original script among them"),
    )

    def seen(self, known_on: int, about: Sequence[Event]) -> Self | None:
        """It as its scheduling stood, without its later dates and place.

        Before any scheduling was public, its dates are no more than what the events say that
        name it: it began nobody knows when and lasted until what was last seen there, or it
        was not before it was first planned. Nothing is seen of one that no event dates.
        """
        told: Any = [e for e in about if isinstance(getattr(e, "dates", None), When)]
        if told:
            scheduled = sorted(told, key=_in_order)
            venue = next((e.venue for e in reversed(scheduled) if e.venue), "")
            return attrs.evolve(self, dates=scheduled[-1].dates, venue=venue)
        seen = [e.occurred.until or e.occurred.latest for e in about if e.observed]
        held = [day for day in seen if day is not None]
        planned = [e.occurred.earliest for e in about if e.occurred.earliest]
        if not held and not planned:
            return None
        dates = f"/{max(held)}" if held else f"[{min(planned)}..]"
        return attrs.evolve(self, dates=dates, venue="")

    @property
    def place_in_time(self) -> tuple[int, int, str]:
        """What occasions are ordered by: first possible day, last possible day, id."""
        first, last = self.dates.bound("possible"), self.dates.bound("certain")
        return (first or last or 0, last or first or 0, self.id)


def _in_order(event: Event) -> tuple[int, int, str]:
    """The one order of events; those without an effective day by when they were known."""
    return (event.occurred.bound("certain") or event.known_day, event.seq, event.id)


def _to_partner_or_none(value: Partner | str | int | None) -> Partner | None:
    return None if value is None else Partner.of(value)


@alike
@attrs.frozen(
    kw_only=True,
    order=False,
    eq=False,
    repr=False,
    field_transformer=meaning_here(
        series="a series of occasions, an office, a body, a type of agreement or a kind"
    ),
)
class Coverage(BaseCoverage):
    """How complete the record is for one series, partner, period and kinds of event.

    ``series`` is an occasion series (``nato-summit``), an office id, a body, a type of
    agreement or a kind of event; ``partner`` is ``None`` where the series is not about
    one of the four; ``kinds`` are the kinds of event that it speaks of; ``level`` limits it to
    events of that rank and above; ``basis`` says what was gone through to claim it.
    """

    partner: Partner | None = attrs.field(
        default=None,
        converter=_to_partner_or_none,
        metadata=means("the partner; left out where it is about none of the four"),
    )
    level: Level | None = attrs.field(
        default=None,
        converter=to_level_or_none,
        metadata=means("the rank from which on it speaks of events; left out: of every rank"),
    )
    basis: str = attrs.field(
        default="", metadata=means("what was gone through to claim it, or why it is not known")
    )  # once more, so that it comes last

    @property
    def party(self) -> Partner | None:
        """The partner."""
        return self.partner

    @property
    def place(self) -> tuple[str, str, str, tuple[str, ...], str, str]:
        """What rows of coverage are ordered by; those of a rank stand after those of all."""
        series, party, period, kinds, state, basis = super().place
        return (series, party, period, (*kinds, self.level) if self.level else kinds, state, basis)


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Registries(BaseRegistries):
    """All registries of a record, as tuples in the order of their ids."""

    people: tuple[Person, ...] = registry("person", Person, label="name")
    offices: tuple[Office, ...] = registry("office", Office, label="title")
    actors: tuple[Actor, ...] = registry("actor", Actor, label="name")
    occasions: tuple[Occasion, ...] = registry("occasion", Occasion, label="title")
    coverage: tuple[Coverage, ...] = registry("coverage", Coverage)

    parties: ClassVar[type[Partner]] = Partner

    def names(self, what: str) -> Collection[str]:
        """The ids of one sort of thing; a party is a partner or an actor."""
        if what == "party":
            return {NATO, *self.actor_by_id, *(partner.value for partner in Partner)}
        return super().names(what)

    @property
    def person_by_id(self) -> Mapping[str, Person]:
        """People by id."""
        return self.rows_by_id["person"]

    @property
    def office_by_id(self) -> Mapping[str, Office]:
        """Offices by id."""
        return self.rows_by_id["office"]

    @property
    def actor_by_id(self) -> Mapping[str, Actor]:
        """Actors by id."""
        return self.rows_by_id["actor"]

    @property
    def occasion_by_id(self) -> Mapping[str, Occasion]:
        """Occasions by id."""
        return self.rows_by_id["occasion"]

    def occasion(self, id: str) -> Occasion:
        """The occasion of an id.

        Raises:
            UnknownNameError: there is none.
        """
        found: Occasion = self.row("occasion", id)
        return found

    @property
    def series(self) -> Set[str]:
        """The series of occasions."""
        return {o.series for o in self.occasions if o.series}

    def series_of(self, event: Event) -> str:
        """The series of the occasion that an event is about, or at which it was held."""
        occasion = self.occasion_by_id.get(getattr(event, "occasion", ""))
        return occasion.series if occasion else ""

    def name(self, id: str) -> str:
        """A readable name for any id of a registry or partner; else the id itself.

        A partner's is its own, whatever a row of the same id says.
        """
        return next((p.label for p in Partner if p == id), None) or super().name(id)
