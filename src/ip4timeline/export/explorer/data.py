"""Everything the page looks up, as plain data: what each value was, at every knowledge day.

The page holds no rule of the library. Of every key of every projection it gets the whole
history at every day on which something of it became known: rectangles over both clocks. To
show a day, it finds the history by the knowledge day, and the row by the day.

Days are day numbers counted from 1970-01-01, which is how a browser counts them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, get_args

from ip4timeline.engine.events.amendments import Amendment, Correction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.view import View
from ip4timeline.export.explorer.values import label, shown, turns, when_words, words
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.nato.registries import Format, Registries
from ip4timeline.relationship.projections import PROJECTIONS
from ip4timeline.relationship.timeline import Timeline

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_ALWAYS: Final = 1
"""The first day number: what was always known was known on it."""
Row = tuple[int, int | None, str, tuple[int, ...], tuple[int, ...], int | None]
"""Day number, index of the value, when its event occurred, evidence, amendments, day of lapse."""

_NOTHING: Final = (None, "", (), (), None)
"""What a row says where there is no value and never was."""


def explorer_data(timeline: Timeline) -> dict[str, Any]:
    """The whole timeline as the page needs it."""
    return _Builder(timeline).data()


def _day(number: int) -> int:
    return number - _EPOCH


def _order(event: Event) -> tuple[bool, int, int, str]:
    """The one order of a timeline; what has no effective day comes last, by id."""
    day = event.occurred.bound("certain")
    return (True, 0, 0, event.id) if day is None else (False, day, event.seq, event.id)


def _forms(entries: Iterable[Entry]) -> Iterator[Event]:
    """Every form that the events take: the original and all replacements."""
    for entry in entries:
        if isinstance(entry, Event):
            yield entry
        elif isinstance(entry, Correction):
            yield entry.replacement


def _knowledge_days(entries: Sequence[Entry]) -> set[int]:
    """The day numbers on which what is known of the entries can change."""
    days = {form.known.toordinal() for form in _forms(entries)}
    for entry in entries:
        if isinstance(entry, Amendment):
            days.add(_ALWAYS if entry.known is None else entry.known.toordinal())
    return days


class _Builder:
    """Gathers the data, with each value, source and id stored once."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._registries: Registries = timeline.registries
        self._amendments: dict[str, list[Amendment]] = {}
        self._originals: dict[str, Event] = {}
        for entry in timeline.entries:
            if isinstance(entry, Event):
                self._originals[entry.id] = entry
            elif isinstance(entry, Amendment):
                self._amendments.setdefault(entry.target, []).append(entry)
        self._ids = {id: n for n, id in enumerate(self._originals)}
        self._amended = [a for found in self._amendments.values() for a in found]
        self._amendment_ids = {a.id: n for n, a in enumerate(self._amended)}
        self._values: list[dict[str, Any]] = []
        self._value_at: dict[str, int] = {}
        self._sources: dict[str, int] = {}

    def data(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        events = sorted(self._standing(), key=lambda e: e["order"])
        for event in events:
            del event["order"]
        aspects = {p.name: list(self._aspect(p)) for p in PROJECTIONS}
        amendments = [self._amendment(a) for a in self._amended]
        return {
            "digest": self._timeline.digest,
            "entries": len(self._timeline.entries),
            "horizon": self._horizon(),
            "range": self._range(events),
            "partners": [{"id": p, "label": p.label, "code": p.alpha3} for p in Partner],
            "leaders": {p: p.leader_office for p in Partner},
            "levels": [str(level) for level in reversed(Level)],
            "kinds": sorted({e["kind"] for e in events}),
            "ids": list(self._ids),
            "events": events,
            "amendments": amendments,
            "values": self._values,
            "aspects": aspects,
            "formats": list(get_args(Format)),
            "occasions": [
                {
                    "id": o.id,
                    "title": o.title,
                    "format": o.format,
                    "series": o.series,
                    "seriesLabel": words(o.series) if o.series else "Other occasions",
                    "dates": when_words(o.dates),
                }
                for o in sorted(self._registries.occasions, key=lambda o: o.place_in_time)
            ],
            "sources": [self._source(id) for id in self._sources],
        }

    def _horizon(self) -> int | None:
        horizon = self._timeline.horizon
        return None if horizon is None else _day(horizon.toordinal())

    def _range(self, events: list[dict[str, Any]]) -> list[int]:
        """The years worth dragging through: from the first event with a partner to the last."""
        days = [e["day"] for e in events if e["partners"] and e["day"] is not None]
        last = max([e["known"] for e in events] + days, default=0)
        first = min(days, default=0)
        years = [from_day_number(day + _EPOCH).year for day in (first, last)]
        return [
            _day(dt.date(years[0], 1, 1).toordinal()),
            _day(dt.date(years[1], 12, 31).toordinal()),
        ]

    def _part(self, events: Iterable[Event]) -> Timeline:
        """The timeline of a few events and all that amends them."""
        entries: list[Entry] = []
        for event in events:
            entries += [event, *self._amendments.get(event.id, ())]
        return Timeline(entries, self._registries, self._timeline.horizon)

    def _days(self, part: Timeline) -> list[int]:
        horizon = self._timeline.horizon
        days = sorted(_knowledge_days(part.entries))
        return days if horizon is None else [d for d in days if d <= horizon.toordinal()]

    # Events

    def _standing(self) -> Iterator[dict[str, Any]]:
        """Every form in which an event ever stood, with the knowledge days during which it did."""
        for original in self._originals.values():
            part = self._part([original])
            forms: list[tuple[int, Event | None]] = []
            for day in self._days(part):
                form = next(iter(part.known(from_day_number(day))), None)
                if not forms or forms[-1][1] != form:
                    forms.append((day, form))
            ends = [day for day, _ in forms[1:]] + [None] * bool(forms)
            for (day, form), end in zip(forms, ends, strict=True):
                if form is not None:
                    yield self._event(form, day, end)

    def _event(self, event: Event, since: int, until: int | None) -> dict[str, Any]:
        effective = event.occurred.bound("certain")
        return {
            "order": _order(event),
            "id": self._ids[event.id],
            "kind": event.kind,
            "occurred": when_words(event.occurred),
            "day": None if effective is None else _day(effective),
            "known": _day(event.known.toordinal()),
            "basis": event.known_basis,
            "partners": [list(Partner).index(Partner.of(p)) for p in event.parties],
            "summary": event.summary,
            "cites": self._cites(event),
            "since": _day(since),
            "until": None if until is None else _day(until),
            "amendment": self._made_by(event),
        }

    def _made_by(self, event: Event) -> int | None:
        """Index of the correction that says what the event says; ``None`` for an original."""
        if event == self._originals[event.id]:
            return None
        makers = [
            self._amendment_ids[a.id]
            for a in self._amendments[event.id]
            if isinstance(a, Correction) and a.replacement == event
        ]
        return makers[-1]

    def _cites(self, entry: Entry) -> list[list[Any]]:
        found = []
        for cite in entry.cites:
            at = self._sources.setdefault(cite.source, len(self._sources))
            found.append([at, cite.locator, cite.supports] if cite.supports else [at, cite.locator])
        return found

    def _source(self, id: str) -> dict[str, Any]:
        source = self._registries.source_by_id.get(id)
        if source is None:
            return {"title": id}
        published: When | None = source.published
        earliest = None if published is None else published.earliest
        return {
            "publisher": source.publisher,
            "title": source.title,
            "tier": source.tier,
            "url": source.url,
            "published": "" if published is None else when_words(published),
            "day": None if earliest is None else _day(earliest.toordinal()),
        }

    def _amendment(self, amendment: Amendment) -> dict[str, Any]:
        return {
            "id": amendment.id,
            "kind": amendment.kind,
            "target": amendment.target,
            "known": "" if amendment.known is None else str(amendment.known),
            "reason": amendment.reason,
            "cites": self._cites(amendment),
        }

    # Values

    def _aspect(self, projection: Projection[Any, Any]) -> Iterator[dict[str, Any]]:
        touching: dict[Any, dict[str, Event]] = {}
        for original in self._originals.values():
            for form in _forms([original, *self._amendments.get(original.id, ())]):
                for key in projection.touched(form):
                    touching.setdefault(key, {})[original.id] = original
        for key, events in touching.items():
            parts = [str(part) for part in (key if isinstance(key, tuple) else (key,))]
            # What a key's value is depends on no other events than those that touch it.
            histories = self._histories(projection, key, self._part(events.values()))
            yield {"key": parts, "label": label(parts, self._registries), "known": list(histories)}

    def _histories(
        self, projection: Projection[Any, Any], key: Any, part: Timeline
    ) -> Iterator[list[Any]]:
        """The key's history at each knowledge day, as what is new against the one before.

        ``[knowledge day, number of rows kept, further rows]``; a row tells its evidence in
        the same way, against the row above it.
        """
        view = part.project(projection)
        before: list[Row] = []
        for day in self._days(part):
            rows = self._rows(view.known(from_day_number(day)), key, part)
            kept = 0
            while kept < min(len(rows), len(before)) and rows[kept] == before[kept]:
                kept += 1
            if rows != before:
                above = [None, *rows]
                fresh = [_told(above[n], rows[n]) for n in range(kept, len(rows))]
                yield [_day(day), kept, fresh]
            before = rows

    def _rows(self, view: View[Any, Any, Any], key: Any, part: Timeline) -> list[Row]:
        spells = view.spells(key)
        days = set()
        for spell in spells:
            last = None if spell.until is None else spell.until.toordinal()
            days |= {spell.since.toordinal()} | ({last} if last else set())
            days |= {
                day
                for day in turns(spell.value)
                if spell.since.toordinal() < day and (last is None or day < last)
            }
        # No spell shows an event that ended what began the same day, nor a correction of one
        # that would have counted; both are evidence from the day of the event.
        effective = [form.occurred.bound("certain") for form in _forms(part.entries)]
        days |= {day for day in effective if day is not None}
        opened = {spell.since.toordinal(): when_words(spell.opened) for spell in spells}
        rows: list[Row] = []
        text = ""
        for number in sorted(days):
            text = opened.get(number, text)
            row = self._row(view, key, number, text)
            if row[1:] != (rows[-1][1:] if rows else _NOTHING):
                rows.append(row)
        return rows

    def _row(self, view: View[Any, Any, Any], key: Any, number: int, opened: str) -> Row:
        why = view.why(key, from_day_number(number))
        return (
            _day(number),
            None if why.value is None else self._value(shown(why.value, number, self._registries)),
            "" if why.value is None else opened,
            tuple(self._ids[event.id] for event in why.events),
            tuple(self._amendment_ids[a.id] for a in why.amendments),
            None if why.lapsed is None else _day(why.lapsed.toordinal()),
        )

    def _value(self, value: dict[str, Any]) -> int:
        text = repr(value)
        if text not in self._value_at:
            self._value_at[text] = len(self._values)
            self._values.append(value)
        return self._value_at[text]


def _told(above: Row | None, row: Row) -> list[Any]:
    day, value, opened, because, amendments, lapsed = row
    same = 0
    if above is not None:
        while same < min(len(above[3]), len(because)) and above[3][same] == because[same]:
            same += 1
    told: list[Any] = [day, value, opened, same, list(because[same:])]
    if amendments or lapsed is not None:
        told += [list(amendments), lapsed]
    return told
