"""Everything the page looks up, as plain data: what each value was, at every knowledge day.

The page holds no rule of the library. Of every key of every projection it gets the whole
history at every day on which something of it became known: rectangles over both clocks. To
show a day, it finds the history by the knowledge day, and the row by the day.

Days are day numbers counted from 1970-01-01, which is how a browser counts them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final, get_args

from ip4timeline.engine.events.amendments import Amendment, Correction, knowledge_day
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.log.versions import Version, order_key
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import LAST_DAY, from_day_number
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.cut import LATER, LATER_WORDS, WITHDRAWN
from ip4timeline.engine.timeline.evidence import ANNOUNCES
from ip4timeline.engine.timeline.view import View
from ip4timeline.export.explorer.glossary import glossary
from ip4timeline.export.explorer.lanes import lane_data
from ip4timeline.export.explorer.occasions import occasion_data
from ip4timeline.export.explorer.stories import Story, stories
from ip4timeline.export.explorer.values import EPOCH, label, page_day, shown, turns
from ip4timeline.export.phrases import people_of
from ip4timeline.nato.partners import Level, Partner
from ip4timeline.nato.registries import Format, Registries
from ip4timeline.record.curation.citing import citation_of
from ip4timeline.relationship.projections.sightings import (
    LAST_SEEN,
    SEEN,
    Sighting,
    SightKey,
    sight_key,
)
from ip4timeline.relationship.projections.table import PROJECTIONS
from ip4timeline.relationship.projections.value import LONG_AGO
from ip4timeline.relationship.timeline import Timeline

Row = tuple[int, int | None, str, tuple[int, ...], tuple[int, ...], int | None]
"""Day number, index of the value, when its event occurred, evidence, amendments, day of lapse."""

_GAP: Final = 3
"""So many years without an event with a partner end the years worth dragging through."""

_NOTHING: Final = (None, "", (), (), None)
"""What a row says where there is no value and never was."""


def explorer_data(timeline: Timeline, licence: str = "") -> dict[str, Any]:
    """The whole timeline as the page needs it, with the licence under which it may be used."""
    return _Builder(timeline).data() | {"licence": licence}


def _order(version: Version) -> tuple[bool, tuple[int, int, str]]:
    """The one order of a timeline; what has no effective day comes last, by id."""
    event = version.event
    if event.occurred.bound("certain") is None:
        return True, (0, 0, event.id)
    return False, order_key(event, "certain")


def _told(story: Story) -> dict[str, Any]:
    steps = [
        {"day": page_day(s.day.toordinal()), "text": s.text, "then": s.then, "open": s.open}
        for s in story.steps
    ]
    return {"id": story.id, "title": story.title, "steps": steps}


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
        self._versions = {id: list(timeline.versions(id)) for id in self._originals}
        horizon = timeline.horizon
        self._last = LAST_DAY if horizon is None else horizon.toordinal()
        self._ids = {id: n for n, id in enumerate(self._originals)}
        self._amended = [a for found in self._amendments.values() for a in found]
        self._amendment_ids = {a.id: n for n, a in enumerate(self._amended)}
        self._values: list[dict[str, Any]] = []
        self._value_at: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._sights: dict[SightKey, None] = {}
        self._touched: dict[str, dict[Any, dict[str, None]]] = {}

    def data(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        events = list(self._standing())
        aspects = {p.name: list(self._aspect(p)) for p in PROJECTIONS}
        seen = list(self._aspect(LAST_SEEN, self._sights))
        amendments = [self._amendment(a) for a in self._amended]
        return {
            "digest": self._timeline.digest,
            "entries": len(self._timeline.entries),
            "citation": str(citation_of(self._timeline)),
            "horizon": self._horizon(),
            **self._range(events),
            "partners": [{"id": p, "label": p.label, "code": p.alpha3} for p in Partner],
            "leaders": {p: p.leader_office for p in Partner},
            "levels": [str(level) for level in reversed(Level)],
            "kinds": sorted({e["kind"] for e in events}),
            "ids": list(self._ids),
            "events": events,
            "amendments": amendments,
            "values": self._values,
            "aspects": aspects,
            "seen": seen,
            "lanes": lane_data(self._timeline, self._lane_days),
            "longAgo": LONG_AGO,
            "formats": list(get_args(Format)),
            "occasions": occasion_data(self._registries, self._versions, self._days),
            "sources": [self._source(id) for id in self._sources],
            "words": glossary(e["kind"] for e in events),
            "stories": [_told(story) for story in stories(self._timeline)],
            "later": LATER_WORDS,
            "withdrawn": WITHDRAWN,
        }

    def _horizon(self) -> int | None:
        horizon = self._timeline.horizon
        return None if horizon is None else page_day(horizon.toordinal())

    def _range(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        """The years that can be asked for, and those worth dragging through.

        The first event with a partner opens what can be asked for. The slider begins after the
        last gap of more than three years between two of them.
        """
        days = [e["day"] for e in events if e["partners"] and e["day"] is not None]
        told = (e[clock] for e in events for clock in ("known", "since", "until"))
        newest = max((day for day in told if day is not None), default=0)
        last = max([newest, *days])
        years = sorted({from_day_number(day + EPOCH).year for day in days or [0]})
        dense = [year for before, year in pairwise(years) if year - before > _GAP]
        first = max(dense, default=years[0])
        final = from_day_number(last + EPOCH).year
        return {
            "newest": newest,
            "earliest": page_day(dt.date(years[0], 1, 1).toordinal()),
            "range": [
                page_day(dt.date(first, 1, 1).toordinal()),
                page_day(dt.date(final, 12, 31).toordinal()),
            ],
        }

    def _accounts(self, id: str) -> Iterator[Event]:
        """An event as first written, and as it ever stands: what its amendments bear upon."""
        yield self._originals[id]
        yield from (version.event for version in self._versions[id])

    def _days(self, ids: Iterable[str]) -> list[int]:
        """The day numbers on which what is known of some events, or what amends them, changes."""
        versions = [version for id in ids for version in self._versions[id]]
        days = {day for v in versions for day in (v.since, v.until)}
        days |= {max(knowledge_day(a), 1) for id in ids for a in self._amendments.get(id, ())}
        return sorted(day for day in days if day <= self._last)

    # Events

    def _standing(self) -> Iterator[dict[str, Any]]:
        """Every version of every event, in the one order of a timeline."""
        versions = [version for found in self._versions.values() for version in found]
        made = [(_order(version), self._event(version)) for version in versions]
        return (event for _, event in sorted(made, key=itemgetter(0)))

    def _event(self, version: Version) -> dict[str, Any]:
        event, since, until = version
        effective = event.occurred.bound("certain")
        return {
            "id": self._ids[event.id],
            "kind": event.kind,
            "occurred": when_words(event.occurred),
            "day": None if effective is None else page_day(effective),
            "known": page_day(event.known.toordinal()),
            "basis": event.known_basis,
            "partners": [list(Partner).index(Partner.of(p)) for p in event.parties],
            "summary": event.summary,
            "who": people_of(event, self._registries),
            "cites": self._cites(event),
            "since": page_day(since),
            "until": None if until > self._last else page_day(until),
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
            said = "; ".join(filter(None, (ANNOUNCES if cite.announces else "", cite.supports)))
            found.append([at, cite.locator, said] if said else [at, cite.locator])
        return found

    def _source(self, id: str) -> dict[str, Any]:
        source = self._registries.source_by_id.get(id)
        if source is None:
            return {"title": LATER_WORDS if id == LATER else id, "day": None}
        published: When | None = source.published
        dated = published or source.retrieved
        public = None if dated is None else dated.latest
        return {
            "publisher": source.publisher,
            "title": source.title,
            "tier": source.tier,
            "url": source.link or source.url,
            "published": "" if published is None else when_words(published),
            "day": None if public is None else page_day(public.toordinal()),
        }

    def _amendment(self, amendment: Amendment) -> dict[str, Any]:
        told = amendment.replacement if isinstance(amendment, Correction) else None
        return {
            "id": amendment.id,
            "kind": amendment.kind,
            "target": amendment.target,
            "known": "" if amendment.known is None else when_words(When(str(amendment.known))),
            "reason": amendment.reason,
            "told": page_day(told.known_day) if told else None,
            "cites": self._cites(amendment),
        }

    # Values

    def _aspect(
        self, projection: Projection[Any, Any], wanted: Iterable[Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Each key, or each that is wanted, with its histories."""
        view = self._timeline.project(projection)
        for key, ids in self._touching(projection).items():
            if wanted is not None and key not in wanted:
                continue
            parts = [str(part) for part in (key if isinstance(key, tuple) else (key,))]
            histories = self._histories(view, key, ids)
            yield {"key": parts, "label": label(parts, self._registries), "known": list(histories)}

    def _touching(self, projection: Projection[Any, Any]) -> dict[Any, dict[str, None]]:
        """By key, the ids of the events that touch it by any of their accounts."""
        if projection.name not in self._touched:
            touching: dict[Any, dict[str, None]] = {}
            for id in self._originals:
                for account in self._accounts(id):
                    for key in projection.touched(account):
                        touching.setdefault(key, {})[id] = None
            self._touched[projection.name] = touching
        return self._touched[projection.name]

    def _lane_days(self, projection: Projection[Any, Any], key: Any) -> list[int]:
        return self._days(self._touching(projection).get(key, ()))

    def _histories(
        self, view: View[Any, Any, Any], key: Any, ids: Iterable[str]
    ) -> Iterator[list[Any]]:
        """The key's history at each knowledge day, as what is new against the one before.

        ``[knowledge day, number of rows kept, further rows]``; a row tells its evidence in
        the same way, against the row above it.
        """
        # What a key's value is depends on no other events than those that touch it.
        effective = {
            day
            for id in ids
            for account in self._accounts(id)
            if (day := account.occurred.bound("certain")) is not None
        }
        before: list[Row] = []
        for day in self._days(ids):
            rows = self._rows(view.known(from_day_number(day)), key, effective)
            kept = 0
            while kept < min(len(rows), len(before)) and rows[kept] == before[kept]:
                kept += 1
            if rows != before:
                above = [None, *rows]
                fresh = [_against(above[n], rows[n]) for n in range(kept, len(rows))]
                yield [page_day(day), kept, fresh]
            before = rows

    def _rows(self, view: View[Any, Any, Any], key: Any, effective: set[int]) -> list[Row]:
        spells = view.spells(key)
        # No spell shows an event that ended what began the same day, nor a correction of one
        # that would have counted; both are evidence from the day of the event.
        days = set(effective)
        for spell in spells:
            last = None if spell.until is None else spell.until.toordinal()
            days |= {spell.since.toordinal()} | ({last} if last else set())
            days |= {
                day
                for day in turns(spell.value)
                if spell.since.toordinal() < day and (last is None or day < last)
            }
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
        value = None
        if why.value is not None:
            value = shown(why.value, number, self._registries)
            value |= self._sight(view.projection, key, why.value)
        return (
            page_day(number),
            None if value is None else self._value(value),
            "" if why.value is None else opened,
            tuple(self._ids[event.id] for event in why.events),
            tuple(self._amendment_ids[a.id] for a in why.amendments),
            None if why.lapsed is None else page_day(why.lapsed.toordinal()),
        )

    def _sight(self, projection: Projection[Any, Any], key: Any, value: Any) -> dict[str, Any]:
        """Of a value that holds on: where the page finds when it was last seen. Of that: the day.

        ``through`` is left out where only a day by which it was seen is known; ``by`` is that.
        """
        if isinstance(value, Sighting):
            if value.through is not None:
                return {"through": page_day(value.through)}
            latest = value.date.latest
            return {} if latest is None else {"by": page_day(latest.toordinal())}
        if projection not in SEEN:
            return {}
        whose = sight_key(projection, key, value)
        self._sights[whose] = None
        return {"seen": "/".join(map(str, whose))}

    def _value(self, value: dict[str, Any]) -> int:
        text = repr(value)
        if text not in self._value_at:
            self._value_at[text] = len(self._values)
            self._values.append(value)
        return self._value_at[text]


def _against(above: Row | None, row: Row) -> list[Any]:
    day, value, opened, because, amendments, lapsed = row
    same = 0
    if above is not None:
        while same < min(len(above[3]), len(because)) and above[3][same] == because[same]:
            same += 1
    fresh: list[Any] = [day, value, opened, same, list(because[same:])]
    if amendments or lapsed is not None:
        fresh += [list(amendments), lapsed]
    return fresh
