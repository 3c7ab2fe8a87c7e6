"""A timeline as known by a day: it knows nothing later, and grows back into the whole."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs

from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import AnyProjection, contents, known_days, spells_of
from ip4timeline.testing.model import AnyTimeline, known_day
from ip4timeline.testing.report import describe_question

_LATER: Final = "told later"
_READ: Final[Mapping[str, Callable[[AnyTimeline], Any]]] = {
    "the entries": lambda timeline: timeline.entries,
    "every field of every row": lambda timeline: repr(timeline.registries),
    "what is pending": lambda timeline: timeline.pending,
    "the lines that are written": lambda timeline: list(timeline.to_jsonl()),
    "the digest": lambda timeline: timeline.digest,
    "the page": lambda timeline: timeline._repr_html_(),
    "what is pickled": lambda timeline: pickle.loads(pickle.dumps(timeline)),
}
"""What a timeline gives away of itself."""


def _few_known_days(timeline: AnyTimeline) -> list[int]:
    """At most six of the day numbers by which something came to be known, or the eves of them."""
    told = [*timeline.entries, *(getattr(e, "replacement", e) for e in timeline.entries)]
    days = {day for e in told for day in (known_day(e) - 1, known_day(e)) if day > 0}
    return sorted(days)[:: 1 + len(days) // 6]


def told_otherwise(timeline: AnyTimeline, known_on: int) -> AnyTimeline:
    """The timeline where all that was not public by a day number says something else."""

    def public(source: Source | None) -> bool:
        dated = source and (source.published or source.retrieved)
        latest = dated.latest if dated else None
        return latest is not None and latest.toordinal() <= known_on

    sources = timeline.registries.source_by_id

    def other(entry: Any) -> Any:
        less: dict[str, Any] = {"notes": f"{entry.notes}, {_LATER}"}
        less["cites"] = [
            cite if public(sources.get(cite.source)) else attrs.evolve(cite, locator=_LATER)
            for cite in entry.cites
        ]
        if isinstance(entry, Correction):
            less["replacement"] = other(entry.replacement)
            if known_day(entry.replacement) > known_on:
                less["reason"] = _LATER
        if known_day(entry) > known_on:
            less["reason" if isinstance(entry, Amendment) else "summary"] = _LATER
        if isinstance(getattr(entry, "asserts", None), Event):
            less["asserts"] = attrs.evolve(entry.asserts, notes=_LATER)
        return attrs.evolve(entry, **less)

    def told(source: Source) -> Source:
        less: dict[str, Any] = {} if public(source) else {"title": _LATER, "url": ""}
        return attrs.evolve(source, notes=_LATER, **less)

    rows: dict[str, Any] = {"sources": list(map(told, timeline.registries.sources))}
    if "coverage" in timeline.registries.tables():
        given: Any = timeline.registries
        rows["coverage"] = [attrs.evolve(row, basis=_LATER) for row in given.coverage]
    registries: Registries = attrs.evolve(timeline.registries, **rows)
    entries: list[Entry] = [other(entry) for entry in timeline.entries]
    return type(timeline)(entries, registries, timeline.horizon)


@law("timeline")
def nothing_is_known_past_the_horizon(
    timeline: AnyTimeline, projections: Sequence[AnyProjection] = ()
) -> None:
    """`known` gives a timeline that knows nothing later, whatever is asked of it.

    It is handed to code that must not see the future, and cannot be asked for it.
    """
    for number in _few_known_days(timeline):
        day = from_day_number(number)
        past, other = timeline.known(day), told_otherwise(timeline, number).known(day)
        for what, read in _READ.items():
            about = f"{what} as known on {day}, and where all that came later is otherwise"
            expect(read(other), read(past), about)
    for projection in projections:
        for known_on in known_days(timeline, projection)[1::4]:
            assert known_on is not None
            past = timeline.known(from_day_number(known_on))
            again = past.known("9999-12-31")
            expect(contents(again), contents(past), f"known on {past.horizon}, and then later")
            for certainty in READINGS:
                expected = spells_of(timeline, projection, known_on, certainty)
                for later in (None, LAST_DAY):
                    about = f"{projection.name} of the timeline as known on {past.horizon}"
                    question = describe_question(None, later, certainty, about)
                    expect(spells_of(past, projection, later, certainty), expected, question)


@law("timeline")
def a_cut_grows_back_into_the_whole(timeline: AnyTimeline, _: Sequence[AnyProjection] = ()) -> None:
    """`known` with the remaining entries appended is the whole; of two cuts the earlier counts.

    A back-test walks forward by appending, and must come to where the record stands.
    """
    days = [from_day_number(number) for number in _few_known_days(timeline)]
    for day in days:
        past = timeline.known(day)
        for other in days:
            expect(past.known(other), timeline.known(min(day, other)), f"by {day}, then {other}")
        if timeline.horizon is None:
            shown = {entry.id for entry in past.entries}
            rest = [entry for entry in timeline.entries if entry.id not in shown]
            whole = past.append(*rest, *_rows(timeline.registries), horizon=None)
            expect(contents(whole), contents(timeline), f"known by {day}, and all the rest")
            by = days[-1]
            early = [entry for entry in rest if known_day(entry) <= by.toordinal()]
            # A correction may be known before what it corrects, which waits for a later horizon.
            targets = {entry.target for entry in early if isinstance(entry, Amendment)}
            if any(e.id in targets and e not in early for e in rest):
                continue
            then = past.append(*early, *_rows(timeline.registries), horizon=by)
            expect(then.entries, timeline.known(by).entries, f"known by {day}, and then by {by}")


def _rows(registries: Registries) -> list[Any]:
    """Every row of every registry."""
    fields = (field for field, _ in registries.tables().values())
    return [row for field in fields for row in getattr(registries, field)]
