"""What binds each partner: agreements and the current programme, statuses, missions, mechanisms."""

from __future__ import annotations

from typing import Literal

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.projections.projection import projection
from ip4timeline.engine.time.days import Date, DayLike
from ip4timeline.engine.time.phrases import since_words, when_words
from ip4timeline.engine.time.when import TermState, When
from ip4timeline.nato.kinds.ties import (
    AgreementAnnounced,
    AgreementEnded,
    AgreementEvent,
    AgreementInForce,
    AgreementSigned,
    MechanismChanged,
    MissionChanged,
    MissionType,
    StatusChanged,
)
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.words import code_words, slug_words
from ip4timeline.relationship.projections.value import Namer, Value

PROGRAMME_TYPES = frozenset({"ipcp", "itpp"})
"""Types of agreement of which a partner has one at a time: its partnership programme."""
Key = tuple[Partner, str]


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Agreement(Value):
    """An agreement as it stands.

    Attributes:
        agreement: its id.
        stage: ``announced`` before it is concluded, ``signed``, or ``in-force`` once a
            source says that it took effect.
        signed: when it was concluded; partial where the sources are.
        term: the period it says it covers, if any.
        areas: the fields of cooperation that a source names; empty where none does.
    """

    agreement: str
    title: str = ""
    type: str = "other"
    form: str = ""
    stage: Literal["announced", "signed", "in-force"]
    signed: When | None = None
    term: When | None = None
    areas: tuple[str, ...] = ()

    def term_state(self, day: DayLike) -> TermState:
        """How its term stands on a day; ``unknown`` where no source gives one."""
        return "unknown" if self.term is None else self.term.term_state(day)

    def describe(self, name: Namer) -> str:
        """The title, when it was concluded, its term and how many of its fields are named."""
        dates = [code_words(self.stage)]
        if self.signed:
            dates = [f"{code_words(self.form or self.stage)} {when_words(self.signed)}"]
        if self.term:
            dates.append(f"term {when_words(self.term)}")
        elif self.signed and self.type in PROGRAMME_TYPES:
            dates.append("term not known")
        if self.areas:
            dates.append(f"{len(self.areas)} fields of cooperation named")
        return f"{self.title or slug_words(self.agreement)} ({', '.join(dates)})"


def agreement_lapses(value: Agreement) -> Date | None:
    """The day after the term's last possible day; a term without a known end never lapses."""
    return None if value.term is None else value.term.lapses_on


def _concluded(event: AgreementSigned) -> Agreement:
    return Agreement(
        agreement=event.agreement,
        title=event.title,
        type=event.type,
        form=event.form,
        stage="signed",
        signed=event.occurred,
        term=event.term,
        areas=event.areas,
    )


def _in_force(value: Agreement | None, event: AgreementInForce) -> Agreement:
    old = value or Agreement(agreement=event.agreement, stage="in-force")
    return attrs.evolve(old, stage="in-force", term=event.term or old.term)


def _agreement_keys(event: AgreementEvent) -> list[Key]:
    ids = [event.agreement]
    if isinstance(event, AgreementSigned):
        ids += event.replaces
    return [(partner, id) for partner in event.partners for id in ids]


@projection(on=AgreementEvent, keys=_agreement_keys, lapses=agreement_lapses)
def AGREEMENTS(value: Agreement | None, event: AgreementEvent, key: Key) -> Agreement | None:
    """Each agreement from its announcement until it ends, lapses or is replaced."""
    if key[1] != event.agreement:
        return None  # replaced by the one that was signed
    match event:
        case AgreementSigned():
            return _concluded(event)
        case AgreementInForce():
            return _in_force(value, event)
        case AgreementEnded():
            return None
        case AgreementAnnounced():
            if value is not None and value.stage != "announced":
                return value
            return Agreement(
                agreement=event.agreement, title=event.title, type=event.type, stage="announced"
            )
    return value


