"""How often in a row, and whether in every year."""

from __future__ import annotations

from typing import Any

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import Answer as Where
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.occasions import (
    Absence,
    Attendance,
    OccasionCalledOff,
    OccasionScheduled,
)
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Coverage, Occasion
from ip4timeline.relationship.claims.answer import Answer, Interval, Verdict, foremost
from ip4timeline.relationship.claims.coverage import (
    at_one,
    coverage_of,
    labels,
    of_one,
    on_record,
    partners_of,
)
from ip4timeline.relationship.claims.matches import Matches, can_be, matches
from ip4timeline.relationship.claims.period import (
    BEFORE,
    days_of,
    not_after,
    number_or,
    period_of,
    precedes,
    registries_of,
    shown,
    unsure_reason,
    years,
)


def streak(selection: Selection[Any], claim: int | None = None) -> Answer[int]:
    """How many occasions of the selection's series in a row, up to its last, have such an event.

    With several partners selected (or none: then all four), an occasion counts only if
    each of them has one. The occasions are those that the record has scheduled, and not
    called off, wholly within the selection's period; partial dates may leave that open, and their
    order. An event counts for the occasion that it is
    about, whenever it was itself. With ``claim``: whether it was so many in a row or more.

    That they were in a row needs every occasion of the span to be on record, and not that the
    record is complete for such events: four invitations to four summits are four in a row. That
    they were no more needs every occasion since the one that breaks the run.

    Raises:
        TimelineError: the selection is of no series of occasions, or the claim is no number.
    """
    if isinstance(claim, bool) or not isinstance(claim, int | None) or (claim or 0) < 0:
        raise TimelineError(f"{claim!r} is not a number of occasions; write 0, 1, 2 ...")
    if not selection.series:
        raise TimelineError("a streak needs a series: use in_series('nato-summit')")
    places, unscheduled = _places(selection)
    anytime: Selection[Any] = attrs.evolve(selection, first=None, last=None)
    run = _Run(anytime, matches(anytime))
    for place in reversed(places):
        run.add(place)
    low, high = len(run.sure()), len(run.possible())
    unsure, reason = run.why_open()
    coverage = run.coverage
    if claim is None:
        verdict: Verdict = "yes" if low == high else unsure
    else:
        verdict = "yes" if low >= claim else "no" if high < claim else unsure
    if verdict in ("yes", "no"):
        reason = ""
        if verdict == "no":
            why = f"; {run.broken.id} breaks the run for {run.lacking}" if run.broken else ""
            most = f"the record holds {high}" if low == high else f"there are at most {high}"
            reason = f"{most} in a row{why}"
        # Further ones would lengthen a run as far as what breaks it, or break one anywhere.
        span = run.sure()[-max(claim, 1) :] if claim is not None and verdict == "yes" else []
        span = span or ([run.broken] if run.broken else [])
        rows, gap = _whole(selection, span, unscheduled)
        coverage = (*coverage, *(row for row in rows if row not in coverage))
        if gap and claim != 0:  # no run is shorter than none
            verdict, reason = "not established", gap
    return Answer(
        value=low,
        verdict=verdict,
        evidence=tuple(run.evidence()),
        coverage=coverage,
        reason=reason,
        doubtful=tuple(run.doubtful()),
        period=shown(period_of(selection)),
    )


@attrs.frozen
class _Place:
    """An occasion with a place in the sequence, and whether it surely belongs there."""

    occasion: Occasion
    sure: bool


@attrs.frozen
class _Step:
    """What is known of one occasion: whether each partner has such an event there."""

    place: _Place
    verdict: Verdict
    here: Matches
    reason: str

    @property
    def id(self) -> str:
        """The id of the occasion."""
        return self.place.occasion.id

    @property
    def dates(self) -> When:
        """When the occasion was."""
        return self.place.occasion.dates


