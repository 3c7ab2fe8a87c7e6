"""What the events of the Quad add up to."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import attrs

from ip4timeline.engine import When, projection, tally
from quad_timeline.kinds import Format, PledgeMade, SummitHeld, WorkingGroupChanged
from quad_timeline.members import Member


@attrs.frozen
class Summit:
    """A summit, as it is remembered."""

    when: When
    host: Member
    format: Format

    def describe(self, name: Callable[[str], str] = str) -> str:
        """The summit in words."""
        return f"{self.when}, hosted by {self.host.label} ({self.format})"


@attrs.frozen
class Mandate:
    """What a working group works under."""

    members: tuple[Member, ...]
    term: When | None

    def describe(self, name: Callable[[str], str] = str) -> str:
        """The mandate in words."""
        term = f", for {self.term}" if self.term else ""
        return f"{', '.join(member.label for member in self.members)}{term}"


@projection(on=SummitHeld, keys=lambda e: [e.format])
def HOSTS(value: Member | None, event: SummitHeld) -> Member:
    """The last host of a summit, by the way in which it was held."""
    return event.host


@projection(on=SummitHeld, keys=lambda e: e.members)
def ATTENDED(value: Summit | None, event: SummitHeld) -> Summit:
    """The last summit that each member attended."""
    return Summit(event.occurred, event.host, event.format)


@projection(
    on=WorkingGroupChanged,
    keys=lambda e: [e.group],
    lapses=lambda mandate: mandate.term.lapses_on if mandate.term else None,
)
def MANDATES(value: Mandate | None, event: WorkingGroupChanged) -> Mandate | None:
    """The mandate of each working group, until its term is over or it is closed."""
    return None if event.change == "closed" else Mandate(event.members, event.term)


@tally(on=PledgeMade, keys=lambda e: [(member, e.unit) for member in e.members])
def PLEDGED(event: PledgeMade) -> Decimal:
    """The sum that each member has pledged of each unit."""
    return event.amount
