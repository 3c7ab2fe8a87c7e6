"""What was said: statements with their stance, press claims, proposals and policies."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import attrs

from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.fields import filled_in, means, one_of, required
from ip4timeline.nato.kinds.base import Event, participants
from ip4timeline.nato.partners import Participant

Affiliation = Literal[
    "partner-government",
    "nato",
    "ally-government",
    "other-government",
    "opposition",
    "politician",
    "media",
    "analyst",
]
Act = Literal["says", "confirms", "denies", "declines-to-comment"]
Stance = Literal["supportive", "critical", "mixed", "neutral"]
Sourcing = Literal["named", "unnamed", "document"]
Outcome = Literal["adopted", "shelved", "rejected"]
Side = Literal["ally", "partner", "outsider"]


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Statement(Event):
    """Somebody said something, on the day they said or published it.

    A later author's judgement about an earlier event is a statement on the day it was
    published. ``speakers`` are all who stand behind it; ``affiliation`` says in whose name
    they spoke (``politician``: a legislator or former office-holder for themselves,
    ``media``: an outlet in its own voice); ``about`` is the subject,
    ``stance`` the attitude towards that, and ``ties`` apart from it the attitude towards
    ties between NATO and the partners. ``on`` names the event that is confirmed or denied.

    Who calls any part of a report wrong ``denies`` it; who only doubts it ``says`` so.
    ``stance`` is left out where the words only tell a fact, ``ties`` where they are silent
    on them. A text of several has them all as ``speakers`` and is ``partner-government``
    where one of the four drew it up; one of NATO's that partners joined stays ``nato``.
    """

    kind: ClassVar[str] = "statement"
    distinct_by: ClassVar[tuple[str, ...]] = ("speakers", "about", "act", "on")

    speakers: tuple[Participant, ...] = attrs.field(
        converter=participants, metadata=means("everybody who stands behind the statement")
    )
    affiliation: Affiliation = attrs.field(
        validator=one_of(Affiliation), metadata=means("in whose name they spoke")
    )
    act: Act = attrs.field(
        default="says",
        validator=one_of(Act),
        metadata=means("whether they say, confirm, deny or decline to comment"),
    )
    on: str = attrs.field(
        default="",
        metadata=means(
            "id of the event that is confirmed, denied or not commented on", refers_to="event"
        ),
    )
    about: str = attrs.field(default="", metadata=means("slug of the subject", slug=True))
    stance: Stance | None = attrs.field(
        default=None, validator=one_of(Stance), metadata=means("attitude towards `about`")
    )
    ties: Stance | None = attrs.field(
        default=None,
        validator=one_of(Stance),
        metadata=means("attitude towards ties between NATO and the partners, apart from `stance`"),
    )

    def _settle(self) -> None:
        super()._settle()
        if not self.speakers:
            raise EventError("speakers", "is empty", "name who said it")


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Report(Event):
    """A medium's claim that nobody responsible has confirmed.

    ``asserts`` is the claimed event; it is never folded as fact. ``origin`` is the id of
    the source the claim goes back to, so that five reprints stay one report.
    """

    kind: ClassVar[str] = "report"
    distinct_by: ClassVar[tuple[str, ...]] = ("medium", "asserts")

    medium: str = attrs.field(
        validator=required, metadata=means("the medium that claims it", slug=True)
    )
    asserts: Event | None = attrs.field(
        default=None,
        metadata=means("the claimed event; never folded as fact; shares no id with a real one"),
    )
    sourcing: Sourcing = attrs.field(
        default="unnamed", validator=one_of(Sourcing), metadata=means("whom the medium relies on")
    )
    origin: str = attrs.field(
        default="",
        metadata=means(
            "id of the source that the claim goes back to, so that reprints count once",
            refers_to="source",
        ),
    )

    @classmethod
    def completed(cls, data: dict[str, Any]) -> dict[str, Any]:
        """With an id for the claimed event, which is nobody else's."""
        return filled_in(data, "asserts", id=f"{data.get('id')}:asserted")


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class ProposalEvent(Event):
    """Something about one proposal, named by its slug; not a kind of its own."""

    proposal: str = attrs.field(
        validator=required,
        metadata=means("slug of the proposal, one for all events about it", refers_to="proposal"),
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Proposal(ProposalEvent):
    """A proposal was made public; ``proposal`` is its slug.

    For what the allies have to agree to; a text to be negotiated between two sides is an
    `AgreementAnnounced`.
    """

    kind: ClassVar[str] = "proposal"
    distinct_by: ClassVar[tuple[str, ...]] = ("proposal",)

    title: str = attrs.field(default="", metadata=means("its name in full"))


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Opposition(ProposalEvent):
    """Somebody came out against a proposal; the opponents are ``participants``.

    ``side`` says whose they are: an ``ally``'s, whose consent a proposal needs, a ``partner``'s
    or an ``outsider``'s. Who speaks for no government (a former office-holder) is on no side.
    """

    kind: ClassVar[str] = "opposition"
    distinct_by: ClassVar[tuple[str, ...]] = ("proposal", "participants")

    side: Side | None = attrs.field(
        default=None,
        validator=one_of(Side),
        metadata=means(
            "whether the opponents speak for an ally, one of the four or somebody else; left out "
            "where they speak for themselves",
            unset_is_none=True,
        ),
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class ProposalClosed(ProposalEvent):
    """A proposal was adopted, shelved or rejected."""

    kind: ClassVar[str] = "proposal-closed"
    distinct_by: ClassVar[tuple[str, ...]] = ("proposal",)

    outcome: Outcome = attrs.field(validator=one_of(Outcome), metadata=means("what became of it"))


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class PolicyAdopted(Event):
    """A ``body`` adopted a text: a strategic concept, a declaration, a strategy.

    One body's own; what NATO and a partner, or two governments, say together is a `Statement`.
    """

    kind: ClassVar[str] = "policy-adopted"
    distinct_by: ClassVar[tuple[str, ...]] = ("policy",)

    policy: str = attrs.field(validator=required, metadata=means("slug of the text", slug=True))
    title: str = attrs.field(validator=required, metadata=means("its name in full"))
    body: str = attrs.field(
        default="nato",
        metadata=means(
            "id of the actor whose standing, text or membership it is", refers_to="party"
        ),
    )
