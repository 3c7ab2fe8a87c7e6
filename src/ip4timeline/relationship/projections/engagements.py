"""How each partner stood towards each occasion: what was planned, and what was seen."""

from __future__ import annotations

from typing import Final, Literal

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.projections.projection import projection
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds.occasions import (
    Absence,
    Acceptance,
    Attendance,
    Cancellation,
    Declination,
    Invitation,
    OccasionCalledOff,
    OccasionEvent,
    OccasionScheduled,
)
from ip4timeline.nato.partners import Delegate, Level
from ip4timeline.nato.words import code_words
from ip4timeline.relationship.projections.value import Namer, Value

Status = Literal[
    "attended",
    "absent",
    "called-off",
    "no-format",
    "expected",
    "withdrawn",
    "declined",
    "invited",
    "scheduled",
    "unknown",
]
InviteeStatus = Literal[
    "attended", "absent", "represented", "expected", "withdrawn", "declined", "invited", "unknown"
]
_SAID: Final[dict[str, Status]] = {
    "occasion-scheduled": "scheduled",
    "occasion-called-off": "called-off",
    "invitation": "invited",
    "acceptance": "expected",
    "cancellation": "withdrawn",
    "declination": "declined",
    "attendance": "attended",
    "absence": "absent",
}
"""What each kind of step says of whom it is about."""
STATUS_WORDS: Final[dict[str, str]] = {
    "called-off": "called off",
    "no-format": "no format for partners",
}
"""Statuses that are not a word of their own."""
STATUS_MEANINGS: Final[dict[Status, str]] = {
    "attended": "a source says who came for the partner, or that somebody did",
    "absent": "the partner, or the person who was to come, was seen to be missing, and nobody "
    "else was to come",
    "expected": "the partner said that somebody would come",
    "withdrawn": "the partner had accepted, and took it back",
    "declined": "the partner said that it, or the person asked, would not come",
    "invited": "the partner was asked to come, and no answer is known",
    "scheduled": "the occasion is planned; nobody is known to have been asked",
    "called-off": "the occasion was planned, and then called off",
    "no-format": "a source says that there was no format for partners",
    "unknown": "the occasion is over, and no source says who came: silence is not absence",
}
"""What each status of a partner towards an occasion means; the data dictionary prints it."""
_PLANS: dict[str, InviteeStatus] = {
    "acceptance": "expected",
    "cancellation": "withdrawn",
    "declination": "declined",
}


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class EngagementStep:
    """One dated step of an engagement: what kind of event, when, and about whom."""

    kind: str
    event: str
    occurred: When
    known: Date
    person: str = ""
    level: Level | None = None
    instead_of: str = ""
    delegates: tuple[Delegate, ...] = ()

    def describe(self, name: Namer) -> str:
        """Who did what, such as ``Shigeru Ishiba absent``."""
        said = code_words(_SAID.get(self.kind, self.kind))
        text = f"{name(self.person)} {said}" if self.person else said
        if self.level:
            text += f" ({code_words(self.level)})"
        return text + (f" instead of {name(self.instead_of)}" if self.instead_of else "")


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Course(Value):
    """What the fold keeps of one partner and one occasion: its dates and every step."""

    occasion: str
    dates: When | None = None
    called_off: bool = False
    no_format: bool = False
    steps: tuple[EngagementStep, ...] = ()

    def describe(self, name: Namer) -> str:
        """As the engagement without a day, and the last step where that says more."""
        found = engagement(self, None)
        text = found.describe(name)
        if found.status == "scheduled" and self.dates is not None:
            return f"{text} for {when_words(self.dates)}"
        if not self.steps:
            return text
        step, date = self.steps[-1], when_words(self.steps[-1].occurred)
        if _SAID.get(step.kind) == found.status:
            return f"{text}, {date}"
        return f"{text}; {step.describe(name)}, {date}"


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Invitee(Value):
    """What became of the person who was invited."""

    person: str
    status: InviteeStatus

    def describe(self, name: Namer) -> str:
        """The person and the status."""
        return f"{name(self.person)}: {self.status}"


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Engagement(Value):
    """How a partner stood towards an occasion on a day.

    Attributes:
        occasion: id of the occasion.
        status: ``attended`` over ``absent`` over the latest plan (``expected``,
            ``withdrawn``, ``declined``, ``invited``, ``scheduled``). A past occasion of
            which nothing was seen is ``unknown``: silence is not absence; where a source says
            that there was no format for partners it is ``no-format``. Of a named person seen
            to be missing, and nobody to come in their place, it is ``absent``; with another
            person's plan standing it is as if nothing had been seen.
        invitee: what became of the person invited, where one is named.
        delegates: who attended, head first.
        level: the level of the head of delegation, or the level expected.
        person: the person who headed the delegation, or is expected to.
        instead_of: the person in whose place.
        steps: every dated step, in order.
    """

    occasion: str
    status: Status
    invitee: Invitee | None = None
    delegates: tuple[Delegate, ...] = ()
    level: Level | None = None
    person: str = ""
    instead_of: str = ""
    steps: tuple[EngagementStep, ...] = ()

    def describe(self, name: Namer) -> str:
        """The status, at which level, by whom and instead of whom."""
        text = STATUS_WORDS.get(self.status, self.status)
        if self.level:
            text += f" ({code_words(self.level)})"
        if self.person:
            text += f" by {name(self.person)}"
        if self.instead_of:
            text += f" instead of {name(self.instead_of)}"
        return text


