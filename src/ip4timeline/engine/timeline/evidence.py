"""Why a value was what it was: the events behind it, and the sources behind those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Cite, Event
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.sources import Source
from ip4timeline.engine.events.words import NONE, words
from ip4timeline.engine.log.question import knowledge_words, question_words
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.timeline.cut import LATER, LATER_WORDS, Sight
from ip4timeline.engine.timeline.generic import OfEvents
from ip4timeline.engine.timeline.plain import ids, plain

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Grid, Link, Page

V = TypeVar("V")
E = TypeVar("E", bound=Event)
ANNOUNCES: Final = "announces it"
"""What displays and exports say of a citation that only tells beforehand of an event."""


@alike
@attrs.frozen(eq=False, repr=False)
class Citation:
    """Where an event is attested: the citation and the source it names.

    ``later`` says that none of its sources was surely public by the day by which a thing had to
    be known: of them nothing is said.
    """

    cite: Cite
    source: Source | None
    later: bool = False

    @property
    def link(self) -> Link:
        """The publisher and the day of publication, leading to the text."""
        from ip4timeline.engine.display.page import Link

        if self.source is None:
            return Link(LATER_WORDS if self.later else self.cite.source)
        date = f", {self.source.published}" if self.source.published else ""
        return Link(f"{self.source.publisher}{date}{self.remark}", self.source.link)

    @property
    def words(self) -> str:
        """The source without its address: publisher, title, day and tier.

        Last that it only announces the event, where the citation says so.
        """
        if self.source is None:
            return LATER_WORDS if self.later else self.cite.source
        date = f", {when_words(self.source.published)}" if self.source.published else ""
        name = f'{self.source.publisher}, "{self.source.title}"'
        return f"{name}{date} [{self.source.tier}]{self.remark}"

    @property
    def remark(self) -> str:
        """That it only announces the event, to be put behind a name; empty where it tells of it."""
        return f" ({ANNOUNCES})" if self.cite.announces else ""

    def __str__(self) -> str:
        link = f" <{self.source.url}>" if self.source is not None and self.source.url else ""
        return f"{self.words}{link}"


def citations_of(event: Event, registries: Registries) -> tuple[Citation, ...]:
    """The citations of an event as it is seen, with their sources."""
    return tuple(
        Citation(cite, registries.source_by_id.get(cite.source), cite.source == LATER)
        for cite in event.cites
    )


@alike
@attrs.frozen(eq=False, repr=False)
class Explanation(OfEvents, Displayable, Generic[V, E]):
    """Why a value was what it was, as it was known by then.

    Attributes:
        value: the value asked about; ``None`` where there was none.
        events: the standing events that made it, in fold order; for an absent value the
            event that removed it, or those whose value lapsed.
        amendments: the corrections and retractions known by then that shaped it.
        lapsed: the first day on which it no longer held by its own terms, for a lapse.
        as_of: the day asked about.
        known_on: the day by which it had to be known; ``None``: all that there is.
    """

    value: V | None
    events: tuple[E, ...]
    amendments: tuple[Amendment, ...]
    lapsed: Date | None
    as_of: Date
    known_on: Date | None
    _sight: Sight = attrs.field(repr=False, eq=False)

    @property
    def registries(self) -> Registries:
        """The registries, as far as they are seen by `known_on`."""
        return self._sight.registries

    def __iter__(self) -> Iterator[E]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)

    @property
    def said(self) -> str:
        """The value in words; where there is none, whether there was one before."""
        if self.value is None and (self.events or self.lapsed):
            return NONE
        return words(self.value, self.registries)

    def citations(self, event: Event) -> tuple[Citation, ...]:
        """The citations of one of the events, with their sources, by what was then published.

        Of a source that was not surely public by `known_on` nothing is said; where the event
        has no other, one citation says so.
        """
        return citations_of(self._sight.event(event), self.registries)

    def to_dict(self, evidence: bool = False) -> dict[str, Any]:
        """The explanation as plain data, ready for JSON.

        Args:
            evidence: give each event in full, with its sources, and each amendment; else ids.
        """
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "value": plain(self.value),
            "lapsed": self.lapsed.isoformat() if self.lapsed else None,
            "because": ids(self.events),
            "amended": ids(self.amendments),
            **(
                {
                    "events": evidence_of(self.events, self.registries),
                    "amendments": {a.id: _data(a) for a in self.amendments},
                }
                if evidence
                else {}
            ),
        }

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Grid, Page

        question = question_words(self.as_of, self.known_on)
        notes = []
        if self.lapsed:
            notes.append(f"It lapsed by its own terms on {self.lapsed}.")
        amended = tuple((a.kind, str(a.known or "always"), a.reason) for a in self.amendments)
        parts = event_grid(self.events, self.registries)
        if amended:
            parts += (Grid("What was put right", ("What", "Known", "Why"), amended),)
        return Page(f"{question}: {self.said}", (*notes, *parts))

    def __str__(self) -> str:
        known = f", {knowledge_words(self.known_on)}" if self.known_on else ""
        head = f"as of {self.as_of}{known}"
        lines = [head + (": no value" if self.value is None else "")]
        if self.lapsed:
            lines.append(f"lapsed by its own terms on {self.lapsed}")
        for event in self.events:
            lines.append(f"{event.occurred} (known {event.known}) {event.kind}: {event.summary}")
            lines.extend(f"    {citation}" for citation in self.citations(event))
        for amendment in self.amendments:
            day = amendment.known or "always"
            lines.append(
                f"{amendment.kind} of {amendment.target} (known {day}): {amendment.reason}"
            )
        return "\n".join(lines)


def event_grid(
    events: Iterable[Event], registries: Registries, title: str = "Events"
) -> tuple[Grid | str, ...]:
    """The parts of a page that tell of events, with links to their sources."""
    from ip4timeline.engine.display.page import some

    def sources(event: Event) -> tuple[Link, ...]:
        return tuple(c.link for c in citations_of(event, registries))

    def days(event: Event) -> tuple[str, ...]:
        occurred, known = str(event.occurred), str(event.known)
        return (occurred,) if occurred == known else (occurred, f"known {known}")

    rows = (
        (
            days(event),
            (event.kind, ", ".join(party.label for party in event.parties)),
            event.summary,
            sources(event),
        )
        for event in events
    )
    return some(rows, title, "When", "Kind, parties", "What happened", "Sources")


def evidence_of(events: Iterable[Event], registries: Registries | None) -> dict[str, Any]:
    """Events as they are seen by id, each with its citations and their sources."""
    return {event.id: {**_data(event), "sources": _sources(event, registries)} for event in events}


def _sources(event: Event, registries: Registries | None) -> list[dict[str, Any]]:
    if registries is None:
        return []
    found = (citation.source for citation in citations_of(event, registries))
    sources = {source.id: source for source in found if source is not None}
    return [_without_notes(_data(source)) for source in sources.values()]


def _without_notes(data: dict[str, Any]) -> dict[str, Any]:
    """A source as readers have it: what its curators remarked is none of it."""
    return {name: value for name, value in data.items() if name != "notes"}


def _data(value: Any) -> dict[str, Any]:
    """An entry or a row as plain data; for those who ask for it only."""
    from ip4timeline.engine.codec.plain import to_data

    return to_data(value)
