"""Claims put to the record: how many, the first, the only, how often in a row.

An answer is only as sure as the record is complete, so each goes by the `Coverage` that
the record declares: where it declares none, the answer is ``not established``, unless
the record itself refutes the claim.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Generic, Literal, TypeVar

import attrs

from ip4timeline.actors import Partner
from ip4timeline.errors import TimelineError
from ip4timeline.events import Event, OccasionCalledOff, OccasionScheduled
from ip4timeline.registries import Coverage, Occasion
from ip4timeline.selections import Selection
from ip4timeline.vocabulary import kinds
from ip4timeline.when import LAST_DAY, When, from_day_number

T = TypeVar("T")
Verdict = Literal["yes", "no", "possible", "not established"]
_SCOPES = ("occasion", "office", "type", "body")
"""Fields whose value says which series of a `Coverage` a selection is of."""
_BEFORE, _AFTER = 0, LAST_DAY + 1
"""Day numbers outside all days, for a side that is open."""


@attrs.frozen
class Answer(Generic[T]):
    """The answer to a question put to a selection.

    Attributes:
        value: what the record says.
        verdict: on the claim, or without one on the value: ``yes``, ``no``, ``possible``
            where partial dates leave it open, ``not established`` where the record is
            not declared complete for what was asked.
        evidence: the events it rests on, in order.
        coverage: the declarations of completeness that were used.
        reason: why the verdict is not ``yes``; empty where it is.
    """

    value: T
    verdict: Verdict
    evidence: tuple[Event, ...]
    coverage: tuple[Coverage, ...]
    reason: str = ""

    def __str__(self) -> str:
        shown = getattr(self.value, "id", self.value)
        return f"{self.verdict}: {shown}" + (f" ({self.reason})" if self.reason else "")


def count(selection: Selection[Any], claim: int | None = None) -> Answer[int]:
    """How many events there are, or whether there were exactly ``claim``."""
    events = tuple(selection)
    unsure = _unsure(events, selection)
    low, high = len(events) - len(unsure), len(events)
    coverage, gap = _coverage(selection, selection.first, selection.last)
    if claim is not None and low > claim:
        return Answer(high, "no", events, coverage, f"the record holds {low}")
    if gap:
        return Answer(high, "not established", events, coverage, gap)
    if claim is not None and high < claim:
        return Answer(high, "no", events, coverage, f"the record holds {high}")
    if unsure:
        return Answer(high, "possible", events, coverage, _unsure_reason(unsure))
    return Answer(high, "yes", events, coverage)


def first(selection: Selection[Any], claim: Event | str | None = None) -> Answer[Event | None]:
    """The first event, or whether ``claim``, an event or its id, was the first.

    Of several that may have begun on one day none is the first for sure: the order of
    their ids says nothing.
    """
    events = tuple(selection)
    if not events:
        coverage, gap = _coverage(selection, selection.first, selection.last)
        return Answer(
            None, "not established" if gap else "no", (), coverage, gap or "there is none"
        )
    found = events[0]
    chosen = found
    if claim is not None:
        id = claim.id if isinstance(claim, Event) else claim
        named = [e for e in events if e.id == id]
        if not named:
            raise TimelineError(f"{id!r} is not among the events selected")
        chosen = named[0]
    coverage, gap = _coverage(selection, selection.first, _last_of_interest(chosen, selection))
    rivals = tuple(e for e in events if e is not chosen and _may_be_as_early(e, chosen))
    unsure = _unsure((chosen, *rivals), selection)
    before = [e for e in rivals if _precedes(e, chosen) and e not in unsure]
    if before:
        return Answer(
            found, "no", (before[0], chosen), coverage, f"{before[0].id} came before {chosen.id}"
        )
    evidence = tuple(e for e in events if e is chosen or e in rivals)
    if gap:
        return Answer(found, "not established", evidence, coverage, gap)
    if rivals:
        ids = ", ".join(e.id for e in rivals)
        return Answer(found, "possible", evidence, coverage, f"as early may have been {ids}")
    if unsure:
        return Answer(found, "possible", evidence, coverage, _unsure_reason(unsure))
    return Answer(found, "yes", evidence, coverage)


def only(selection: Selection[Any], claim: Partner | str | None = None) -> Answer[Partner | None]:
    """The only partner with such an event, or whether ``claim`` was the only one.

    Raises:
        TimelineError: the selection is about some partners, so that it cannot tell of
            the others.
    """
    if selection.partners or any(name in ("partner", "partners") for name, _ in selection.values):
        raise TimelineError("only() compares all four partners; leave out about()")
    events = tuple(selection)
    unsure = _unsure(events, selection)
    sure = _concerned(e for e in events if e not in unsure)
    found = _concerned(events)
    # A single sure one is what the record says, whoever else there may have been.
    value = sure[0] if len(sure) == 1 else found[0] if len(found) == 1 else None
    coverage, gap = _coverage(selection, selection.first, selection.last, everyone=True)
    claimed = None if claim is None else Partner.of(claim)
    others = [p for p in sure if p != claimed]
    if claimed is not None and others:
        reason = f"so did {_labels(others)}"
        return Answer(value, "no", events, coverage, reason)
    if claimed is None and len(sure) > 1:
        return Answer(value, "no", events, coverage, f"there are {len(sure)}")
    if gap:
        return Answer(value, "not established", events, coverage, gap)
    if not found:
        return Answer(value, "no", events, coverage, "there is none")
    if claimed is not None and claimed not in found:
        return Answer(value, "no", events, coverage, f"there is none of {claimed.label}")
    if len(found) > 1 or not sure:
        doubtful = [e for e in unsure if set(e.partners) - set(sure)]
        return Answer(value, "possible", events, coverage, _unsure_reason(doubtful))
    return Answer(value, "yes", events, coverage)


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
    partners = selection.partners or tuple(Partner)
    occasions, unscheduled = _occasions(selection)
    events = tuple(selection)
    run: list[Event] = []
    length = 0
    broken, lacking = None, ""
    for occasion in reversed(occasions):
        here = [e for e in events if getattr(e, "occasion", "") == occasion.id]
        lacking = _labels(p for p in partners if not any(p in e.partners for e in here))
        if lacking:
            broken = occasion
            break
        run = here + run
        length += 1
    evidence = tuple(run)
    coverage, gap = _coverage(selection, selection.first, selection.last, everyone=True)
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
        selection, partners=(), kinds=(), first=None, last=None, values=(), tests=()
    )
    held: dict[str, bool] = {}
    spoken_of = set()
    for event in known:
        spoken_of.add(event.occasion)
        if isinstance(event, OccasionScheduled | OccasionCalledOff):
            held[event.occasion] = isinstance(event, OccasionScheduled)
    horizon = _AFTER if selection.horizon is None else selection.horizon
    last = min(horizon, _AFTER if selection.last is None else selection.last)
    within = sorted(
        (
            o
            for o in selection.registries.occasions
            if o.series == selection.series and _wholly_within(o.dates, selection.first, last)
        ),
        key=lambda o: o.place_in_time,
    )
    unscheduled = [
        o for o in within if o.id not in held and (selection.horizon is None or o.id in spoken_of)
    ]
    return [o for o in within if held.get(o.id)], unscheduled


def _concerned(events: Iterable[Event]) -> tuple[Partner, ...]:
    concerned = {p for e in events for p in e.partners}
    return tuple(p for p in Partner if p in concerned)


def _labels(partners: Iterable[Partner]) -> str:
    return ", ".join(p.label for p in partners)


def _number(day: dt.date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal()


def _unsure(events: Iterable[Event], selection: Selection[Any]) -> list[Event]:
    """The events that lie only possibly within the days of a selection."""
    return [e for e in events if not _certainly_within(e.occurred, selection.first, selection.last)]


def _unsure_reason(events: Iterable[Event]) -> str:
    return f"it is not sure when this was: {', '.join(e.id for e in events)}"


def _certainly_within(when: When, first: int | None, last: int | None) -> bool:
    """Whether it touched the days for sure: a lasting one by overlap, another by its one day."""
    if not when.lasting:
        return _wholly_within(when, first, last)
    begun = _BEFORE if when.text.startswith("..") else _number(when.latest, _AFTER)
    # An end that nobody knows is no earlier than the start; an open one has not come.
    ended = _number(when.until_at_least or when.earliest, _BEFORE)
    if when.text.endswith(".."):
        ended = _AFTER
    return (last is None or begun <= last) and (first is None or ended >= first)


def _wholly_within(when: When, first: int | None, last: int | None) -> bool:
    """Whether all of its days lie within for sure."""
    start = _number(when.earliest, _BEFORE)
    end = _number(when.until if when.lasting else when.latest, _AFTER)
    return (first is None or start >= first) and (last is None or end <= last)


def _precedes(one: Event, other: Event) -> bool:
    """Whether ``one`` certainly began on an earlier day than ``other``."""
    return _number(one.occurred.latest, _AFTER) < _number(other.occurred.earliest, _BEFORE)


def _may_be_as_early(one: Event, other: Event) -> bool:
    """Whether ``one`` may have begun on the same day as ``other`` or before."""
    return _number(one.occurred.earliest, _BEFORE) <= _number(other.occurred.latest, _AFTER)


def _last_of_interest(chosen: Event, selection: Selection[Any]) -> int | None:
    """The last day, within the selection's, on which something as early can have begun."""
    latest = chosen.occurred.latest
    if latest is None:
        return selection.last
    number = (
        latest.toordinal() if selection.last is None else min(latest.toordinal(), selection.last)
    )
    return number if selection.first is None else max(number, selection.first)


