"""How often in a row, and whether in every year."""

from __future__ import annotations

from typing import Any

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import from_day_number
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
from ip4timeline.relationship.claims.answer import Answer, Interval, Verdict
from ip4timeline.relationship.claims.coverage import (
    coverage_of,
    labels,
    of_one,
    on_record,
    partners_of,
)
from ip4timeline.relationship.claims.matches import Matches, matches
from ip4timeline.relationship.claims.period import (
    AFTER,
    Days,
    days_of,
    period_of,
    registries_of,
    shown,
    unsure_reason,
    years,
)


def streak(selection: Selection[Any], claim: int | None = None) -> Answer[int]:
    """How many occasions of the selection's series in a row, up to its last, have such an event.

    With several partners selected (or none: then all four), an occasion counts only if
    each of them has one. The occasions are those that the record has scheduled, and not
    called off, wholly within the selection's period; an event counts for the occasion that it is
    about, whenever it was itself. With ``claim``: whether it was so many in a row or more.

    That they were in a row needs every occasion of the span to be on record, and not that the
    record is complete for such events: four invitations to four summits are four in a row.

    Raises:
        TimelineError: the selection is of no series of occasions.
    """
    if not selection.series:
        raise TimelineError("a streak needs a series: use in_series('nato-summit')")
    occasions, unscheduled = _occasions(selection)
    anytime: Selection[Any] = attrs.evolve(selection, first=None, last=None)
    found = matches(anytime)
    run = _Run(anytime, found)
    for occasion in reversed(occasions):
        run.add(occasion)
    if claim is None:
        wanted = run.low
        verdict: Verdict = "yes" if run.low == run.high else run.unsure
    else:
        wanted = claim
        verdict = "yes" if run.low >= claim else "no" if run.high < claim else run.unsure
    reason, coverage = run.reason, run.coverage
    if verdict == "no":
        why = f"; {run.broken.id} breaks the run for {run.lacking}" if run.broken else ""
        reason = f"the record holds {run.high} in a row{why}"
        gap = _passed(unscheduled, run.broken)
        if run.broken is None and not gap:
            gap = _whole(selection, occasions, unscheduled)[1]
        if gap:
            verdict, reason = "not established", gap
    elif verdict == "yes":
        reason = ""
        span = occasions[max(len(occasions) - max(wanted, 1), 0) :]
        rows, gap = _whole(selection, span, unscheduled)
        coverage = (*coverage, *(row for row in rows if row not in coverage))
        if gap:
            verdict, reason = "not established", gap
    return Answer(
        value=run.low,
        verdict=verdict,
        evidence=tuple(run.evidence),
        coverage=coverage,
        reason=reason,
        doubtful=tuple(run.doubtful),
        period=shown(period_of(selection)),
    )


class _Run:
    """The occasions in a row, from the last backwards, as far as they surely and possibly go."""

    def __init__(self, selection: Selection[Any], found: Matches) -> None:
        self._selection = selection
        self._found = found
        self._absences = _absences(selection)
        self.low = self.high = 0
        self._sure = self._open = True
        self.unsure: Verdict = "possible"
        self.evidence: list[Event] = []
        self.doubtful: list[Event] = []
        self.coverage: tuple[Coverage, ...] = ()
        self.reason = ""
        self.broken: Occasion | None = None
        self.lacking = ""

    def add(self, occasion: Occasion) -> None:
        """One occasion more, earlier than the ones before."""
        if not self._open:
            return
        here = self._found.where(lambda e: getattr(e, "occasion", "") == occasion.id)
        days = days_of(occasion.dates)
        partners = partners_of(self._selection) or tuple(Partner)
        verdicts = {p: self._verdict(here.of(p), p, occasion, days) for p in partners}
        if lacking := [p for p, verdict in verdicts.items() if verdict == "no"]:
            self.broken, self.lacking, self._open = occasion, labels(lacking), False
            return
        if self._sure and set(verdicts.values()) == {"yes"}:
            self.low += 1
            self.evidence = [*here.sure, *self.evidence]
        else:
            if self._sure:
                self.unsure = (
                    "not established" if "not established" in verdicts.values() else "possible"
                )
            self._sure = False
            self.doubtful = [*here.doubtful, *self.doubtful]
        self.high += 1

    def _verdict(self, here: Matches, partner: Partner, occasion: Occasion, days: Days) -> Verdict:
        if here.sure:
            return "yes"
        # Seen to be absent, a partner has no attendance that the record may lack.
        if (partner, occasion.id) in self._absences and not here.doubtful:
            return "no"
        rows, gap = coverage_of(of_one(self._selection, partner), days)
        self.coverage = (*self.coverage, *(row for row in rows if row not in self.coverage))
        verdict = Interval(0, len(here.doubtful), gap).verdict(at_least=1)
        if verdict != "no" and not self.reason:
            self.reason = gap or unsure_reason(here.doubtful, self._selection)
        return verdict


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
        first = span[0].dates.bound("possible")
    if selection.horizon is not None:
        if selection.last is not None and selection.last > selection.horizon:
            return (), f"nothing is known after {from_day_number(selection.horizon)}"
        last = selection.horizon if last is None else min(last, selection.horizon)
    return on_record(selection, (first, last))


def _passed(unscheduled: list[Occasion], start: Occasion | None) -> str:
    """What to say of occasions after another that nobody scheduled; empty where there are none.

    Such an occasion is none to go by, nor one to pass over in silence.
    """
    passed = [o for o in unscheduled if start is None or o.place_in_time > start.place_in_time]
    return f"the record schedules no {', '.join(o.id for o in passed)}" if passed else ""


def _occasions(selection: Selection[Any]) -> tuple[list[Occasion], list[Occasion]]:
    """The occasions of a selection's series within its days, in order: scheduled, and not so.

    As known by a day, the second are only those that some event speaks of: the registry
    names occasions of which nobody knew then.
    """
    held: dict[str, bool] = {}
    spoken_of = set()
    for event in selection.standing():
        spoken_of.add(getattr(event, "occasion", ""))
        if isinstance(event, OccasionScheduled | OccasionCalledOff):
            held[event.occasion] = isinstance(event, OccasionScheduled)
    horizon = AFTER if selection.horizon is None else selection.horizon
    last = min(horizon, AFTER if selection.last is None else selection.last)
    series = sorted(
        (o for o in registries_of(selection).occasions if o.series == selection.series),
        key=lambda o: o.place_in_time,
    )
    within = [o for o in series if _inside(o, selection.first, last)]
    # Of one that was not scheduled by then, the dates may not be known either.
    unscheduled = [
        o
        for o in series
        if o.id not in held
        and (o in within if selection.horizon is None else o.id in spoken_of)
        and o.dates.overlaps(selection.first, last)
    ]
    return [o for o in within if held.get(o.id)], unscheduled


def _inside(occasion: Occasion, first: int | None, last: int) -> bool:
    """Whether all of an occasion's days lie within for sure."""
    start, end = days_of(occasion.dates)
    begins = first is None or (start is not None and start >= first)
    return begins and end is not None and end <= last


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
