"""The laws of a fold, each a plain check of one projection on one timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

from hypothesis import HealthCheck, given, settings

from ip4timeline.codec import kinds as registered
from ip4timeline.events import Amendment, Event
from ip4timeline.folds import Projection, Tally
from ip4timeline.standing import knowledge_day
from ip4timeline.testing.oracle import oracle, standing
from ip4timeline.testing.strategies import timelines
from ip4timeline.timeline import Timeline
from ip4timeline.views import View
from ip4timeline.when import Certainty, from_day_number

READINGS: Final[tuple[Certainty, ...]] = ("certain", "possible")


def valid_days(
    timeline: Timeline, projection: Projection[Any, Any], known_on: int | None, certainty: Certainty
) -> list[int]:
    """Each day number on which a value changes by the library's account, and its neighbours."""
    view = _view(timeline, projection, known_on, certainty)
    found = set(view.days())
    for event in standing(timeline.entries, known_on):
        bound = event.occurred.latest if certainty == "certain" else event.occurred.earliest
        if bound is not None and isinstance(event, projection.on):
            found.add(bound.toordinal())
    return sorted({day + offset for day in found for offset in (-1, 0, 1) if day + offset > 0})


def known_days(timeline: Timeline, projection: Projection[Any, Any]) -> list[int | None]:
    """Each day number on which knowledge that matters here can change, its eve, and ``None``."""
    found: set[int] = set()
    for entry in timeline.entries:
        if isinstance(entry, (Amendment, *projection.on)):
            days = [knowledge_day(entry), knowledge_day(getattr(entry, "replacement", entry))]
            found.update(d - offset for d in days for offset in (0, 1) if d - offset > 0)
    return [None, *sorted(found)]


def _view(
    timeline: Timeline, projection: Projection[Any, Any], known_on: int | None, certainty: Certainty
) -> View[Any, Any]:
    known = None if known_on is None else from_day_number(known_on)
    return timeline.project(projection, known_on=known, certainty=certainty)


