"""Which was the first, the last or the n-th."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import DayLike, from_day_number
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.relationship.claims.answer import Answer, Interval
from ip4timeline.relationship.claims.coverage import coverage_of
from ip4timeline.relationship.claims.matches import Matches, matches
from ip4timeline.relationship.claims.period import (
    Days,
    may_be_as_early,
    occasion_of,
    period_of,
    precedes,
    registries_of,
    shown,
    unsure_reason,
)


@attrs.frozen
class _Item:
    """Something with a place in the order: an event, or an occasion with the events of it."""

    id: str
    when: When
    events: tuple[Event, ...]
    sure: bool


def first(
    selection: Selection[Any],
    claim: Event | str | None = None,
    *,
    since: DayLike | Event | None = None,
) -> Answer[Any]:
    """The first event, or whether ``claim`` was the first.

    Of several that may have begun on one day none is the first for sure: the order of
    their ids says nothing.

    Args:
        selection: among which.
        claim: an event or its id; or the id of an occasion, which asks whether it was the first
            occasion with such an event, in the order of the occasions themselves.
        since: the first since then: a day, or an earlier event, which is not counted.

    Raises:
        UnknownNameError: nothing has the id that is claimed.
        TimelineError: what is claimed is not in the selection.
    """
    return nth(selection, 1, claim, since=since)


def last(
    selection: Selection[Any],
    claim: Event | str | None = None,
    *,
    before: DayLike | Event | None = None,
) -> Answer[Any]:
    """The last event, or whether ``claim`` was the last; otherwise as `first`.

    Args:
        selection: among which.
        claim: an event or its id, or the id of an occasion.
        before: the last before then: a day, or a later event, which is not counted.
    """
    return _nth(_until(selection, before), 1, claim, backwards=True)


def nth(
    selection: Selection[Any],
    n: int,
    claim: Event | str | None = None,
    *,
    since: DayLike | Event | None = None,
) -> Answer[Any]:
    """The n-th event, or whether ``claim`` was the n-th; otherwise as `first`.

    Raises:
        TimelineError: ``n`` is not 1 or more.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise TimelineError(f"the {n!r}-th is none; count from 1")
    return _nth(_since(selection, since), n, claim, backwards=False)


def _since(selection: Selection[Any], start: DayLike | Event | None) -> Selection[Any]:
    if start is None:
        return selection
    day = start.occurred.latest if isinstance(start, Event) else start
    if day is None:
        raise TimelineError(f"nobody knows by when {start!r} was; give a day")
    begun: Selection[Any] = selection.between(day, None)
    assert begun.first is not None
    return selection.between(from_day_number(begun.first).add(days=1), None)


def _until(selection: Selection[Any], end: DayLike | Event | None) -> Selection[Any]:
    if end is None:
        return selection
    day = end.occurred.earliest if isinstance(end, Event) else end
    if day is None:
        raise TimelineError(f"nobody knows from when {end!r} was; give a day")
    ended: Selection[Any] = selection.between(None, day)
    assert ended.last is not None
    return selection.between(None, from_day_number(ended.last).subtract(days=1))


def _nth(
    selection: Selection[Any], n: int, claim: Event | str | None, *, backwards: bool
) -> Answer[Any]:
    found = matches(selection)
    by_occasion = isinstance(claim, str) and claim in registries_of(selection).occasion_by_id
    items = _occasions(found, selection) if by_occasion else _events(found)
    listed = [i for i in items if any(e in found.listed for e in i.events)]
    if backwards:
        listed.reverse()
    at = listed[n - 1] if len(listed) >= n else None
    value: Any = None if at is None else at.id if by_occasion else at.events[0]
    chosen = at if claim is None else _claimed(claim, items, selection)
    if chosen is None:
        return _too_few(selection, found, n)
    ahead: list[_Item] = []
    rivals: list[_Item] = []
    for item in items:
        if item is chosen:
            continue
        one, other = (chosen, item) if backwards else (item, chosen)
        if precedes(one.when, other.when):
            (ahead if item.sure else rivals).append(item)
        elif may_be_as_early(one.when, other.when):
            rivals.append(item)
    coverage, gap = coverage_of(selection, _in_question(chosen, selection, backwards))
    verdict = Interval(len(ahead), len(ahead) + len(rivals), gap).verdict(n - 1, n - 1)
    if verdict == "yes" and not chosen.sure:
        verdict = "possible"
    if verdict == "no":
        shown_ahead = ahead[0].id if ahead else "nothing"
        side = "after" if backwards else "before"
        reason = (
            f"{shown_ahead} came {side} {chosen.id}"
            if len(ahead) >= n
            else f"only {len(ahead)} {side}"
        )
        evidence = _of([*ahead[:n], chosen])
    else:
        evidence = _of(i for i in items if i is chosen or i in rivals or (n > 1 and i in ahead))
        if backwards:
            evidence = evidence[::-1]
        reason = "" if verdict == "yes" else gap or _why_open(rivals, chosen, selection, backwards)
    return Answer(
        value=value,
        verdict=verdict,
        evidence=evidence,
        coverage=coverage,
        reason=reason,
        doubtful=found.doubtful,
        period=shown(_of_all_time(selection)),
    )