def _coverage(
    selection: Selection[Any], first: int | None, last: int | None, *, everyone: bool = False
) -> tuple[tuple[Coverage, ...], str]:
    """The declarations that cover a selection, and what they leave uncovered (empty: nothing).

    ``everyone``: unless the selection is about some partners, it takes all four.
    """
    scope = _scope(selection)
    if not scope:
        return (), "no record is complete for events of all kinds; narrow it with of()"
    if selection.horizon is not None and (last is None or last > selection.horizon):
        return (), (
            f"nothing is known after {from_day_number(selection.horizon)}; narrow it with between()"
        )
    used: list[Coverage] = []
    for series, needed in scope:
        rows = [c for c in selection.registries.coverage if c.series == series]
        speaking = [c for c in rows if c.state == "complete" and needed <= set(c.kinds)]
        for owner in _owners(selection, series, rows, everyone):
            spanning = _spanning((c for c in speaking if c.partner == owner), first, last)
            used.extend(c for c in spanning if c not in used)
            if not spanning:
                whose = f" of {owner.label}" if owner else ""
                return tuple(used), (
                    f"the record is not declared complete for {', '.join(sorted(needed))} in "
                    f"{series}{whose} over the whole period; narrow it with between()"
                )
    return tuple(used), ""


def _owners(
    selection: Selection[Any], series: str, rows: list[Coverage], everyone: bool
) -> tuple[Partner | None, ...]:
    """Whom the record must be complete for."""
    if selection.partners:
        return selection.partners
    if everyone:
        return tuple(Partner)
    office = selection.registries.office_by_id.get(series)
    if office is not None:
        return (next((p for p in Partner if p == office.party), None),)
    if rows and all(c.partner is None for c in rows):
        return (None,)
    return tuple(Partner)


