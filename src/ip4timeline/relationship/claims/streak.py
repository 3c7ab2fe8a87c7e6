"""How often in a row."""

from __future__ import annotations

from typing import Any

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.occasions import OccasionCalledOff, OccasionScheduled
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Occasion
from ip4timeline.relationship.claims.answer import Answer
from ip4timeline.relationship.claims.coverage import coverage_of, labels, partners_of, registries_of
from ip4timeline.relationship.claims.period import AFTER, wholly_within


def streak(selection: Selection[Any], claim: int | None = None) -> Answer[int]:
    """How many occasions of the selection's series in a row, up to its last, have such an event.

    With several partners selected (or none: then all four), an occasion counts only if
    each of them has one. The occasions are those that the record has scheduled, and not
    called off, wholly within the selection's period. With ``claim``: whether it was so
    many in a row or more.

    Raises:
        TimelineError: the selection is of no series of occasions.
    """
    if not selection.series:
        raise TimelineError("a streak needs a series: use in_series('nato-summit')")
    partners = partners_of(selection) or tuple(Partner)
    occasions, unscheduled = _occasions(selection)
    events = tuple(selection)
    found: list[Event] = []
    length = 0
    broken, lacking = None, ""
    for occasion in reversed(occasions):
        here = [e for e in events if getattr(e, "occasion", "") == occasion.id]
        lacking = labels(p for p in partners if not any(p in e.partners for e in here))
        if lacking:
            broken = occasion
            break
        found = here + found
        length += 1
    evidence = tuple(found)
    coverage, gap = coverage_of(selection, selection.first, selection.last, everyone=True)
    # An occasion that nobody scheduled is none to go by, nor one to pass over in silence.
    passed = [o.id for o in unscheduled if not broken or o.place_in_time > broken.place_in_time]
    if passed and not gap:
        gap = f"the record schedules no {', '.join(passed)}"
    if gap:
        return Answer(length, "not established", evidence, coverage, gap)
    if claim is not None and length < claim:
        why = f"; {broken.id} breaks the run for {lacking}" if broken else ""
        reason = f"the record holds {length} in a row{why}"
        return Answer(length, "no", evidence, coverage, reason)
    return Answer(length, "yes", evidence, coverage)


def _occasions(selection: Selection[Any]) -> tuple[list[Occasion], list[Occasion]]:
    """The occasions of a selection's series within its days, in order: scheduled, and not so.

    As known by a day, the second are only those that some event speaks of: the registry
    names occasions of which nobody knew then.
    """
    known: Selection[Any] = attrs.evolve(
        selection, parties=(), kinds=(), first=None, last=None, values=(), tests=()
    )
    held: dict[str, bool] = {}
    spoken_of = set()
    for event in known:
        spoken_of.add(event.occasion)
        if isinstance(event, OccasionScheduled | OccasionCalledOff):
            held[event.occasion] = isinstance(event, OccasionScheduled)
    horizon = AFTER if selection.horizon is None else selection.horizon
    last = min(horizon, AFTER if selection.last is None else selection.last)
    within = sorted(
        (
            o
            for o in registries_of(selection).occasions
            if o.series == selection.series and wholly_within(o.dates, selection.first, last)
        ),
        key=lambda o: o.place_in_time,
    )
    unscheduled = [
        o for o in within if o.id not in held and (selection.horizon is None or o.id in spoken_of)
    ]
    return [o for o in within if held.get(o.id)], unscheduled