def _too_few(selection: Selection[Any], found: Matches, n: int) -> Answer[Any]:
    """The answer where the selection lists fewer than n."""
    coverage, gap = coverage_of(selection, _of_all_time(selection))
    verdict = found.interval(gap).verdict(at_least=n)
    reason = gap or unsure_reason(found.doubtful, selection)
    if verdict == "no":
        reason = f"the record holds {len(found.sure)}" if found.sure else "there is none"
    return Answer(
        value=None,
        verdict="possible" if verdict == "yes" else verdict,
        evidence=found.listed,
        coverage=coverage,
        reason=reason,
        doubtful=found.doubtful,
        period=shown(_of_all_time(selection)),
    )


def _claimed(claim: Event | str, items: list[_Item], selection: Selection[Any]) -> _Item:
    id = claim.id if isinstance(claim, Event) else claim
    found = next((item for item in items if item.id == id), None)
    if found is None:
        if id not in registries_of(selection).occasion_by_id:
            selection.where(id=id)  # which refuses what nothing has
        raise TimelineError(f"{id!r} is not among the events selected")
    return found


def _events(found: Matches) -> list[_Item]:
    """Each event by itself, the listed ones in their order."""
    sure = set(found.sure)
    others = [e for e in found.doubtful if e not in found.listed]
    return [_Item(e.id, e.occurred, (e,), e in sure) for e in (*found.listed, *others)]


def _occasions(found: Matches, selection: Selection[Any]) -> list[_Item]:
    """The occasions that the events are about, in the order of the occasions."""
    events: dict[str, list[Event]] = {}
    for event in (*found.sure, *found.doubtful):
        events.setdefault(getattr(event, "occasion", ""), []).append(event)
    rows = [o for o in registries_of(selection).occasions if o.id in events]
    sure = {getattr(event, "occasion", "") for event in found.sure}
    return [
        _Item(o.id, o.dates, tuple(events[o.id]), o.id in sure)
        for o in sorted(rows, key=lambda o: o.place_in_time)
    ]


def _of(items: Iterable[_Item]) -> tuple[Event, ...]:
    return tuple(event for item in items for event in item.events)


def _why_open(
    rivals: list[_Item], chosen: _Item, selection: Selection[Any], backwards: bool
) -> str:
    if not rivals:
        return unsure_reason(chosen.events, selection)
    asked = [e for r in rivals for e in r.events if selection.match(e) == "possible"]
    ids = ", ".join(rival.id for rival in rivals)
    said = f"as {'late' if backwards else 'early'} may have been {ids}"
    return f"{said}; {unsure_reason(asked, selection)}" if asked else said


def _of_all_time(selection: Selection[Any]) -> Days:
    """The days that an order is about; of a series all time: what comes first is the first ever.

    The registry need not have every occasion of a series, and before its first one there may have
    been others.
    """
    named = occasion_of(selection) is not None
    return period_of(selection) if named else (selection.first, selection.last)


def _in_question(chosen: _Item, selection: Selection[Any], backwards: bool) -> Days:
    """The days on which something as early, or as late, can have been."""
    low, high = _of_all_time(selection)
    if backwards:
        earliest = chosen.when.bound("possible")
        if earliest is not None:
            low = earliest if low is None else max(low, earliest)
        return (low if high is None or low is None else min(low, high)), high
    latest = chosen.when.bound("certain")
    if latest is not None:
        high = latest if high is None else min(high, latest)
    return low, (high if low is None or high is None else max(high, low))
