"""What binds a partner to NATO for longer: agreements, statuses, missions, mechanisms."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.fields import means, one_of, required, texts
from ip4timeline.engine.time.when import When, to_when_or_none
from ip4timeline.nato.kinds.base import Event

AgreementType = Literal[
    "joint-declaration",
    "ipcp",
    "itpp",
    "information-security",
    "operation",
    "technical",
    "other",
]
AgreementForm = Literal["signed", "adopted", "exchange-of-letters"]
StatusChange = Literal["applied", "announced", "admitted", "ended"]
MissionChange = Literal[
    "representative-named", "requested", "recognised", "opened", "separated", "closed"
]
MissionType = Literal[
    "mission",
    "accredited-embassy",
    "military-representative",
    "liaison-officer",
    "attache",
    "seconded-expert",
]
MechanismChange = Literal["agreed", "first-session", "ended"]


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class AgreementEvent(Event):
    """Something about one agreement; not a kind of its own."""

    agreement: str = attrs.field(
        validator=required,
        metadata=means("slug of the agreement, one for all events about it", refers_to="agreement"),
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class AgreementAnnounced(AgreementEvent):
    """An agreement was said to be under negotiation or about to be concluded."""

    kind: ClassVar[str] = "agreement-announced"
    distinct_by: ClassVar[tuple[str, ...]] = ("agreement",)

    title: str = attrs.field(default="", metadata=means("its name in full"))
    type: AgreementType = attrs.field(
        default="other", validator=one_of(AgreementType), metadata=means("what sort it is")
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class AgreementSigned(AgreementEvent):
    """An agreement was concluded, in whatever ``form``.

    ``type``: ``ipcp`` (Individual Partnership and Cooperation Programme), ``itpp``
    (Individually Tailored Partnership Programme) and so on. ``term`` is the period it
    says it covers; ``replaces`` are ids of agreements that it supersedes. What a partner
    signs with one ally binds it to that ally and is a `Meeting` in the setting ``ally``.
    """

    kind: ClassVar[str] = "agreement-signed"
    distinct_by: ClassVar[tuple[str, ...]] = ("agreement",)
    observed: ClassVar[bool] = True

    title: str = attrs.field(validator=required, metadata=means("its name in full"))
    type: AgreementType = attrs.field(
        validator=one_of(AgreementType), metadata=means("what sort it is")
    )
    form: AgreementForm = attrs.field(
        default="signed", validator=one_of(AgreementForm), metadata=means("how it was concluded")
    )
    term: When | None = attrs.field(
        default=None, converter=to_when_or_none, metadata=means("the period that it says it covers")
    )
    replaces: tuple[str, ...] = attrs.field(
        default=(),
        converter=texts,
        metadata=means("slugs of the agreements that it supersedes", refers_to="agreement"),
    )
    areas: tuple[str, ...] = attrs.field(
        default=(),
        converter=texts,
        metadata=means("slugs of the fields of cooperation that a source names", slug=True),
    )

    def _settle(self) -> None:
        super()._settle()
        if self.agreement in self.replaces:
            raise EventError("replaces", f"{self.agreement!r} replaces itself", "take it out")
        _period(self.term)


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class AgreementInForce(AgreementEvent):
    """A concluded agreement took effect; ``term`` where it is fixed only now."""

    kind: ClassVar[str] = "agreement-in-force"
    distinct_by: ClassVar[tuple[str, ...]] = ("agreement",)

    term: When | None = attrs.field(
        default=None, converter=to_when_or_none, metadata=means("the period that it says it covers")
    )

    def _settle(self) -> None:
        super()._settle()
        _period(self.term)


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class AgreementEnded(AgreementEvent):
    """An agreement was ended otherwise than by its term or by one that replaces it."""

    kind: ClassVar[str] = "agreement-ended"
    distinct_by: ClassVar[tuple[str, ...]] = ("agreement",)

    reason: str = attrs.field(default="", metadata=means("the reason given"))


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class StatusChanged(Event):
    """A partner's standing in a ``body`` changed, such as a format or an accredited centre.

    A standing that is said to have begun in a year is dated by the year.
    """

    kind: ClassVar[str] = "status-changed"
    distinct_by: ClassVar[tuple[str, ...]] = ("status", "body", "change")

    status: str = attrs.field(
        validator=required, metadata=means("slug of the standing or programme", slug=True)
    )
    body: str = attrs.field(
        validator=required,
        metadata=means(
            "id of the actor whose standing, text or membership it is", refers_to="party"
        ),
    )
    change: StatusChange = attrs.field(
        validator=one_of(StatusChange), metadata=means("which step it was")
    )


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class MissionChanged(Event):
    """A step in a partner's representation at NATO, or a liaison post at a command.

    ``change``: ``representative-named`` (a head, attaché, liaison officer or seconded expert
    was named, or the post created, then without ``head``), ``requested`` (the partner asked
    NATO to recognise it), ``recognised`` (the Council agreed), ``opened`` (it began its work,
    or was found at work), ``separated`` (from the embassy that had housed it), ``closed``.
    The partner's own plan to set one up is a `Statement`. ``type`` says what it is from then
    on: a ``mission`` of its own, an embassy that serves as one (``accredited-embassy``), or the
    post of a military representative, liaison officer, attaché or seconded expert.
    """

    kind: ClassVar[str] = "mission-changed"
    distinct_by: ClassVar[tuple[str, ...]] = ("mission", "change", "head")

    mission: str = attrs.field(
        validator=required, metadata=means("slug of the mission or post", slug=True)
    )
    change: MissionChange = attrs.field(
        validator=one_of(MissionChange), metadata=means("which step it was")
    )
    head: str = attrs.field(
        default="", metadata=means("id of the person who leads it", refers_to="person")
    )
    type: MissionType | None = attrs.field(
        default=None,
        validator=one_of(MissionType),
        metadata=means("what sort of representation it is; left out where no source says"),
    )

    def only_seen_happening(self) -> bool:
        """An opening and a closing; the other steps are words."""
        return self.change in ("opened", "closed")


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class MechanismChanged(Event):
    """A standing format of consultation or cooperation was agreed, first met or ended.

    Contacts that are said to have begun in a year are ``agreed`` in that year;
    ``first-session`` takes a session that a source tells of.
    """

    kind: ClassVar[str] = "mechanism-changed"
    distinct_by: ClassVar[tuple[str, ...]] = ("mechanism", "change")

    mechanism: str = attrs.field(
        validator=required, metadata=means("slug of the format", slug=True)
    )
    title: str = attrs.field(default="", metadata=means("its name in full"))
    change: MechanismChange = attrs.field(
        validator=one_of(MechanismChange), metadata=means("which step it was")
    )

    def only_seen_happening(self) -> bool:
        """A session; what is agreed or ended is words."""
        return self.change == "first-session"


def _period(term: When | None) -> None:
    if term is not None and not term.lasting:
        raise EventError("term", f"{term} is not a period", "write it as 2023/2026 or 2023/..")
