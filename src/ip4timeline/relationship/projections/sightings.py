"""When a value was last seen: which events confirm which values, and the day they do so.

What an event confirms is said here once, in `CONFIRMATIONS`; the data dictionary prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.projections.projection import Projection, tally
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.contacts import Exercise, Meeting, Operation, Visit
from ip4timeline.nato.kinds.occasions import Attendance
from ip4timeline.nato.kinds.offices import OfficeChanged
from ip4timeline.nato.kinds.ties import (
    AgreementEvent,
    MechanismChanged,
    MissionChanged,
    StatusChanged,
)
from ip4timeline.nato.kinds.voices import ProposalClosed, ProposalEvent, Statement
from ip4timeline.relationship.projections.alliance import PROPOSALS
from ip4timeline.relationship.projections.offices import LEADER, OFFICES
from ip4timeline.relationship.projections.ties import (
    AGREEMENTS,
    MECHANISMS,
    MISSIONS,
    PROGRAMME,
    STATUSES,
)

SightKey = tuple[Any, ...]
"""What is seen: the name of a projection, the parts of its key, and a person where one is meant."""
Observed = Visit | Meeting | Exercise | Operation | Attendance
OBSERVED: Final = (Visit, Meeting, Exercise, Operation, Attendance)
"""The kinds of event that are seen happening and take people or a standing format."""


@attrs.frozen
class Confirmation:
    """One row of the table: events of some kinds confirm values of one aspect.

    Attributes:
        aspect: which values.
        kinds: of which kinds the events are.
        rule: which of them confirm what, in words.
        keys: the keys of what an event confirms.
        own: whether that is the very thing that the event is about.
    """

    aspect: str
    kinds: tuple[type[Event], ...]
    rule: str
    keys: Callable[[Any], Iterable[SightKey]]
    own: bool = False


def _changed_office(event: OfficeChanged) -> Iterator[SightKey]:
    if event.person:
        yield ("offices", event.office, event.person)


def _acting(event: Any) -> Iterator[SightKey]:
    for name in ("participants", "delegates", "speakers"):
        for who in getattr(event, name, ()):
            if who.person and who.office:
                yield ("offices", who.office, who.person)


def _agreed(event: AgreementEvent) -> Iterator[SightKey]:
    if event.kind != "agreement-ended":
        yield from (("agreements", partner, event.agreement) for partner in event.partners)


def _standing(event: StatusChanged) -> Iterator[SightKey]:
    if event.change != "ended":
        yield from (("statuses", partner, event.status) for partner in event.partners)


def _contributed(event: Operation) -> Iterator[SightKey]:
    status = f"{event.operation}-contributor"
    yield from (("statuses", partner, status) for partner in event.partners)


def _operated(event: Operation) -> Iterator[SightKey]:
    yield from (("operations", partner, event.operation) for partner in event.partners)


def _stepped(event: MissionChanged) -> Iterator[SightKey]:
    if event.change != "closed":
        heads = ("", event.head) if event.head else ("",)
        for partner in event.partners:
            yield from (("missions", partner, event.mission, head) for head in heads)


def _headed(event: Any) -> Iterator[SightKey]:
    for _, office, person in _acting(event):
        for partner in event.partners:
            if office == f"{partner}-ambassador-to-nato":
                mission = f"{partner}-mission-to-nato"
                yield from (("missions", partner, mission, head) for head in ("", person))


def _met(event: MechanismChanged) -> Iterator[SightKey]:
    if event.change != "ended":
        yield from (("mechanisms", partner, event.mechanism) for partner in event.partners)


def _on_the_topic(event: Any) -> Iterator[SightKey]:
    for partner in event.partners:
        yield from (("mechanisms", partner, topic) for topic in event.topics)


def _spoken_of(event: Statement) -> Iterator[SightKey]:
    ours = event.affiliation in ("nato", "partner-government")
    if event.about and ours and event.act in ("says", "confirms"):
        for partner in event.partners:
            yield ("mechanisms", partner, event.about)
            yield ("agreements", partner, event.about)
            yield ("statuses", partner, event.about)
            yield ("missions", partner, event.about, "")
            yield ("operations", partner, event.about)


def _proposed(event: ProposalEvent) -> Iterator[SightKey]:
    if not isinstance(event, ProposalClosed):
        yield ("proposals", event.proposal)


CONFIRMATIONS: Final[tuple[Confirmation, ...]] = (
    Confirmation(
        "offices",
        (OfficeChanged,),
        "that the person named holds the office, or acts in it",
        _changed_office,
    ),
    Confirmation(
        "offices",
        (*OBSERVED, Statement),
        "that a participant, delegate or speaker holds the office in which they act",
        _acting,
    ),
    Confirmation(
        "agreements",
        (AgreementEvent,),
        "the agreement that it is about, unless it ends it",
        _agreed,
        own=True,
    ),
    Confirmation(
        "statuses",
        (StatusChanged,),
        "the status that it is about, unless it ends it",
        _standing,
        own=True,
    ),
    Confirmation(
        "statuses",
        (Operation,),
        "the status `<operation>-contributor` of whoever contributes to the operation",
        _contributed,
    ),
    Confirmation(
        "operations",
        (Operation,),
        "that the partner contributes to the operation",
        _operated,
        own=True,
    ),
    Confirmation(
        "missions",
        (MissionChanged,),
        "the mission, unless it closes it, and the head that it names",
        _stepped,
        own=True,
    ),
    Confirmation(
        "missions",
        (*OBSERVED, Statement),
        "the mission to NATO, and as its head the person who acts as the partner's ambassador "
        "to NATO",
        _headed,
    ),
    Confirmation(
        "mechanisms",
        (MechanismChanged,),
        "the format that it is about, unless it ends it",
        _met,
        own=True,
    ),
    Confirmation(
        "mechanisms", OBSERVED, "each format of which the slug is among its topics", _on_the_topic
    ),
    Confirmation(
        "mechanisms, agreements, statuses, missions, operations",
        (Statement,),
        "what has its `about` as slug, if NATO or the partner's government says or confirms it; "
        "of a mission not the head",
        _spoken_of,
    ),
    Confirmation(
        "proposals",
        (ProposalEvent,),
        "the proposal that it is about, unless it closes it",
        _proposed,
    ),
)
"""Which events confirm which values: the one place that says so."""


@alike
@attrs.frozen(eq=False, repr=False)
class Sighting:
    """The last that any event saw of something.

    Attributes:
        through: the day number through which the event saw it; ``None`` where its day is only
            known to be by some day.
        date: that day as the source gives it, which may be a month or a year, or by when.
        event: id of the event.
        seq: its place among the events of a day that touch one thing.
    """

    through: int | None
    date: When
    event: str
    seq: int = 0


def sighting(event: Event) -> Sighting:
    """What one event saw: itself on its first possible day, or a lasting one through what is known.

    A lasting event is seen through its last day, or through the day on which it was known where
    that comes first: what was written then cannot tell of later.
    """
    when = event.occurred
    if when.earliest is None:
        return Sighting(None, when, event.id, event.seq)
    first = when.earliest.toordinal()
    start = When(when.text.split("/")[0]) if when.lasting else when
    until, known = when.until, event.known
    ends = known if until is None or known < until else until
    if not when.lasting or ends.toordinal() <= first:
        return Sighting(first, start, event.id, event.seq)
    date = When(ends)
    if ends == until:
        date = When(when.text.split("/")[1])
    elif event.known_basis == "assumed":
        date = start  # no source names the day
    return Sighting(ends.toordinal(), date, event.id, event.seq)


def _later(one: Sighting, other: Sighting) -> Sighting:
    return max(one, other, key=_order)


def _order(one: Sighting) -> tuple[bool, int, int, str, int, str]:
    latest = one.date.latest
    by = 0 if latest is None else latest.toordinal()
    return (one.through is not None, one.through or 0, by, one.date.text, one.seq, one.event)


def own_keys(event: Event) -> list[SightKey]:
    """The keys of the very thing that an event is about: by what else confirms that it lasts."""
    rows = (row for row in CONFIRMATIONS if row.own and isinstance(event, row.kinds))
    return [key for row in rows for key in row.keys(event)]


def _keys(event: Event) -> list[SightKey]:
    rows = (row for row in CONFIRMATIONS if isinstance(event, row.kinds))
    return list(dict.fromkeys(key for row in rows for key in row.keys(event)))


@tally(
    on=tuple(dict.fromkeys(kind for row in CONFIRMATIONS for kind in row.kinds)),
    keys=_keys,
    merge=_later,
)
def LAST_SEEN(event: Event) -> Sighting:
    """When each thing that can hold was last seen, by the events that confirm it.

    Its keys are ``(aspect, *key)``, of an office and a mission with the person: such as
    ``("offices", "korea-president", "lee-jae-myung")``.
    """
    return sighting(event)


_OF_VALUE: Final[dict[Projection[Any, Any], Callable[[Any, Any], SightKey]]] = {
    LEADER: lambda key, value: ("offices", value.office, value.person or value.holder),
    OFFICES: lambda key, value: ("offices", value.office, value.person or value.holder),
    AGREEMENTS: lambda key, value: ("agreements", *key),
    PROGRAMME: lambda key, value: ("agreements", key, value.agreement),
    STATUSES: lambda key, value: ("statuses", *key),
    MISSIONS: lambda key, value: ("missions", *key, value.head),
    MECHANISMS: lambda key, value: ("mechanisms", *key),
    PROPOSALS: lambda key, value: ("proposals", key),
}
"""The projections whose values can be seen, and what of `LAST_SEEN` tells of each value."""
SEEN: Final = frozenset(_OF_VALUE)
"""The projections whose values say when they were last seen."""


def sight_key(projection: Projection[Any, Any], key: Any, value: Any) -> SightKey:
    """The key of `LAST_SEEN` that tells when a value was last seen."""
    return _OF_VALUE[projection](key, value)
