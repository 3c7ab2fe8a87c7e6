"""Why a value was what it was: the events behind it, and the sources behind those."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import attrs
from pendulum import Date

from ip4timeline.events import Amendment, Cite, Event
from ip4timeline.registries import Registries, Source

V = TypeVar("V")


@attrs.frozen
class Citation:
    """Where an event is attested: the citation and the source it names.

    ``later`` marks a source published only after the day by which a thing had to be known.
    """

    cite: Cite
    source: Source | None
    later: bool = False

    def __str__(self) -> str:
        if self.source is None:
            return self.cite.source
        date = f", {self.source.published}" if self.source.published else ""
        link = f" <{self.source.url}>" if self.source.url else ""
        mark = " (published later)" if self.later else ""
        name = f'{self.source.publisher}, "{self.source.title}"'
        return f"{name}{date} [{self.source.tier}]{mark}{link}"


def citations_of(
    event: Event, registries: Registries, known_on: Date | None
) -> tuple[Citation, ...]:
    """The citations of an event, with their sources, by what was published by ``known_on``.

    A source published later is left out, unless the event has no other; then it is marked.
    """
    found = tuple(
        Citation(cite, source, _is_later(source, known_on))
        for cite in event.cites
        for source in [registries.source_by_id.get(cite.source)]
    )
    return tuple(c for c in found if not c.later) or found


def _is_later(source: Source | None, known_on: Date | None) -> bool:
    if known_on is None or source is None or source.published is None:
        return False
    earliest = source.published.earliest
    return earliest is not None and earliest > known_on


@attrs.frozen
class Explanation(Generic[V]):
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
    events: tuple[Event, ...]
    amendments: tuple[Amendment, ...]
    lapsed: Date | None
    as_of: Date
    known_on: Date | None
    registries: Registries = attrs.field(repr=False, eq=False)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)

    def citations(self, event: Event) -> tuple[Citation, ...]:
        """The citations of one of the events, with their sources, by what was then published.

        A source published after `known_on` is left out, unless the event has no other;
        then it is marked as later.
        """
        return citations_of(event, self.registries, self.known_on)

    def __str__(self) -> str:
        head = f"as of {self.as_of}" + (f", known by {self.known_on}" if self.known_on else "")
        lines = [head + (": no value" if self.value is None else "")]
        if self.lapsed:
            lines.append(f"lapsed by its own terms on {self.lapsed}")
        for event in self.events:
            lines.append(f"{event.occurred} (known {event.known}) {event.kind}: {event.summary}")
            lines.extend(f"    {citation}" for citation in self.citations(event))
        for amendment in self.amendments:
            known = amendment.known or "always"
            lines.append(
                f"{amendment.kind} of {amendment.target} (known {known}): {amendment.reason}"
            )
        return "\n".join(lines)
