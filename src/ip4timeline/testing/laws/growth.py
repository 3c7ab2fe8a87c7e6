"""Growth: a timeline that was appended to is the one that had it all from the start."""

from __future__ import annotations

import gc
from typing import Any, TypeVar

import attrs

from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import (
    AnyProjection,
    contents,
    knowable,
    known_days,
    rebuilt,
    spells_of,
    view_of,
)
from ip4timeline.testing.model import AnyTimeline, Growth, Model, known_day
from ip4timeline.testing.oracle import oracle, standing
from ip4timeline.testing.report import describe_question

K = TypeVar("K")


@law("projection")
def appending_is_rebuilding(projection: AnyProjection, timeline: AnyTimeline) -> None:
    """A timeline that gets an event late answers as one that had it from the start.

    Most of history is written down late. The timeline that it was appended to stands.
    """
    for late in timeline.entries:
        rest = [entry for entry in timeline.entries if entry is not late]
        before = rebuilt(timeline, rest)
        if timeline.horizon is not None and known_day(late) > timeline.horizon.toordinal():
            continue  # it may not be appended
        earlier = [spells_of(before, projection, None, certainty) for certainty in READINGS]
        grown = before.append(late)
        for certainty in READINGS:
            question = describe_question(None, None, certainty, f"{late.id} appended last")
            expected = spells_of(timeline, projection, None, certainty)
            expect(spells_of(grown, projection, None, certainty), expected, question)
        after = [spells_of(before, projection, None, certainty) for certainty in READINGS]
        expect(after, earlier, f"the timeline that {late.id} was appended to")
        anew = rebuilt(timeline, [attrs.evolve(entry) for entry in timeline.entries])
        expect(contents(grown), contents(anew), f"the timeline, {late.id} appended last")


@law("growth")
def growing_is_rebuilding(projection: AnyProjection, growth: Growth) -> None:
    """A timeline that grows by batches and is asked in between answers as one built anew.

    So does one cut off at a knowledge day, and both as the slow definition says. What is kept
    of earlier answers must be brought up to date with every correction of a correction, however
    much of it waits beside the rest, and whichever timeline one goes on from.
    """
    grown = [growth.beginning()]
    _answers(grown[0], projection)
    told = growth.told()
    for number, (batch, older) in enumerate(zip(growth.batches, growth.onto, strict=True), 1):
        grown.append(grown[older].append(*batch))
        if not growth.asked[number - 1] and number < len(growth.batches):
            continue
        anew = rebuilt(growth.start, told[number])
        how = _how(growth, number)
        expect(contents(grown[number]), contents(anew), f"the timeline {how}")
        got, expected = (_answers(timeline, projection) for timeline in (grown[number], anew))
        for question in expected:
            expect(got[question], expected[question], f"{question}; {how}")
    _by_definition(grown[-1], told[-1], projection, _how(growth, len(growth.batches)))


@law("growth")
def what_stands_is_what_was_told(projection: AnyProjection, growth: Growth) -> None:
    """The versions of a timeline are those that each growth added, less those it removed.

    Each event that ever stands has its versions among them, once; events without an effective
    day have versions and are counted, and no fold meets them.
    """
    grown = [growth.beginning()]
    told = growth.told()
    for number, (batch, older) in enumerate(zip(growth.batches, growth.onto, strict=True), 1):
        if growth.asked[number - 1]:
            _versions_of(grown[-1], told[number - 1], projection, _how(growth, number))
        grown.append(grown[older].append(*batch))
    for number, timeline in enumerate(grown):  # the older ones stand as they were
        _versions_of(timeline, told[number], projection, _how(growth, number))


@law("growth")
def asked_again_it_is_the_same(projection: AnyProjection, growth: Growth) -> None:
    """What is kept of an answer and what is made anew are equal, whatever was asked between.

    Histories, sums and whatever else is read often are kept in places that hold only so much.
    """
    timeline = growth.beginning()
    for number in range(len(growth.batches) + 1):
        if number:
            timeline = timeline.append(*growth.batches[number - 1])
            if not growth.asked[number - 1]:
                continue
        first = _answers(timeline, projection)
        back = _answers(timeline, projection, backwards=True)
        expect(back, first, f"asked again, the last question first, {_how(growth, number)}")
    first = _answers(timeline, projection)
    gc.collect()
    expect(_answers(timeline, projection), first, "asked once more, after a collection of garbage")


@law("growth")
def all_keys_are_each_key(projection: AnyProjection, growth: Growth) -> None:
    """All keys asked at once have the values that each has by itself, and spells stay as they are.

    Who asks for all of them may be answered from elsewhere than who asks for one: from days that
    are ready, or of a declared rule from the columns of an engine, before there is an index.
    """
    timeline = growth.beginning()
    told: tuple[Entry, ...] = tuple(growth.start.entries)
    for number, batch in enumerate(growth.batches, 1):
        timeline, told = timeline.append(*batch), (*told, *batch)
        last = number == len(growth.batches)
        if growth.asked[number - 1] or last:
            anew = rebuilt(growth.start, told)
            fresh = attrs.evolve(growth, start=anew).beginning()
            for line, how in ((timeline, "grown"), (fresh, "built anew")):
                _all_keys(line, told, projection, last, f"{how}, {_how(growth, number)}")
                if last:
                    spells = [spells_of(each, projection) for each in (line, anew)]
                    expect(spells[0], spells[1], f"the spells, asked for after all keys, {how}")


