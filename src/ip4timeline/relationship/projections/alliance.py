"""NATO's own side: how many allies, and the proposals before them."""

from __future__ import annotations

from typing import Literal

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.projections.projection import projection
from ip4timeline.engine.time.phrases import since_words
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds.members import MembershipChanged
from ip4timeline.nato.kinds.voices import Opposition, Proposal, ProposalClosed, ProposalEvent
from ip4timeline.nato.words import slug_words
from ip4timeline.relationship.projections.value import Namer, Value


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Membership(Value):
    """The members of a body, by id."""

    members: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many members it has."""
        return len(self.members)

    def describe(self, name: Namer) -> str:
        """The count."""
        return f"{self.count} members"

    def describe_after(self, before: object, name: Namer) -> str:
        """The count, and who came and who left since another membership."""
        if not isinstance(before, Membership):
            return self.describe(name)
        came = [f"{name(m)} joined" for m in self.members if m not in before.members]
        left = [f"{name(m)} left" for m in before.members if m not in self.members]
        return "; ".join([self.describe(name), *came, *left])


@projection(on=MembershipChanged, keys=lambda e: [e.body])
def ALLIES(value: Membership | None, event: MembershipChanged) -> Membership | None:
    """The members of each body, ``nato`` above all."""
    members = set(value.members if value else ())
    if event.change == "acceded":
        members.add(event.member)
    else:
        members.discard(event.member)
    return Membership(members=tuple(sorted(members))) if members else None


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class ProposalState(Value):
    """A proposal: its state, since when, and who came out against it.

    ``opposing_allies`` are those of the ``opponents`` who speak for an ally.
    """

    proposal: str
    title: str
    state: Literal["proposed", "opposed", "adopted", "shelved", "rejected"]
    since: When
    opponents: tuple[str, ...] = ()
    opposing_allies: tuple[str, ...] = ()

    def against(self, name: Namer) -> str:
        """The opponents, allies marked as such; empty where there is none."""
        allies = self.opposing_allies
        return ", ".join(f"{name(o)} (ally)" if o in allies else name(o) for o in self.opponents)

    def describe(self, name: Namer) -> str:
        """The title, the state and the opponents, allies marked as such."""
        against = f", opposed by {self.against(name)}" if self.opponents else ""
        title = self.title or slug_words(self.proposal)
        return f"{title}: {self.state} ({since_words(self.since)}){against}"


@projection(on=ProposalEvent, keys=lambda e: [e.proposal])
def PROPOSALS(value: ProposalState | None, event: ProposalEvent) -> ProposalState | None:
    """Each proposal, from its first mention to its end and, if it is taken up again, beyond."""
    old = value or ProposalState(
        proposal=event.proposal, title="", state="proposed", since=event.occurred
    )
    match event:
        case ProposalClosed():
            return attrs.evolve(old, state=event.outcome, since=event.occurred)
        case Opposition():
            named = [p.person or p.party or p.office for p in event.participants]
            opponents = tuple(dict.fromkeys((*old.opponents, *named)))
            allied = named if event.side == "ally" else ()
            opened = old.state in ("proposed", "opposed")
            return attrs.evolve(
                old,
                opponents=opponents,
                opposing_allies=tuple(dict.fromkeys((*old.opposing_allies, *allied))),
                state="opposed" if opened else old.state,
                since=event.occurred if old.state == "proposed" else old.since,
            )
        case Proposal():
            reopened = value is None or old.state in ("shelved", "rejected")
            return attrs.evolve(
                old,
                title=old.title or event.title,
                state="proposed" if reopened else old.state,
                since=event.occurred if reopened else old.since,
            )
    return value
