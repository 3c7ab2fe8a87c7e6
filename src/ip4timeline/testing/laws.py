"""The laws of a fold, each a plain check of one projection on one timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from pendulum import Date

from ip4timeline.codec import kinds as registered
from ip4timeline.events import Amendment, Event
from ip4timeline.folds import Along, Projection, Tally
from ip4timeline.standing import knowledge_day
from ip4timeline.testing.oracle import Account, accounts, handled, standing, turns, winners
from ip4timeline.testing.strategies import timelines
from ip4timeline.timeline import Timeline
from ip4timeline.views import Diff, View
from ip4timeline.when import READINGS, Certainty, from_day_number

PATHS: Final[tuple[Along, ...]] = ("occurred", "both")


def valid_days(
    timeline: Timeline, projection: Projection[Any, Any], known_on: int | None, certainty: Certainty
) -> list[int]:
    """Each day number on which a value changes by either account, and its eve."""
    found = set(_view(timeline, projection, known_on, certainty).days())
    dated = handled(standing(timeline.entries, known_on), projection, certainty)
    found.update(turns(dated, projection))
    return sorted({day - offset for day in found for offset in (0, 1) if day - offset > 0})


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


Dated = list[tuple[int, Event]]
Accounts = dict[int, dict[Any, Account]]


# Several laws ask the slow oracle the same; a timeline of one example is asked in a row.
@lru_cache(maxsize=256)
def _told(
    timeline: Timeline, projection: Projection[Any, Any], known_on: int | None, certainty: Certainty
) -> tuple[Dated, Accounts]:
    """The oracle's handled events, and its accounts of each of the valid days, ascending."""
    dated = handled(standing(timeline.entries, known_on), projection, certainty)
    days = valid_days(timeline, projection, known_on, certainty)
    return dated, {day: accounts(dated, projection, day) for day in days}


def _values(told: dict[Any, Account]) -> dict[Any, Any]:
    return {key: account.value for key, account in told.items() if account.value is not None}


def _questions(
    timeline: Timeline, projection: Projection[Any, Any]
) -> Iterator[tuple[View[Any, Any], int | None, Dated, Accounts]]:
    """Each reading and knowledge day: the view, the day, and what the oracle tells."""
    for certainty in READINGS:
        for known_on in known_days(timeline, projection):
            dated, told = _told(timeline, projection, known_on, certainty)
            yield _view(timeline, projection, known_on, certainty), known_on, dated, told