@projection(on=AgreementEvent, keys=lambda e: e.partners, lapses=agreement_lapses)
def PROGRAMME(value: Agreement | None, event: AgreementEvent) -> Agreement | None:
    """The current partnership programme (IPCP or ITPP) of each partner."""
    if isinstance(event, AgreementSigned):
        if event.type in PROGRAMME_TYPES:
            return _concluded(event)
        replaced = value is not None and value.agreement in event.replaces
        return None if replaced else value
    if value is None or value.agreement != event.agreement:
        return value
    if isinstance(event, AgreementInForce):
        return _in_force(value, event)
    return None if isinstance(event, AgreementEnded) else value


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Standing(Value):
    """A partner's status in a body: what it is, how far it has come, since when."""

    status: str
    body: str
    change: str
    since: When

    def describe(self, name: Namer) -> str:
        """The status, the body and the stage."""
        status, change = slug_words(self.status), code_words(self.change)
        return f"{status} at {name(self.body)}: {change} {when_words(self.since)}"


@projection(on=StatusChanged, keys=lambda e: [(p, e.status) for p in e.partners])
def STATUSES(value: Standing | None, event: StatusChanged) -> Standing | None:
    """Each status a partner has or seeks in a body, until it ends."""
    if event.change == "ended":
        return None
    return Standing(status=event.status, body=event.body, change=event.change, since=event.occurred)


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Mission(Value):
    """A mission or liaison post.

    Attributes:
        mission: its slug.
        change: the last step.
        since: when that was taken.
        head: id of the person named last to lead it; empty where nobody was.
        type: what sort it is, as the last source says that tells; ``None`` where none does.
        head_since: when that person was named; ``None`` where nobody was.
    """

    mission: str
    change: str
    since: When
    head: str = ""
    type: MissionType | None = None
    head_since: When | None = None

    def describe(self, name: Namer) -> str:
        """The mission, what sort it is, the last step and the head."""
        head = f", headed by {name(self.head)}" if self.head else ""
        if self.head_since:
            head += f" ({since_words(self.head_since)})"
        sort = f" ({code_words(self.type)})" if self.type and self.type != "mission" else ""
        step = f"{code_words(self.change)} {when_words(self.since)}"
        return f"{slug_words(self.mission)}{sort}: {step}{head}"


@projection(on=MissionChanged, keys=lambda e: [(p, e.mission) for p in e.partners])
def MISSIONS(value: Mission | None, event: MissionChanged) -> Mission | None:
    """Each mission or liaison post, until it is closed."""
    if event.change == "closed":
        return None
    head, head_since = (value.head, value.head_since) if value else ("", None)
    if event.head and event.head != head:
        head, head_since = event.head, event.occurred
    sort = event.type or (value.type if value else None)
    if event.change == "representative-named" and value is not None:
        # A new head does not move the mission a step back.
        return attrs.evolve(value, head=head, head_since=head_since, type=sort)
    return Mission(
        mission=event.mission,
        change=event.change,
        since=event.occurred,
        head=head,
        head_since=head_since,
        type=sort,
    )


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Mechanism(Value):
    """A standing format: whether agreed or in session, and since when."""

    mechanism: str
    title: str
    change: str
    since: When

    def describe(self, name: Namer) -> str:
        """The title and the stage."""
        title = self.title or slug_words(self.mechanism)
        return f"{title}: {code_words(self.change)} {when_words(self.since)}"


@projection(on=MechanismChanged, keys=lambda e: [(p, e.mechanism) for p in e.partners])
def MECHANISMS(value: Mechanism | None, event: MechanismChanged) -> Mechanism | None:
    """Each standing format of consultation or cooperation, until it ends."""
    if event.change == "ended":
        return None
    title = event.title or (value.title if value else "")
    return Mechanism(
        mechanism=event.mechanism, title=title, change=event.change, since=event.occurred
    )
