"""Kinds of event: what every one, the user's own included, keeps to in storage and in memory."""

from __future__ import annotations

import json
import pickle
from typing import Any

import attrs

from ip4timeline.engine.codec.plain import from_data, structure, to_data, to_json, to_text
from ip4timeline.engine.errors import RecordError
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.projections.projection import Tally, tally
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.testing.laws.base import expect, law
from ip4timeline.testing.laws.questions import spells_of, view_of
from ip4timeline.testing.model import AnyTimeline
from ip4timeline.testing.oracle import oracle

Data = dict[str, Any]


@law("kind")
def kinds_are_known_by_name(cls: type[Event], event: Event) -> None:
    """The stored name of a kind leads back to its class.

    A class may move or be renamed; the name in the files stays.
    """
    expect(kinds().get(cls.kind), cls, f"the class registered as {cls.kind!r}")
    expect(to_data(event)["kind"], cls.kind, "the name that is stored")


@law("kind")
def events_are_values(cls: type[Event], event: Event) -> None:
    """Events are frozen, hashable, equal by all their fields, and pickle.

    They are shared by every timeline that holds them.
    """
    same = attrs.evolve(event)
    expect(same, event, "the event, made again of its fields")
    expect(hash(same), hash(event), "its hash, made again of its fields")
    expect(pickle.loads(pickle.dumps(event)), event, "the event, pickled and back")
    expect(attrs.evolve(event, notes=f"{event.notes}.") == event, False, "whether notes matter")
    for attribute in attrs.fields(cls):
        try:
            setattr(event, attribute.name, getattr(same, attribute.name))
        except AttributeError:
            continue
        expect("it was set", "it is frozen", f"the field {attribute.name}")
    for attribute in attrs.fields(cls):
        value = getattr(event, attribute.name)
        expect(isinstance(value, list | dict | set), False, f"whether {attribute.name} can change")


@law("kind")
def stored_events_read_back(cls: type[Event], event: Event) -> None:
    """An event written to plain data or JSON and read again is equal, and writes the same.

    What a record loses on the way to a file it has lost for good.
    """
    data = to_data(event)
    expect(from_data(data), event, "the event, from its plain data")
    text = to_json(event)
    expect(from_data(json.loads(text)), event, "the event, from its JSON")
    expect(to_data(from_data(data)), data, "its plain data, read and written again")
    expect(to_json(attrs.evolve(event)), text, "the JSON of an equal event")


@law("kind")
def quick_and_slow_write_alike(cls: type[Event], event: Event) -> None:
    """What writes and reads an event quickly says what the converter says, to the last letter.

    What is written by the one is held against what was written by the other: a log by its chain,
    a record by its digest.
    """
    slow = json.loads(to_text(event, ascii=True, ordered=False, quick=False))
    expect(list(to_data(event).items()), list(slow.items()), "its plain data, in their order")
    for ascii in (True, False):
        for ordered in (True, False):
            how = {"ascii": ascii, "ordered": ordered}
            text = to_text(event, **how)
            expect(text, to_text(event, quick=False, **how), f"its JSON, {how}")
            read = structure(json.loads(text), Entry)
            expect(structure(slow, Entry, quick=False), read, "what is read of the two")


@law("kind")
def unknown_fields_are_refused(cls: type[Event], event: Event) -> None:
    """A stored event with a field that its kind does not have is refused, and the field named.

    A misspelt field that is passed over is a fact lost without a word.
    """
    data = {**to_data(event), "no_such_field": 1}
    expect(_faulty(data), {"no_such_field"}, "the fields found at fault with one too many")


@law("kind")
def required_fields_are_named(cls: type[Event], event: Event) -> None:
    """A stored event without a field that its kind requires is refused, and the field named.

    Nothing is filled in that a source does not give.
    """
    for attribute in attrs.fields(cls):
        if attribute.default is attrs.NOTHING and attribute.init:
            data = {k: v for k, v in to_data(event).items() if k != attribute.name}
            found = attribute.name in _faulty(data)
            expect(found, True, f"whether {attribute.name} is found missing")


def _faulty(data: Data) -> set[str]:
    """The fields for which plain data are refused; none where they are read."""
    try:
        from_data(data)
    except RecordError as error:
        return {fault.field for fault in error.faults}
    return set()


@law("kind")
def known_is_given_or_the_latest_day(cls: type[Event], event: Event) -> None:
    """Left out, ``known`` is the latest day of ``occurred``; what must be seen is known no earlier.

    So nothing is known before anybody could know it, and no day is made up.
    """
    fields = {a.alias: getattr(event, a.name) for a in attrs.fields(cls) if a.init}
    latest, earliest = event.occurred.latest, event.occurred.earliest
    if latest is not None:
        left_out = cls(**{**fields, "known": None, "known_basis": None})
        expect(left_out.known, latest, "the day it is known, left out")
        expect(left_out.known_basis, "assumed", "the basis of it, left out")
    if cls.observed and earliest is not None:
        expect(event.known >= earliest, True, "whether it was known only once it had begun")


@law("kind")
def folds_count_every_kind(cls: type[Event], event: Event) -> None:
    """A count of events of the kind, by party, is what the slow definition gives.

    A kind of one's own takes part in folds like any other.
    """
    counted = _counter(cls)
    timeline: AnyTimeline = Timeline([event])
    for certainty in READINGS:
        expected = oracle(timeline.entries, counted, LAST_DAY, None, certainty)
        view = view_of(timeline, counted, None, certainty)
        got = dict(view.as_of(from_day_number(LAST_DAY)))
        expect(got, expected, f"the number of events by party, certainty {certainty!r}")
    expect(len(spells_of(timeline, counted)) <= len(event.parties), True, "the keys counted")


def _counter(cls: type[Event]) -> Tally[Any, int]:
    @tally(on=cls, keys=lambda e: e.parties)
    def counted(event: Event) -> int:
        return 1

    return counted


@law("kind")
def old_versions_read_as_today(cls: type[Event], event: Event, *stored: Entry | Data) -> None:
    """A stored event of every older version reads as the event that it means today.

    Files are never rewritten; the upcasters must reach today from wherever they stand.
    """
    reached = {data.get("version", 1) for data in stored[::2] if isinstance(data, dict)}
    want = set(range(1, cls.version))
    expect(sorted(want - reached), [], f"the versions of {cls.kind} without a stored example")
    for data, today in zip(stored[::2], stored[1::2], strict=True):
        assert isinstance(data, dict)
        expect(from_data(data), today, f"the stored event {data}")
