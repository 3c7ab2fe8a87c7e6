"""Claims put to the record: how many, the first, the only, how often in a row.

An answer is only as sure as the record is complete, so each goes by the `Coverage` that
the record declares: where it declares none, the answer is ``not established``, unless
the record itself refutes the claim.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

import attrs

from ip4timeline.actors import Partner
from ip4timeline.errors import TimelineError
from ip4timeline.events import Event, OccasionEvent
from ip4timeline.registries import Coverage
from ip4timeline.selections import Selection

T = TypeVar("T")
Verdict = Literal["yes", "no", "possible", "not established"]
_SCOPES = ("occasion", "office", "type", "body", "exercise", "operation", "proposal")
"""Fields whose value says which series a selection is of."""


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
    unsure = [e for e in events if not _certainly_within(e, selection)]
    low, high = len(events) - len(unsure), len(events)
    coverage, gap = _coverage(selection, selection.first, selection.last)
    if claim is not None and low > claim:
        return Answer(high, "no", events, coverage, f"the record holds {low}")
    if gap:
        return Answer(high, "not established", events, coverage, gap)
    if claim is not None and high < claim:
        return Answer(high, "no", events, coverage, f"the record holds {high}")
    if unsure:
        ids = ", ".join(e.id for e in unsure)
        return Answer(high, "possible", events, coverage, f"it is not sure when this was: {ids}")
    return Answer(high, "yes", events, coverage)


def first(selection: Selection[Any], claim: Event | str | None = None) -> Answer[Event | None]:
    """The first event, or whether ``claim``, an event or its id, was the first."""
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
    latest = chosen.occurred.latest
    coverage, gap = _coverage(
        selection, selection.first, None if latest is None else latest.toordinal()
    )
    rivals = [e for e in events if e is not chosen and _may_precede(e, chosen)]
    before = [e for e in rivals if _precedes(e, chosen)]
    if before:
        return Answer(
            found, "no", (before[0], chosen), coverage, f"{before[0].id} came before {chosen.id}"
        )
    if gap:
        return Answer(found, "not established", (chosen,), coverage, gap)
    if rivals:
        ids = ", ".join(e.id for e in rivals)
        return Answer(
            found, "possible", (chosen, *rivals), coverage, f"as early may have been {ids}"
        )
    return Answer(found, "yes", (chosen,), coverage)


def only(selection: Selection[Any], claim: Partner | str | None = None) -> Answer[Partner | None]:
    """The only partner with such an event, or whether ``claim`` was the only one."""
    events = tuple(selection)
    found = tuple(p for p in Partner if any(p in e.partners for e in events))
    value = found[0] if len(found) == 1 else None
    coverage, gap = _coverage(selection, selection.first, selection.last)
    claimed = None if claim is None else Partner.of(claim)
    others = [p for p in found if p != claimed]
    if claimed is not None and others:
        reason = f"so did {', '.join(p.label for p in others)}"
        return Answer(value, "no", events, coverage, reason)
    if claimed is None and len(found) > 1:
        return Answer(value, "no", events, coverage, f"there are {len(found)}")
    if gap:
        return Answer(value, "not established", events, coverage, gap)
    if value is None:
        return Answer(value, "no", events, coverage, "there is none")
    return Answer(value, "yes", events, coverage)


def streak(selection: Selection[Any], claim: int | None = None) -> Answer[int]:
    """How many occasions of the selection's series in a row, up to its last, have such an event.

    With several partners selected (or none: then all four), an occasion counts only if
    each of them has one. With ``claim``: whether it was so many in a row or more.

    Raises:
        TimelineError: the selection is of no series of occasions.
    """
    if not selection.series:
        raise TimelineError("a streak needs a series: use in_series('nato-summit')")
    partners = selection.partners or tuple(Partner)
    occasions = sorted(
        (
            o
            for o in selection.registries.occasions
            if o.series == selection.series and o.dates.overlaps(selection.first, selection.last)
        ),
        key=lambda o: o.dates.text,
    )
    events = [e for e in selection if isinstance(e, OccasionEvent)]
    run: list[Event] = []
    length = 0
    for occasion in reversed(occasions):
        here = [e for e in events if e.occasion == occasion.id]
        if not all(any(p in e.partners for e in here) for p in partners):
            break
        run = here + run
        length += 1
    evidence = tuple(run)
    coverage, gap = _coverage(selection, selection.first, selection.last)
    if claim is not None and length >= claim:
        return Answer(length, "yes", evidence, coverage)
    if gap:
        return Answer(length, "not established", evidence, coverage, gap)
    if claim is not None:
        return Answer(length, "no", evidence, coverage, f"the record holds {length} in a row")
    return Answer(length, "yes", evidence, coverage)


def _certainly_within(event: Event, selection: Selection[Any]) -> bool:
    when = event.occurred
    earliest, end = when.earliest, when.until if when.lasting else when.latest
    if selection.first is not None and (earliest is None or earliest.toordinal() < selection.first):
        return False
    return selection.last is None or (end is not None and end.toordinal() <= selection.last)


def _precedes(one: Event, other: Event) -> bool:
    """Whether ``one`` certainly began on an earlier day than ``other``."""
    latest, earliest = one.occurred.latest, other.occurred.earliest
    return latest is not None and earliest is not None and latest < earliest


def _may_precede(one: Event, other: Event) -> bool:
    """Whether ``one`` may have begun on an earlier day than ``other``."""
    earliest, latest = one.occurred.earliest, other.occurred.latest
    return earliest is None or latest is None or earliest < latest


def _coverage(
    selection: Selection[Any], first: int | None, last: int | None
) -> tuple[tuple[Coverage, ...], str]:
    """The declarations that cover a selection, and what they leave uncovered (empty: nothing)."""
    used: list[Coverage] = []
    for series in _scope(selection):
        rows = [c for c in selection.registries.coverage if c.series == series]
        # Without a partner named, the question is about all whom the series is kept for.
        owners: tuple[Partner | None, ...] = selection.partners
        owners = owners or tuple(dict.fromkeys(c.partner for c in rows)) or (None,)
        for partner in owners:
            speaking = [
                c
                for c in rows
                if c.state == "complete" and c.partner in (partner, None) and _spans(c, first, last)
            ]
            used.extend(c for c in speaking if c not in used)
            if not speaking:
                whose = f" of {partner.label}" if partner else ""
                return tuple(used), (
                    f"the record is not declared complete for {series}{whose} over the whole "
                    "period; narrow it with between()"
                )
    return tuple(used), ""


def _spans(coverage: Coverage, first: int | None, last: int | None) -> bool:
    period = coverage.period
    start, end = period.earliest, period.until
    text = period.text
    if not text.startswith("..") and (first is None or start is None or start.toordinal() > first):
        return False
    return text.endswith("..") or (last is not None and end is not None and last <= end.toordinal())


def _scope(selection: Selection[Any]) -> tuple[str, ...]:
    """The series that a selection is of: named, or by a field's value, or the kinds themselves."""
    if selection.series:
        return (selection.series,)
    for field, value in selection.values:
        if field == "occasion":
            occasion = selection.registries.occasion_by_id.get(value)
            return (occasion.series or value,) if occasion else (str(value),)
        if field in _SCOPES:
            return (str(value),)
    return tuple(cls.kind for cls in selection.kinds) or ("*",)
