"""Which was the first, the last or the n-th."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import DayLike, day_number, from_day_number
from ip4timeline.engine.time.when import Answer as Where
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.relationship.claims.answer import Answer, Interval
from ip4timeline.relationship.claims.coverage import coverage_of
from ip4timeline.relationship.claims.matches import Matches, can_be, check_claim, matches
from ip4timeline.relationship.claims.period import (
    AFTER,
    BEFORE,
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
    listed: bool


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
        since: the first since then: a day, or an earlier event, neither of which is counted: what
            began on that day or before, and only lasted, is not. Whether something on the day
            of the event came after it is open.

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
        before: the last before then: a day, or a later event, neither of which is counted.
    """
    return _nth(selection, 1, claim, before, backwards=True)


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
    return _nth(selection, n, claim, since, backwards=False)


Mark = DayLike | Event | None
"""What the events asked for come after, or where one asks backwards, before."""


def _side(event: Event, mark: DayLike | Event, backwards: bool) -> Where:
    """Whether an event began after a mark (backwards: before it), and not merely lasted there."""
    when = mark.occurred if isinstance(mark, Event) else When(from_day_number(day_number(mark)))
    near, far = (event.occurred, when) if backwards else (when, event.occurred)
    if precedes(near, far):
        return "yes"
    if isinstance(mark, Event):
        # Which of two came first on one day nobody knows.
        return "no" if event.id == mark.id or precedes(far, near) else "possible"
    if event.occurred.qualifier:
        return "possible"  # of a doubted date it is not sure that it came no later
    edge = event.occurred.bound("possible" if backwards else "certain")
    day = day_number(mark)
    return "no" if edge is not None and (edge >= day if backwards else edge <= day) else "possible"


def _beyond(found: Matches, mark: Mark, backwards: bool) -> Matches:
    """The events on the side of a mark that is asked for, also those that only may be there."""
    if mark is None:
        return found
    sides = {e: _side(e, mark, backwards) for e in (*found.sure, *found.doubtful)}
    sure = tuple(e for e in found.sure if sides[e] == "yes")
    kept = set(sure)
    rest = tuple(e for e in sides if e not in kept and sides[e] != "no")
    listed = tuple(e for e in found.listed if sides.get(e) != "no")
    return attrs.evolve(found, sure=sure, doubtful=rest, listed=listed)


def _doubted(mark: Mark) -> list[Event]:
    """The mark if it may have been on any day, and what came after it likewise."""
    return [mark] if isinstance(mark, Event) and mark.occurred.qualifier else []


def _days(selection: Selection[Any], mark: Mark, backwards: bool) -> Days:
    """The days that an order is about, from a mark on or until it.

    Raises:
        TimelineError: there are none.
    """
    low, high = _of_all_time(selection)
    if mark is None:
        return low, high
    if isinstance(mark, Event):
        edge = mark.occurred.bound("certain" if backwards else "possible")
    else:
        edge = day_number(mark) + (-1 if backwards else 1)
    if edge is None:
        return low, high
    if not BEFORE < edge < AFTER:
        raise TimelineError(f"there is no day {'before' if backwards else 'after'} {mark}")
    if backwards:
        high = edge if high is None else min(high, edge)
    else:
        low = edge if low is None else max(low, edge)
    if low is not None and high is not None and low > high:
        between = f"between {from_day_number(low)} and {from_day_number(high)}"
        raise TimelineError(f"{between} there is no day")
    return low, high