class _Run:
    """The occasions from the last backwards, as far as a run surely and possibly goes.

    An occasion surely belongs to the run if everything that may break it surely came before, and
    cannot if something that surely breaks it surely came after. Dates may leave both open.
    """

    def __init__(self, selection: Selection[Any], found: Matches) -> None:
        self._selection = selection
        self._found = found
        self._absences = _absences(selection)
        self._steps: list[_Step] = []  # from the last backwards
        self.coverage: tuple[Coverage, ...] = ()
        self.broken: Occasion | None = None
        self.lacking = ""

    def add(self, place: _Place) -> None:
        """One occasion more, earlier than the ones before."""
        occasion = place.occasion
        if self.broken is not None and precedes(occasion.dates, self.broken.dates):
            return
        here = self._found.where(lambda event: _is_at(event, occasion))
        partners = partners_of(self._selection) or tuple(Partner)
        told = {p: self._verdict(here.of(p), p, occasion) for p in partners}
        verdicts = [verdict for verdict, _ in told.values()]
        lacking = [p for p, (verdict, _) in told.items() if verdict == "no"]
        if lacking and place.sure and self.broken is None:
            self.broken, self.lacking = occasion, labels(lacking)
        overall = foremost(verdicts, ("no", "not established", "possible", "yes"))
        reason = next((r for verdict, r in told.values() if verdict == overall), "")
        self._steps.append(_Step(place, overall, here, reason))

    def sure(self) -> list[Occasion]:
        """The occasions that surely are of the run, in order."""
        breaks = [step for step in self._steps if step.verdict != "yes"]
        return [
            step.place.occasion
            for step in reversed(self._steps)
            if step.place.sure
            and step.verdict == "yes"
            and all(precedes(b.dates, step.dates) for b in breaks)
        ]

    def possible(self) -> list[Occasion]:
        """Those with them that may be, in order."""
        breaks = [step for step in self._steps if step.verdict == "no" and step.place.sure]
        return [
            step.place.occasion
            for step in reversed(self._steps)
            if step.verdict != "no" and not any(precedes(step.dates, b.dates) for b in breaks)
        ]

    def evidence(self) -> list[Event]:
        """The events of the occasions that surely are of the run."""
        ids = {occasion.id for occasion in self.sure()}
        return [e for step in reversed(self._steps) if step.id in ids for e in step.here.sure]

    def doubtful(self) -> list[Event]:
        """The events on which it hangs whether the others are."""
        ids = {occasion.id for occasion in self.sure()}
        rest = [step for step in reversed(self._steps) if step.id not in ids]
        return list(dict.fromkeys(e for step in rest for e in step.here.doubtful))

    def why_open(self) -> tuple[Verdict, str]:
        """How it stands with what is neither sure nor impossible, and why."""
        ids = {occasion.id for occasion in self.sure()}
        for step in self._steps:
            if step.id in ids or (step.verdict == "no" and step.place.sure):
                continue
            if not step.place.sure:
                return "possible", f"it is not sure that {step.id} was held within the days"
            if step.verdict != "yes":
                return step.verdict, step.reason
        return "possible", "it is not sure in which order the occasions were"

    def _verdict(self, here: Matches, partner: Partner, occasion: Occasion) -> tuple[Verdict, str]:
        if here.sure:
            return "yes", ""
        # Seen to be absent, a partner has no attendance that the record may lack.
        if (partner, occasion.id) in self._absences and not here.doubtful:
            return "no", ""
        rows, gap = coverage_of(at_one(of_one(self._selection, partner), occasion))
        self.coverage = (*self.coverage, *(row for row in rows if row not in self.coverage))
        verdict = Interval(0, len(here.doubtful), gap).verdict(at_least=1)
        return verdict, gap or unsure_reason(here.doubtful, self._selection)


def _is_at(event: Event, occasion: Occasion) -> bool:
    """Whether an event is about an occasion, or names none and may have been at it."""
    at: str = getattr(event, "occasion", "")
    return at == occasion.id or (not at and can_be(event, occasion))


def _absences(selection: Selection[Any]) -> set[tuple[Partner, str]]:
    """Where a whole partner was seen to be absent; only of attendances it tells anything."""
    if not selection.kinds or not all(issubclass(cls, Attendance) for cls in selection.kinds):
        return set()
    seen = (e for e in selection.standing() if isinstance(e, Absence) and not e.person)
    return {(e.partner, e.occasion) for e in seen}


def _whole(
    selection: Selection[Any], span: list[Occasion], unscheduled: list[Occasion]
) -> tuple[tuple[Coverage, ...], str]:
    """Whether no occasion from the first of a span until the end of the period is missing."""
    if passed := _passed(unscheduled, span[0] if span else None):
        return (), passed
    first, last = period_of(selection)
    if span:
        starts = [occasion.dates.bound("possible") for occasion in span]
        first = None if None in starts else min(s for s in starts if s is not None)
    if selection.horizon is not None:
        if selection.last is not None and selection.last > selection.horizon:
            return (), f"nothing is known after {from_day_number(selection.horizon)}"
        last = selection.horizon if last is None else min(last, selection.horizon)
    return on_record(selection, (first, last))


