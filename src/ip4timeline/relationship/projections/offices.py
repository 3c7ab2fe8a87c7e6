"""Who leads: the leaders of the four, and every office of the record."""

from __future__ import annotations

from typing import Literal

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.projections.projection import projection
from ip4timeline.engine.time.phrases import since_words
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds.offices import OfficeChanged
from ip4timeline.relationship.projections.value import Namer, Value


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Incumbency(Value):
    """An office as it is filled.

    Attributes:
        office: id of the office.
        holder: id of the person who holds it; empty while it is vacant.
        suspended: whether the holder is without its powers.
        acting: id of the person who exercises it for a suspended or missing holder.
        since: when the person who now exercises it began to, in the present capacity.
    """

    office: str
    holder: str = ""
    suspended: bool = False
    acting: str = ""
    since: When

    @property
    def person(self) -> str:
        """Id of the person who exercises the office; empty if nobody does."""
        return self.acting or ("" if self.suspended else self.holder)

    @property
    def capacity(self) -> Literal["full", "acting", "suspended"]:
        """In which capacity: ``suspended`` while a holder has no powers and nobody acts."""
        if self.acting:
            return "acting"
        return "suspended" if self.suspended else "full"

    def describe(self, name: Namer) -> str:
        """The person, whether acting and for whom, and since when."""
        text = name(self.person) if self.person else f"{name(self.holder)}, suspended"
        if self.acting:
            text += ", acting" + (f" for {name(self.holder)}" if self.holder else "")
        return f"{text} ({since_words(self.since)})"


def change_office(value: Incumbency | None, event: OfficeChanged) -> Incumbency | None:
    """The office after one change; ``None`` when nobody holds it and nobody acts."""
    old = value or Incumbency(office=event.office, since=event.occurred)
    holder, suspended, acting = old.holder, old.suspended, old.acting
    match event.capacity:
        case "full":
            holder, suspended = event.person, False
            acting = "" if event.person else acting
        case "suspended":
            holder, suspended = event.person, True
        case "acting":
            acting = event.person
    if not holder and not acting:
        return None
    new = Incumbency(
        office=event.office,
        holder=holder,
        suspended=suspended,
        acting=acting,
        since=event.occurred,
    )
    unchanged = value is not None and (value.person, value.capacity) == (new.person, new.capacity)
    return attrs.evolve(new, since=old.since) if unchanged else new


@projection(
    on=OfficeChanged,
    keys=lambda e: [p for p in e.partners if p.leader_office == e.office],
)
def LEADER(value: Incumbency | None, event: OfficeChanged) -> Incumbency | None:
    """The head of state or government of each partner, acting and suspended ones included."""
    return change_office(value, event)


@projection(on=OfficeChanged, keys=lambda e: [e.office])
def OFFICES(value: Incumbency | None, event: OfficeChanged) -> Incumbency | None:
    """Every office, by its id."""
    return change_office(value, event)