def _nth(
    selection: Selection[Any], n: int, claim: Event | str | None, mark: Mark, *, backwards: bool
) -> Answer[Any]:
    check_claim(claim)
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise TimelineError(f"the {n!r}-th is none; count from 1")
    days = _days(selection, mark, backwards)
    found = _beyond(matches(selection), mark, backwards)
    by_occasion = isinstance(claim, str) and claim in registries_of(selection).occasion_by_id
    items = _occasions(found, selection) if by_occasion else _events(found)
    listed = [item for item in items if item.listed]
    if backwards:
        listed.reverse()
    at = listed[n - 1] if len(listed) >= n else None
    value: Any = None if at is None else at.id if by_occasion else at.events[0]
    chosen = at if claim is None else _claimed(claim, items, selection)
    if chosen is None:
        return _too_few(selection, found, n, days, mark)
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
    # A plan for a later occasion may be older than the occasion in question.
    planned = by_occasion and any(not cls.observed for cls in selection.kinds or (Event,))
    narrowed = days if planned and backwards else _in_question(chosen, days, backwards)
    coverage, gap = coverage_of(selection, narrowed)
    verdict = Interval(len(ahead), len(ahead) + len(rivals), gap).verdict(n - 1, n - 1)
    if (verdict == "yes" and not chosen.sure) or (verdict == "no" and _doubted(mark)):
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
        open_ = _why_open(rivals, chosen, selection, backwards, mark)
        reason = "" if verdict == "yes" else gap or open_
    return Answer(
        value=value,
        verdict=verdict,
        evidence=evidence,
        coverage=coverage,
        reason=reason,
        doubtful=found.doubtful,
        period=shown(days),
    )


def _too_few(
    selection: Selection[Any], found: Matches, n: int, days: Days, mark: Mark
) -> Answer[Any]:
    """The answer where the selection lists fewer than n."""
    coverage, gap = coverage_of(selection, days)
    verdict = found.interval(gap).verdict(at_least=n)
    reason = gap or unsure_reason(found.doubtful, selection)
    if verdict == "no" and (doubted := _doubted(mark)):
        verdict, reason = "possible", unsure_reason(doubted)
    elif verdict == "no":
        reason = f"the record holds {len(found.sure)}" if found.sure else "there is none"
    return Answer(
        value=None,
        verdict="possible" if verdict == "yes" else verdict,
        evidence=found.listed,
        coverage=coverage,
        reason=reason,
        doubtful=found.doubtful,
        period=shown(days),
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
    sure, listed = set(found.sure), set(found.listed)
    others = [e for e in found.doubtful if e not in listed]
    return [_Item(e.id, e.occurred, (e,), e in sure, e in listed) for e in (*found.listed, *others)]


def _occasions(found: Matches, selection: Selection[Any]) -> list[_Item]:
    """The occasions that the events are about, in the order of the occasions.

    An event that names none may have been at any that its date allows, or at one that the
    registry lacks.
    """
    sure, listed = set(found.sure), set(found.listed)
    about: dict[str, list[Event]] = {}
    loose: list[Event] = []
    for event in (*found.sure, *found.doubtful):
        at: str | None = getattr(event, "occasion", None)
        if at:
            about.setdefault(at, []).append(event)
        elif at is not None:
            loose.append(event)
    items: list[_Item] = []
    placed: set[Event] = set()
    for o in sorted(registries_of(selection).occasions, key=lambda o: o.place_in_time):
        here = [] if selection.series not in ("", o.series) else [e for e in loose if can_be(e, o)]
        placed.update(here)
        named = about.get(o.id, [])
        if named or here:
            certain = any(e in sure for e in named)
            at_all = any(e in listed for e in named)
            items.append(_Item(o.id, o.dates, (*named, *here), certain, at_all))
    nowhere = [e for e in loose if e not in placed]
    return [*items, *(_Item(e.id, e.occurred, (e,), False, False) for e in nowhere)]


def _of(items: Iterable[_Item]) -> tuple[Event, ...]:
    return tuple(dict.fromkeys(event for item in items for event in item.events))


def _why_open(
    rivals: list[_Item], chosen: _Item, selection: Selection[Any], backwards: bool, mark: Mark
) -> str:
    if isinstance(mark, Event):
        sides = {_side(event, mark, backwards) for event in chosen.events}
        if "yes" not in sides:
            return f"it is not sure which came first, {chosen.id} or {mark.id}"
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


def _in_question(chosen: _Item, days: Days, backwards: bool) -> Days:
    """The days on which something as early, or as late, can have been."""
    low, high = days
    if chosen.when.qualifier:
        return days
    if backwards:
        earliest = chosen.when.bound("possible")
        if earliest is not None:
            low = earliest if low is None else max(low, earliest)
        return (low if high is None or low is None else min(low, high)), high
    latest = chosen.when.bound("certain")
    if latest is not None:
        high = latest if high is None else min(high, latest)
    return low, (high if low is None or high is None else max(high, low))