def _passed(unscheduled: list[Occasion], start: Occasion | None) -> str:
    """What to say of occasions after another that nobody scheduled; empty where there are none.

    Such an occasion is none to go by, nor one to pass over in silence.
    """
    passed = [o for o in unscheduled if start is None or not precedes(o.dates, start.dates)]
    return f"the record schedules no {', '.join(o.id for o in passed)}" if passed else ""


def _places(selection: Selection[Any]) -> tuple[list[_Place], list[Occasion]]:
    """The occasions of a selection's series within its days, in order: scheduled, and not so.

    As known by a day, the second are only those that some event speaks of: the registry
    names occasions of which nobody knew then.
    """
    told: dict[str, list[Event]] = {}
    spoken_of = set()
    for event in selection.standing():
        spoken_of.add(getattr(event, "occasion", ""))
        if isinstance(event, OccasionScheduled | OccasionCalledOff):
            told.setdefault(event.occasion, []).append(event)
    last = selection.last
    if selection.horizon is not None:
        last = selection.horizon if last is None else min(last, selection.horizon)
    series = sorted(
        (o for o in registries_of(selection).occasions if o.series == selection.series),
        key=lambda o: o.place_in_time,
    )
    inside = {o.id: _inside(o.dates, selection.first, last) for o in series}
    held = {id: _held(events) for id, events in told.items()}
    # Of one that was not scheduled by then, the dates may not be known either.
    unscheduled = [
        o
        for o in series
        if o.id not in held
        and (inside[o.id] != "no" if selection.horizon is None else o.id in spoken_of)
        and o.dates.overlaps(selection.first, last)
    ]
    both = {o.id: (held.get(o.id, "no"), inside[o.id]) for o in series}
    return [
        _Place(o, both[o.id] == ("yes", "yes")) for o in series if "no" not in both[o.id]
    ], unscheduled


def _held(told: list[Event]) -> Where:
    """Whether an occasion is to be held, by what scheduled it and called it off, in order.

    The last of them says so, unless one that says the opposite may have come later.
    """
    dated = [event for event in told if event.occurred.bound("certain") is not None]
    last = (dated or told)[-1]
    planned = isinstance(last, OccasionScheduled)
    for event in told:
        opposite = isinstance(event, OccasionScheduled) != planned
        if opposite and not not_after(event.occurred, last.occurred):
            return "possible"
    return "yes" if planned else "no"


def _inside(dates: When, first: int | None, last: int | None) -> Where:
    """Whether all of an occasion's days lie between two days."""
    start, end = days_of(dates)
    latest = dates.bound("certain")
    soonest = dates.until_at_least if dates.lasting else dates.earliest
    if first is not None and latest is not None and latest < first:
        return "no"
    if last is not None and max(number_or(soonest, BEFORE), start or BEFORE) > last:
        return "no"
    begins = first is None or (start is not None and start >= first)
    ends = last is None or (end is not None and end <= last)
    open_ = dates.qualifier and (first is not None or last is not None)
    return "yes" if begins and ends and not open_ else "possible"


def every_year(selection: Selection[Any]) -> Answer[int]:
    """Whether each calendar year of the period has such an event; the value: how many surely do.

    Raises:
        TimelineError: the selection says neither by days nor by occasions from when to when.
    """
    first, last = period_of(selection)
    if first is None or last is None:
        raise TimelineError("every year from when to when? Say so with between()")
    verdicts: dict[int, Verdict] = {}
    evidence: list[Event] = []
    reasons: list[str] = []
    used: dict[Coverage, None] = {}
    for year, low, high in years(first, last):
        part: Selection[Any] = attrs.evolve(selection, first=low, last=high)
        found = matches(part)
        coverage, gap = coverage_of(part, (low, high))
        used |= dict.fromkeys(coverage)
        verdicts[year] = found.interval(gap).verdict(at_least=1)
        evidence += (e for e in found.sure[:1] if e not in evidence)
        if verdicts[year] != "yes":
            open_ = gap or unsure_reason(found.doubtful, part)
            reasons.append(f"{year}: {'there is none' if verdicts[year] == 'no' else open_}")
    said = set(verdicts.values())
    verdict = next(v for v in ("no", "not established", "possible", "yes") if v in said)
    return Answer(
        value=sum(v == "yes" for v in verdicts.values()),
        verdict=verdict,
        evidence=tuple(evidence),
        coverage=tuple(used),
        reason="; ".join(reasons),
        period=shown((first, last)),
    )
