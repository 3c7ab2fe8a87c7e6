"""Who was the only one, and who had the most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Coverage
from ip4timeline.relationship.claims.answer import Answer, Interval, Verdict, foremost
from ip4timeline.relationship.claims.coverage import coverage_of, labels, of_one
from ip4timeline.relationship.claims.matches import Matches, matches
from ip4timeline.relationship.claims.period import period_of, shown, unsure_reason


def _by_partner(
    selection: Selection[Any], asked: str
) -> tuple[Matches, dict[Partner, Interval], tuple[Coverage, ...]]:
    """The events of a selection, and for each partner how many there are.

    Raises:
        TimelineError: the selection is about some partners, so that it cannot tell of
            the others.
    """
    if selection.parties or any(name in ("partner", "partners") for name, _ in selection.values):
        raise TimelineError(f"{asked}() compares all four partners; leave out about()")
    found = matches(selection)
    intervals: dict[Partner, Interval] = {}
    used: dict[Coverage, None] = {}
    for partner in Partner:
        coverage, gap = coverage_of(of_one(selection, partner))
        used |= dict.fromkeys(coverage)
        intervals[partner] = found.of(partner).interval(gap)
    return found, intervals, tuple(used)


def _all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on all of several things: the worst, and what refutes one refutes all."""
    return foremost(verdicts, ("no", "not established", "possible", "yes"))


def only(selection: Selection[Any], claim: Partner | str | int | None = None) -> Answer[Any]:
    """The only partner with such an event, or whether ``claim`` was the only one.

    Raises:
        TimelineError: the selection is about some partners, so that it cannot tell of
            the others.
    """
    found, intervals, coverage = _by_partner(selection, "only")
    sure = [p for p, interval in intervals.items() if interval.low]
    listed = [p for p in Partner if found.of(p).listed]
    # A single sure one is what the record says, whoever else there may have been.
    value = sure[0] if len(sure) == 1 else listed[0] if len(listed) == 1 else None
    claimed = None if claim is None else Partner.of(claim)

    def alone(partner: Partner) -> Verdict:
        others = (i.verdict(at_most=0) for p, i in intervals.items() if p != partner)
        return _all_of([intervals[partner].verdict(at_least=1), *others])

    verdicts = {p: alone(p) for p in Partner} if claimed is None else {claimed: alone(claimed)}
    verdict = foremost(verdicts.values(), ("yes", "not established", "possible", "no"))
    others = [p for p in sure if p != claimed]
    if verdict == "no":
        if claimed is None:
            reason = f"there are {len(sure)}" if sure else "there is none"
        elif others:
            reason = f"so did {labels(others)}"
        else:
            none = not any(interval.high for interval in intervals.values())
            reason = "there is none" if none else f"there is none of {claimed.label}"
    else:
        reason = _open(verdict, found, intervals, selection, [claimed] if claimed else sure)
    return Answer(
        value=value,
        verdict=verdict,
        evidence=found.listed,
        coverage=coverage,
        reason=reason,
        doubtful=found.doubtful,
        period=shown(period_of(selection)),
    )


def _open(
    verdict: Verdict,
    found: Matches,
    intervals: dict[Partner, Interval],
    selection: Selection[Any],
    sure: list[Partner],
) -> str:
    """Why it is not sure who it was."""
    if verdict == "yes":
        return ""
    gaps = [i.gap for p, i in intervals.items() if i.gap and (p not in sure or not i.low)]
    if verdict == "not established" and gaps:
        return gaps[0]
    doubted = [e for e in found.doubtful if set(e.partners) - {p for p in sure if intervals[p].low}]
    return unsure_reason(doubted, selection)


def most(selection: Selection[Any], claim: Partner | str | int | None = None) -> Answer[Any]:
    """The partner with the most such events, or whether ``claim`` had more than each other.

    Raises:
        TimelineError: the selection is about some partners, so that it cannot tell of
            the others.
    """
    found, intervals, coverage = _by_partner(selection, "most")
    listed = {p: len(found.of(p).listed) for p in Partner}
    best = max(listed.values())
    leading = [p for p in Partner if listed[p] == best and best]
    value = leading[0] if len(leading) == 1 else None
    chosen = value if claim is None else Partner.of(claim)
    numbers = ", ".join(f"{p.label} {listed[p]}" for p in Partner)

    def ahead(one: Partner) -> Verdict:
        return _all_of(_more(intervals[one], i) for p, i in intervals.items() if p != one)

    # Where several share the first place, the question is whether any of them may have it alone.
    asked = tuple(Partner) if chosen is None else (chosen,)
    verdict = foremost(map(ahead, asked), ("yes", "not established", "possible", "no"))
    if verdict == "not established":
        gap = next(i.gap for i in intervals.values() if i.gap)
        reason = f"{gap}; on record: {numbers}"
    elif verdict == "possible":
        reason = unsure_reason(found.doubtful, selection)
    elif verdict == "yes":
        reason = ""
    elif chosen is None:
        reason = f"none has more than the others: {numbers}"
    else:
        own = intervals[chosen]
        above = [p for p, i in intervals.items() if p != chosen and _more(own, i) == "no"]
        reason = f"not more than {labels(above)}: {numbers}"
    return Answer(
        value=value,
        verdict=verdict,
        evidence=found.listed,
        coverage=coverage,
        reason=reason,
        doubtful=found.doubtful,
        period=shown(period_of(selection)),
    )


def _more(one: Interval, other: Interval) -> Verdict:
    """Whether the one number is greater than the other."""
    if one.low > other.high and not other.gap:
        return "yes"
    if other.low >= one.high and not one.gap:
        return "no"
    return "not established" if one.gap or other.gap else "possible"
