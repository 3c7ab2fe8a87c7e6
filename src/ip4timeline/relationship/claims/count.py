"""How many there are, and whether there is one at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.relationship.claims.answer import Answer, Verdict
from ip4timeline.relationship.claims.coverage import coverage_of
from ip4timeline.relationship.claims.formats import shut_out
from ip4timeline.relationship.claims.matches import Matches, matches
from ip4timeline.relationship.claims.period import period_of, shown, unsure_reason


def count(
    selection: Selection[Any],
    exactly: int | None = None,
    *,
    at_least: int | None = None,
    at_most: int | None = None,
) -> Answer[int]:
    """How many events there are, or whether there are so many.

    What proves a number needs no completeness, what denies a further one does: one event proves
    ``at_least=1``, and only a record that is declared complete can prove ``at_most=1``.

    Args:
        selection: what to count. The value is the number that it lists.
        exactly: claims this number.
        at_least: claims this number or more.
        at_most: claims this number or fewer.

    Raises:
        TimelineError: the bounds leave no number, or one of them is no number.
    """
    low, high = _bounds(exactly, at_least, at_most)
    found = matches(selection)
    coverage, gap = coverage_of(selection)
    interval = found.interval(gap)
    claimed = not (exactly is None and at_least is None and at_most is None)
    if claimed:
        verdict = interval.verdict(low, high)
    elif gap:
        verdict = "not established"
    else:
        verdict = "possible" if found.doubtful else "yes"
    return Answer(
        value=len(found.listed),
        verdict=verdict,
        evidence=_evidence(found, verdict, claimed, interval.low >= low) or shut_out(selection),
        coverage=coverage,
        reason=_reason(verdict, found, gap, selection),
        doubtful=found.doubtful,
        period=shown(period_of(selection)),
    )


def _bounds(exactly: int | None, at_least: int | None, at_most: int | None) -> tuple[int, Any]:
    given = [n for n in (exactly, at_least, at_most) if n is not None]
    if any(isinstance(n, bool) or not isinstance(n, int) or n < 0 for n in given):
        raise TimelineError(f"{given} is not a number of events; write 0, 1, 2 ...")
    if exactly is not None and (at_least is not None or at_most is not None):
        raise TimelineError(
            "exactly leaves nothing for at_least and at_most; give one or the other"
        )
    low, high = (at_least or 0, at_most) if exactly is None else (exactly, exactly)
    if high is not None and low > high:
        raise TimelineError(f"no number is at least {low} and at most {high}")
    return low, high


def _evidence(found: Matches, verdict: Verdict, claimed: bool, enough: bool) -> tuple[Event, ...]:
    """The sure ones where they alone decide it; else all that the selection lists."""
    if claimed and verdict in ("yes", "no") and enough:
        return found.sure
    return found.listed or (found.reports if verdict != "yes" else ())


def _reason(verdict: Verdict, found: Matches, gap: str, selection: Selection[Any]) -> str:
    """Why a verdict is not yes."""
    if verdict == "yes":
        return ""
    if verdict == "no":
        if shut := shut_out(selection):
            return f"there was no format for partners: {', '.join(e.id for e in shut)}"
        return f"the record holds {len(found.sure)}" if found.sure else "there is none"
    parts = [gap] if gap else []
    if found.doubtful:
        parts.append(unsure_reason(found.doubtful, selection))
    if found.reports and not found.sure:
        parts.append(f"it was reported and not confirmed: {found.reports[0].id}")
    return "; ".join(parts)


_DECIDED: Final[Mapping[Verdict, bool]] = {"yes": True, "no": False}


def exists(selection: Selection[Any]) -> Answer[bool | None]:
    """Whether there is such an event: one proves it, only a complete record can deny it.

    The same as ``count(selection, at_least=1)``; the value is ``None`` where it is not decided.
    """
    found: Answer[Any] = count(selection, at_least=1)
    return attrs.evolve(found, value=_DECIDED.get(found.verdict))


def never(selection: Selection[Any]) -> Answer[bool | None]:
    """Whether there is no such event: the opposite of `exists`, with the same evidence."""
    found = exists(selection)
    opposite: dict[Verdict, Verdict] = {"yes": "no", "no": "yes"}
    verdict = opposite.get(found.verdict, found.verdict)
    reason = found.reason
    if found.verdict == "yes":
        reason = f"the record holds {', '.join(e.id for e in found.evidence[:3])}"
    elif found.verdict == "no":
        reason = ""
    return attrs.evolve(found, value=_DECIDED.get(verdict), verdict=verdict, reason=reason)
