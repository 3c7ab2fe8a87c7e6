"""What a briefing says: asked of a timeline, in words, each line with the sources behind it.

How it looks is for `markdown` and `html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
from pendulum import Date

import ip4timeline as ip4
from ip4_briefing.projections import FOLLOW_UPS


@attrs.frozen
class Line:
    """One statement, and the numbers of the sources it rests on."""

    text: str
    sources: tuple[int, ...] = ()


@attrs.frozen
class Section:
    """A heading with its lines; a table where it has columns."""

    title: str
    lines: tuple[Line, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()


@attrs.frozen
class Briefing:
    """A finished briefing.

    Attributes:
        title: with the dates.
        basis: on what knowledge and which exact record it rests.
        sections: what it says.
        sources: the sources cited, the first under number 1.
    """

    title: str
    basis: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]


class _Sources:
    """Numbers each source when it is first cited."""

    def __init__(self) -> None:
        self.cited: dict[str, int] = {}

    def of(
        self, why: ip4.Explanation[Any], new: frozenset[ip4.Event] = frozenset()
    ) -> tuple[int, ...]:
        """The numbers of the sources of an explanation; of the new events in it, if any are."""
        events = [event for event in why if event in new] or why
        texts = (str(cited) for event in events for cited in why.citations(event))
        return tuple(dict.fromkeys(self._number(text) for text in texts))

    def _number(self, text: str) -> int:
        return self.cited.setdefault(text, len(self.cited) + 1)


def brief(
    timeline: ip4.Timeline, before: str, after: str, *, known_on: str | None = None
) -> Briefing:
    """The briefing of what changed between the ends of two days, and of how things then stood.

    Args:
        timeline: what is known; with the desk's follow-ups, `load` it with ``"ip4-briefing"``.
        before: the day of the last briefing.
        after: the day of this one.
        known_on: the day by which a thing had to be public; left out, all that there is.
    """
    sources = _Sources()
    snapshot = timeline.as_of(after, known_on=known_on)
    changed = tuple(_changes(timeline, before, after, known_on, sources))
    standing = tuple(_standing(timeline, snapshot, sources))
    open_now = tuple(_follow_ups(timeline, snapshot, sources))
    return Briefing(
        title=f"NATO and its Indo-Pacific partners, {before} to {after}",
        basis=(
            f"{f'As it was known on {snapshot.known_on}' if known_on else 'With hindsight'}; "
            f"record {timeline.digest[:12]}, ip4timeline {ip4.__version__}."
        ),
        sections=(
            *changed,
            Section("Where they stand", columns=("Partner", "Leader", "Programme"), rows=standing),
            Section("Open follow-ups", open_now or (Line("None."),)),
        ),
        sources=tuple(sources.cited),
    )


def _changes(
    timeline: ip4.Timeline, before: str, after: str, known_on: str | None, sources: _Sources
) -> Iterator[Section]:
    """For each partner, the values that changed."""
    found = timeline.diff(before, after, known_on=known_on)
    new = frozenset(found.events)
    for partner in ip4.Partner:
        lines = tuple(
            Line(_said(change, timeline), sources.of(timeline.why(change), new))
            for change in found
            if _concerns(change.key, partner)
        )
        yield Section(f"What changed: {partner.label}", lines or (Line("Nothing on record."),))


def _concerns(key: Any, partner: ip4.Partner) -> bool:
    return bool(key == partner or (isinstance(key, tuple) and key[0] == partner))


def _said(change: ip4.Change[Any, Any], timeline: ip4.Timeline) -> str:
    """``Engagement, 2025 The Hague summit: invited -> attended (minister) by ...``."""
    name = timeline.registries.name
    rest = change.key[1:] if isinstance(change.key, tuple) else ()
    what = ", ".join([change.projection.capitalize(), *(name(part) for part in rest if part)])
    was, now = (
        "nothing" if value is None else value.describe(name)
        for value in (change.before, change.after)
    )
    return f"{what}: {was} -> {now}"


def _standing(
    timeline: ip4.Timeline, snapshot: ip4.Snapshot, sources: _Sources
) -> Iterator[tuple[Line, ...]]:
    """A row for each partner."""
    name = timeline.registries.name
    for partner, relationship in snapshot.items():
        values = (relationship.leader, relationship.programme)
        yield (
            Line(partner.label),
            *(
                Line(value.in_words(name), sources.of(timeline.why(value)))
                if value
                else Line("not on record")
                for value in values
            ),
        )


def _follow_ups(
    timeline: ip4.Timeline, snapshot: ip4.Snapshot, sources: _Sources
) -> Iterator[Line]:
    """The open follow-ups, the most urgent first."""
    day = snapshot.as_of
    view = timeline.project(FOLLOW_UPS, known_on=snapshot.known_on)
    for (partner, item), open_one in _by_urgency(view.as_of(day).items()):
        due = f"due {open_one.due}" if open_one.due else "no date"
        late = ", overdue" if open_one.overdue(day) else ""
        text = f"{partner.label}: {open_one.text} ({due}{late})"
        yield Line(text, sources.of(view.why((partner, item), day)))


def _by_urgency(items: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    def due(item: tuple[Any, Any]) -> tuple[Date, Any]:
        when = item[1].due
        return (when.latest if when and when.latest else Date(9999, 12, 31), item[0])

    return sorted(items, key=due)