def _spanning(
    rows: Iterable[Coverage], first: int | None, last: int | None
) -> tuple[Coverage, ...]:
    """The rows whose periods, joined where they touch, span all the days; empty: they do not."""
    missing = _BEFORE if first is None else first
    end = _AFTER if last is None else last
    used: list[Coverage] = []
    for since, until, row in sorted((_span(c) for c in rows), key=lambda span: span[:2]):
        if until < missing:
            continue
        if since > missing:
            break
        used.append(row)
        missing = until + 1
        if missing > end:
            return tuple(used)
    return ()


def _span(row: Coverage) -> tuple[int, int, Coverage]:
    """The first and last day number a row speaks for; none where a bound is unknown."""
    text = row.period.text
    since = _BEFORE if text.startswith("..") else _number(row.period.earliest, _AFTER)
    until = _AFTER if text.endswith("..") else _number(row.period.until, _BEFORE)
    return since, until, row


def _scope(selection: Selection[Any]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The series that a selection is of, each with the kinds of event that it takes of it.

    A series is named, or told by a field's value, or is the kind itself. Without kinds
    there is none.
    """
    names = frozenset(name for cls in selection.kinds for name in _kind_names(cls))
    if not names:
        return ()
    if selection.series:
        return ((selection.series, names),)
    for field, value in selection.values:
        if field == "occasion":
            occasion = selection.registries.occasion_by_id.get(value)
            return (((occasion.series if occasion else "") or str(value), names),)
        if field in _SCOPES:
            return ((str(value), names),)
    return tuple((name, frozenset((name,))) for name in sorted(names))


def _kind_names(cls: type[Event]) -> tuple[str, ...]:
    """The kind of a class, or the kinds of one that is none of its own, such as OccasionEvent."""
    if cls.kind:
        return (cls.kind,)
    return tuple(name for name, other in kinds().items() if issubclass(other, cls))