def equals_the_oracle(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """The fold equals its slow definition at every day, knowledge day and reading."""
    for view, known_on, _, told in _questions(timeline, projection):
        for day, account in told.items():
            got, want = dict(view.as_of(from_day_number(day))), _values(account)
            assert got == want, (
                f"as of {from_day_number(day)}, known on "
                f"{from_day_number(known_on) if known_on else 'any day'}, {view.certainty}: "
                f"{projection.name} gives {got}, its definition {want}"
            )


def why_names_the_evidence(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """`why` gives the oracle's value, evidence and lapse, of values and of their absence."""
    for view, known_on, _, told in _questions(timeline, projection):
        for day, account in told.items():
            for key in view.keys:
                want = account.get(key, Account(None))
                why = view.why(key, from_day_number(day))
                lapsed = None if why.lapsed is None else why.lapsed.toordinal()
                got = (why.value, tuple(e.id for e in why), lapsed)
                assert got == (want.value, want.evidence, want.lapsed), (
                    f"why of {key} as of {from_day_number(day)}, known on {known_on}, "
                    f"{view.certainty}: {got}, by definition {want}"
                )


def why_names_the_amendments(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """`why` names the amendments in force of its events and of those that had once counted."""
    written = {e.id: e for e in timeline.entries if isinstance(e, Event)}
    for view, known_on, _, told in _questions(timeline, projection):
        last = winners(timeline.entries, known_on)
        for day in told:
            early = [t for t in last if _begun(written[t], view.certainty, day)]
            for key in view.keys:
                why = view.why(key, from_day_number(day))
                counted = [t for t in early if _touches(projection, written[t], key)]
                want = {last[t].id for t in {*counted, *(e.id for e in why)} if t in last}
                assert {a.id for a in why.amendments} == want, f"of {key}: {why.amendments}, {want}"


def _begun(event: Event, certainty: Certainty, day: int) -> bool:
    bound = event.occurred.latest if certainty == "certain" else event.occurred.earliest
    return bound is not None and bound.toordinal() <= day


def _touches(projection: Projection[Any, Any], event: Event, key: Any) -> bool:
    return isinstance(event, projection.on) and key in set(projection.keys(event))


def spells_break_with_the_evidence(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """Spells begin and end exactly where the oracle's (value, because) does."""
    for view, _, dated, told in _questions(timeline, projection):
        events = {event.id: event for _, event in dated}
        for key in view.keys:
            want: list[list[Any]] = []
            for day, account in told.items():
                here = account.get(key, Account(None))
                said = (here.value, here.because) if here.value is not None else None
                if want and want[-1][1] is None and want[-1][2] != said:
                    want[-1][1] = day
                if said is not None and (not want or want[-1][1] is not None):
                    want.append([day, None, said])
            got = [
                [s.since.toordinal(), s.until and s.until.toordinal(), (s.value, s.because)]
                for s in view.spells(key)
            ]
            assert got == want, f"spells of {key}: {got}, by definition {want}"
            for spell in view.spells(key):
                assert spell.opened == events[spell.because[-1]].occurred


def ignores_arrival(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """Neither the order of arrival nor a second delivery changes anything."""
    again = Timeline([*reversed(timeline.entries), *timeline.entries], timeline.registries)
    grown = Timeline((), timeline.registries)
    for entry in reversed(timeline.entries):
        grown = grown.append(entry)
    for other in (again, grown):
        assert other == timeline
        assert other.digest == timeline.digest
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
    """A diff turns the values of one day into those of the other, by the events in between."""
    for view, _, dated, told in _questions(timeline, projection):
        days = list(told)
        for first, last in zip(days, [*days[2:], *days[:2]], strict=True):
            before, after = from_day_number(first), from_day_number(last)
            diff = view.diff(before, after)
            assert diff.applied_to(_values(told[first])) == _values(told[last])
            assert diff.events == tuple(e for day, e in dated if first < day <= last)
            _explains_itself(view, timeline, diff, after)
            assert not view.diff(after, after).changes


def learns_consistently(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """What was learned turns the values known on one day into those known on another.

    Its events are those that count as known on the second and did not stand so on the first.
    """
    known = known_days(timeline, projection)
    for certainty in READINGS:
        # The knowledge day of the view asked must not matter: the question names its own.
        asked = _view(timeline, projection, known[-1], certainty)
        days = list(_told(timeline, projection, None, certainty)[1])
        for k1, k2 in pairwise([*known, None]):
            before, after = (None if k is None else from_day_number(k) for k in (k1, k2))
            stood = {event.id: event for event in standing(timeline.entries, k1)}
            old = _told(timeline, projection, k1, certainty)[0]
            new = _told(timeline, projection, k2, certainty)[0]
            for day in days:
                learned = asked.learned(before, after, as_of=from_day_number(day))
                values = _values(accounts(old, projection, day))
                assert learned.applied_to(values) == _values(accounts(new, projection, day))
                assert learned.events == tuple(
                    e for since, e in new if since <= day and stood.get(e.id) != e
                )
                _explains_itself(asked.known(after), timeline, learned, from_day_number(day))


def _explains_itself(
    view: View[Any, Any], timeline: Timeline, diff: Diff[Any, Any], day: Date
) -> None:
    """Every change remembers the question it answers."""
    for change in diff:
        assert timeline.why(change) == view.why(change.key, day)


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
    """A replay shows just the days on which a value changes or a handled event comes to count."""
    for view, _, dated, told in _questions(timeline, projection):
        want = []
        before: dict[Any, Any] = {}
        for day, account in told.items():
            events = tuple(event for since, event in dated if since == day)
            if events or _values(account) != before:
                want.append((day, events, _values(account)))
            before = _values(account)
        assert _steps(view, "occurred") == want


def replays_both_clocks(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """Along both clocks each day shows what was known by it about it, and what was new."""
    for certainty in READINGS:
        days = set(_told(timeline, projection, None, certainty)[1])
        for known_on in known_days(timeline, projection):
            days.update(_told(timeline, projection, known_on, certainty)[1])
            days.update([] if known_on is None else [known_on])
        want = []
        values: dict[Any, Any] = {}
        counted: dict[str, Event] = {}
        for day in sorted(days):
            dated = handled(standing(timeline.entries, day), projection, certainty)
            here = [event for since, event in dated if since <= day]
            after = _values(accounts(dated, projection, day))
            events = tuple(e for e in here if counted.get(e.id) != e)
            if events or after != values:
                want.append((day, events, after))
            counted, values = {e.id: e for e in here}, after
        assert _steps(_view(timeline, projection, None, certainty), "both") == want


def replays_any_stretch(projection: Projection[Any, Any], timeline: Timeline) -> None:
    """The replay of a single day is what the replay of all days shows of it."""
    for certainty in READINGS:
        view = _view(timeline, projection, None, certainty)
        for along in PATHS:
            for day, events, values in _steps(view, along):
                found = list(view.replay(*[from_day_number(day)] * 2, along=along))
                assert [(s.events, dict(s.states)) for s in found] == [(events, values)]


def _steps(view: View[Any, Any], along: Along) -> list[tuple[int, tuple[Event, ...], Any]]:
    steps = view.replay("0001-01-01", "9999-12-31", along=along)
    return [(step.day.toordinal(), step.events, dict(step.states)) for step in steps]


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
    why_names_the_evidence,
    why_names_the_amendments,
    spells_break_with_the_evidence,
    ignores_arrival,
    spells_cover,
    diffs_compose,
    learns_consistently,
    evidence_suffices,
    replays_what_was,
    replays_both_clocks,
    replays_any_stretch,
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