@projection(on=OccasionEvent, keys=lambda e: [(p, e.occasion) for p in e.partners])
def ENGAGEMENTS(value: Course | None, event: OccasionEvent) -> Course | None:
    """The course of each partner's engagement with each occasion, by (partner, occasion)."""
    course = value or Course(occasion=event.occasion)
    step = EngagementStep(
        kind=event.kind, event=event.id, occurred=event.occurred, known=event.known
    )
    match event:
        case OccasionScheduled():
            said = event.partner_format
            none = course.no_format if said is None else said == "none"
            course = attrs.evolve(course, dates=event.dates, called_off=False, no_format=none)
        case OccasionCalledOff():
            course = attrs.evolve(course, called_off=True)
        case Invitation():
            step = attrs.evolve(step, person=event.person, level=event.level)
            course = attrs.evolve(course, no_format=False)  # who is asked has something to come to
        case Acceptance():
            step = attrs.evolve(
                step, person=event.person, level=event.level, instead_of=event.instead_of
            )
        case Cancellation() | Declination() | Absence():
            step = attrs.evolve(step, person=event.person)
        case Attendance():
            step = attrs.evolve(
                step,
                person=event.delegates[0].person,
                level=event.level,
                instead_of=event.instead_of,
                delegates=event.delegates,
            )
    return attrs.evolve(course, steps=(*course.steps, step))


def engagement(course: Course, day: int | None) -> Engagement:
    """The engagement that a course amounts to on a day number.

    ``None`` leaves open whether the occasion is past.
    """
    plans = _plans(course)
    attended = [s for s in course.steps if s.kind == "attendance"]
    shown = _shown(course, plans, attended)
    status = _status(course, plans, attended, is_past(course, day))
    return Engagement(
        occasion=course.occasion,
        status=status,
        invitee=_invitee(course, plans, attended, is_past(course, day)),
        delegates=_delegates(attended, shown),
        level=shown.level if shown and status in ("attended", "expected") else None,
        person=shown.person if shown and status in ("attended", "expected") else "",
        instead_of=shown.instead_of if shown and status in ("attended", "expected") else "",
        steps=course.steps,
    )


def _plans(course: Course) -> dict[str, EngagementStep]:
    """The latest step of each person's plan; one that names nobody is about whoever was to come."""
    plans: dict[str, EngagementStep] = {}
    for step in course.steps:
        if step.kind not in _PLANS:
            continue
        if step.kind != "acceptance":
            if not step.person:
                plans = dict.fromkeys(plans, step)
            elif step.person not in plans and "" in plans:
                plans[""] = step
        plans[step.person] = step
    return plans


def _delegates(
    attended: list[EngagementStep], shown: EngagementStep | None
) -> tuple[Delegate, ...]:
    """Everyone who attended, the shown delegation first, each once."""
    steps = sorted(attended, key=lambda s: s is not shown)
    return tuple(dict.fromkeys(d for s in steps for d in s.delegates))


def is_past(course: Course, day: int | None) -> bool:
    """Whether the occasion was over before a day number; ``None`` leaves it open."""
    if day is None or course.dates is None:
        return False
    last = course.dates.until or course.dates.latest
    return last is not None and last.toordinal() < day


def _shown(
    course: Course, plans: dict[str, EngagementStep], attended: list[EngagementStep]
) -> EngagementStep | None:
    """The step that says who comes: the highest delegation seen, else the latest standing plan."""
    if attended:
        return max(attended, key=lambda s: s.level.rank if s.level else -1)
    away = _away(course)
    standing = [
        s
        for s in course.steps
        if plans.get(s.person) is s and s.kind == "acceptance" and s.person not in away
    ]
    return standing[-1] if standing else None


def _away(course: Course) -> set[str]:
    """The people seen to be missing; an empty name: nobody came for the partner."""
    return {s.person for s in course.steps if s.kind == "absence"}


def _status(
    course: Course, plans: dict[str, EngagementStep], attended: list[EngagementStep], past: bool
) -> Status:
    if attended:
        return "attended"
    away = _away(course)
    if "" in away:
        return "absent"
    if course.called_off:
        return "called-off"
    if away and not _shown(course, plans, attended):
        return "absent"  # who was to come was not there, and nobody else was to
    if course.no_format:
        return "no-format"
    if past:
        return "unknown"
    if _shown(course, plans, attended):
        return "expected"
    latest = [s for s in course.steps if s.kind in ("cancellation", "declination", "invitation")]
    if not latest:
        return "scheduled"
    match latest[-1].kind:
        case "cancellation":
            return "withdrawn"
        case "declination":
            return "declined"
    return "invited"


def _invitee(
    course: Course, plans: dict[str, EngagementStep], attended: list[EngagementStep], past: bool
) -> Invitee | None:
    invited = [s.person for s in course.steps if s.kind == "invitation" and s.person]
    replaced = [s.instead_of for s in course.steps if s.instead_of]
    planned = [
        s.person
        for s in course.steps
        if s.person and not s.instead_of and (s.kind in _PLANS or s.kind == "absence")
    ]
    named = [*invited[-1:], *replaced[-1:], *planned[-1:]]
    if not named:
        return None
    person = named[0]
    status: InviteeStatus
    if any(d.person == person for s in attended for d in s.delegates):
        status = "attended"
    elif any(s.kind == "absence" and s.person in ("", person) for s in course.steps):
        status = "absent"
    elif any(s.instead_of == person for s in attended):
        status = "represented"
    elif past:
        status = "unknown"
    elif person in plans:
        status = _PLANS[plans[person].kind]
    else:
        status = "invited"
    return Invitee(person=person, status=status)