def equals_the_oracle(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """The fold equals its slow definition at every day, knowledge day and reading."""
    for certainty in READINGS:
        for known_on in known_days(timeline, projection):
            view = _view(timeline, projection, known_on, certainty)
            for day in valid_days(timeline, projection, known_on, certainty):
                got = dict(view.as_of(from_day_number(day)))
                want = oracle(timeline.entries, projection, day, known_on, certainty)
                assert got == want, (
                    f"as of {from_day_number(day)}, known on "
                    f"{from_day_number(known_on) if known_on else 'any day'}, {certainty}: "
                    f"{projection.name} gives {got}, its definition {want}"
                )


def ignores_arrival(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """Neither the order of arrival nor a second delivery changes anything."""
    again = Timeline([*reversed(timeline.entries), *timeline.entries], timeline.registries)
    grown = Timeline((), timeline.registries)
    for entry in reversed(timeline.entries):
        grown = grown.append(entry)
    for other in (again, grown):
        assert other == timeline
        assert _histories(projection, other) == _histories(projection, timeline)


def spells_cover(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """Spells are disjoint and ordered and hold exactly where there is a value."""
    for certainty in READINGS:
        view = _view(timeline, projection, None, certainty)
        days = valid_days(timeline, projection, None, certainty)
        for key in view.keys:
            spells = view.spells(key)
            for one, other in pairwise(spells):
                assert one.until is not None
                assert one.until <= other.since, f"{one} and {other} overlap"
                assert (one.value, one.because) != (other.value, other.because) or (
                    one.until < other.since
                ), f"{one} and {other} are one spell"
            for day in days:
                date = from_day_number(day)
                held = [s.value for s in spells if date in s]
                value = view.get(key, date)
                assert held == ([] if value is None else [value])


def diffs_compose(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """The diff of two days turns the values of one into those of the other."""
    for certainty in READINGS:
        view = _view(timeline, projection, None, certainty)
        days = [from_day_number(d) for d in valid_days(timeline, projection, None, certainty)]
        for before, after in zip(days, [*days[2:], *days[:2]], strict=True):
            changes = view.diff(before, after)
            assert changes.applied_to(view.as_of(before)) == dict(view.as_of(after))
            assert not view.diff(after, after).changes


def learns_consistently(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """What was learned turns the values as known on one day into those known on another."""
    view = _view(timeline, projection, None, "certain")
    known = [from_day_number(d) for d in known_days(timeline, projection) if d]
    for day in valid_days(timeline, projection, None, "certain")[::2]:
        date = from_day_number(day)
        for before, after in pairwise(known):
            learned = view.learned(before, after, as_of=date)
            assert learned.applied_to(view.known(before).as_of(date)) == dict(
                view.known(after).as_of(date)
            )


def evidence_suffices(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """Refolding only the events named as evidence gives the same value; none was unknown."""
    for certainty in READINGS:
        for known_on in known_days(timeline, projection):
            view = _view(timeline, projection, known_on, certainty)
            for day in valid_days(timeline, projection, known_on, certainty):
                date = from_day_number(day)
                for key, value in view.as_of(date).items():
                    because = view.why(key, date)
                    assert because.value == value
                    assert all(known_on is None or e.known.toordinal() <= known_on for e in because)
                    refolded = Timeline(because.events).project(projection, certainty=certainty)
                    assert refolded.get(key, date) == value


def replays_what_was(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """A replay shows only states that `as_of` gives, along either path."""
    first, last = "2022-01-01", "2024-12-31"
    for step in _view(timeline, projection, None, "certain").replay(first, last):
        assert dict(step.states) == dict(timeline.project(projection).as_of(step.day))
    for step in _view(timeline, projection, None, "certain").replay(first, last, along="both"):
        known = timeline.project(projection, known_on=step.day)
        assert dict(step.states) == dict(known.as_of(step.day))


def merges(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """A tally's merge is associative and commutative and agrees with every split."""
    if not isinstance(projection, Tally):
        return
    measures = [projection.measure(e) for e in timeline if isinstance(e, projection.on)][:4]
    merge = projection.merge
    for a in measures:
        for b in measures:
            assert merge(a, b) == merge(b, a), f"merge({a}, {b}) depends on the order"
            for c in measures:
                assert merge(merge(a, b), c) == merge(a, merge(b, c)), "merge is not associative"


def _histories(projection: Projection[Any, Any], timeline: Timeline) -> Any:
    return [
        {key: view.spells(key) for key in view.keys}
        for certainty in READINGS
        for view in [_view(timeline, projection, None, certainty)]
    ]


Law = Callable[[Projection[Any, Any], Timeline], None]
LAWS: Final[tuple[Law, ...]] = (
    equals_the_oracle,
    ignores_arrival,
    spells_cover,
    diffs_compose,
    learns_consistently,
    evidence_suffices,
    replays_what_was,
    merges,
)
"""Every law of a projection."""


def check_projection(
    projection: Projection[Any, Any],
    *,
    kinds: Sequence[type[Event]] = (),
    max_examples: int = 100,
) -> None:
    """Run every law on a projection over random timelines.

    Args:
        projection: a projection or tally.
        kinds: further kinds of event to mix in.
        max_examples: how many timelines to try.

    Raises:
        AssertionError: a law is broken; Hypothesis shows the smallest timeline found.
    """

    @settings(
        max_examples=max_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(timelines(kinds=_concrete([*projection.on, *kinds])))
    def run(timeline: Timeline) -> None:
        for law in LAWS:
            law(projection, timeline)

    run()


def _concrete(kinds: Sequence[type[Event]]) -> list[type[Event]]:
    """The registered kinds that are one of these or a subclass."""
    found = [
        cls
        for cls in registered().values()
        if issubclass(cls, Event) and issubclass(cls, tuple(kinds))
    ]
    return found or [k for k in kinds if k.kind]
