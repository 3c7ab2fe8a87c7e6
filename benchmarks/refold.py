"""The facets by a loop over the events, as one would write it by hand."""

from __future__ import annotations

from typing import Any

import ip4timeline as ip4
from benchmarks.facets import Answer
from benchmarks.synth import CONTACTS


class Refold:
    """A loop over the events, as one would write it by hand: no sorting, no library."""

    def __init__(self, events: list[ip4.Event]) -> None:
        self.events = events

    def as_of(self, day: int, known: int | None = None) -> Answer:
        """Fold every event that counts."""
        found: Answer = {}
        last: dict[Any, Any] = {}
        for event in self.events:
            since = event.occurred.bound("certain") or 0
            if since > day or (known is not None and event.known_day > known):
                continue
            kind = event.kind
            for partner in event.partners:
                if kind in CONTACTS:
                    key: Any = ("contacts", partner)
                    found[key] = found.get(key, 0) + 1
                    place = (event.occurred.text, event.id, event.id)
                    key = ("last_contact", partner)
                    if key not in last or last[key] < place:
                        last[key] = place
                elif kind == "attendance":
                    key = ("levels", partner, event.level)
                    found[key] = found.get(key, 0) + 1
                elif kind == "statement":
                    key = ("voices", partner, event.stance)
                    found[key] = found.get(key, 0) + 1
                elif kind == "office-changed":
                    place = (event.occurred.text, event.id, event.person)
                    key = ("leader", partner)
                    if key not in last or last[key] < place:
                        last[key] = place
        found.update((key, place[2]) for key, place in last.items())
        return {tuple(map(str, key)): value for key, value in found.items()}

    def late(self, event: ip4.Event, day: int) -> Answer:
        """One more event, then the state."""
        return Refold([*self.events, event]).as_of(day)