def _all_keys(
    timeline: AnyTimeline,
    told: tuple[Entry, ...],
    projection: AnyProjection,
    each_too: bool,
    how: str,
) -> None:
    model = Model(told)
    known_days = _few([None, *model.known_days()])
    asked = [(day, known) for day in _few(model.days()) for known in known_days]
    dates = [from_day_number(day) for day, _ in asked]
    known_on = [None if known is None else from_day_number(known) for _, known in asked]
    for certainty in READINGS:
        view = timeline.project(projection, certainty=certainty)
        alone = [view.as_of(*dates[-1:], known_on=known_on[-1])] if asked else []
        many = view.as_of_many(dates, known_on=known_on)
        for states, (day, known) in zip([*alone, *many], [*asked[-1:], *asked], strict=True):
            want = oracle(told, projection, day, knowable(timeline, known), certainty)
            question = describe_question(day, known, certainty, f"all keys at once, {how}")
            expect(dict(states.items()), want, question)
            if each_too:
                then = view_of(timeline, projection, known, certainty)
                each = {key: then.get(key, from_day_number(day)) for key in want}
                expect(each, want, describe_question(day, known, certainty, f"each key, {how}"))


def _few(of: list[K]) -> list[K]:
    """The first, the last, and one or two between."""
    return of[:: max(1, -(-len(of) // 3))] + of[-1:]


def _versions_of(
    timeline: AnyTimeline, entries: tuple[Entry, ...], projection: AnyProjection, how: str
) -> None:
    for certainty in READINGS:
        stream = timeline._log.stream(certainty)
        rows = [
            (event.id, since, until, day)
            for part in stream.parts
            for event, since, until, day in zip(
                part.events, part.since, part.until, part.days, strict=True
            )
        ]
        ids = {entry.id for entry in timeline.entries if isinstance(entry, Event)}
        every = [version for id in ids for version in timeline._log.versions(id)]
        wanted = [(v.event.id, v.since, v.until, v.event.occurred.bound(certainty)) for v in every]
        wanted = [row for row in wanted if row[3] is not None]
        expect(sorted(rows), sorted(wanted), f"the versions {how}")
    for known in known_days(timeline, projection):
        seen = timeline if known is None else timeline.known(from_day_number(known))
        stands = sorted(event.id for event in standing(entries, known))
        found = sorted(event.id for event in seen)
        expect(found, stands, f"what stands, known by {known}, {how}")
        expect(len(seen), len(stands), f"how many stand {how}")


def _how(growth: Growth, number: int) -> str:
    ids = [[entry.id for entry in batch] for batch in growth.batches[:number]]
    return f"after {number} of the batches {ids} onto {growth.onto}, {growth.limits}"


def _by_definition(
    timeline: AnyTimeline, entries: tuple[Entry, ...], projection: AnyProjection, how: str
) -> None:
    for certainty in READINGS:
        for known in known_days(timeline, projection):
            view = view_of(timeline, projection, known, certainty)
            cut = timeline if known is None else timeline.known(from_day_number(known))
            then = cut.project(projection, certainty=certainty)
            about = f"known by {known}, {certainty}; {how}"
            expect(then.keys, view.keys, f"the keys, cut or asked, {about}")
            expect(
                {key: list(then.spells(key)) for key in then.keys},
                {key: list(view.spells(key)) for key in view.keys},
                f"the spells, cut or asked, {about}",
            )
            for day in sorted(view.days())[:8]:
                got = dict(view.as_of(from_day_number(day)))
                want = oracle(entries, projection, day, known, certainty)
                expect(got, want, describe_question(day, known, certainty, how))


def _answers(
    timeline: AnyTimeline, projection: AnyProjection, *, backwards: bool = False
) -> dict[str, Any]:
    """All that a projection says of a timeline, by the question: values, keys and spells."""
    found: dict[str, Any] = {}
    asked = [(c, k) for c in READINGS for k in known_days(timeline, projection)]
    for certainty, known_on in reversed(asked) if backwards else asked:
        view = view_of(timeline, projection, known_on, certainty)
        spells = spells_of(timeline, projection, known_on, certainty)
        found[describe_question(None, known_on, certainty, "the spells")] = spells
        found[describe_question(None, known_on, certainty, "the keys")] = list(view.keys)
        # Values are looked up in other tables than spells: each where one begins.
        for day in sorted({spell.since for each in spells.values() for spell in each}):
            about = describe_question(day.toordinal(), known_on, certainty)
            found[about] = dict(view.as_of(day))
    return found
