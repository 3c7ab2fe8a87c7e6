"""What names one state of the record exactly, and an event with all that a reader weighs it by."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import attrs

from ip4timeline.engine.codec.plain import to_data
from ip4timeline.nato.codes import codes_of
from ip4timeline.nato.confidence import confidence_of
from ip4timeline.nato.kinds.base import Event
from ip4timeline.record.readers import __record_version__
from ip4timeline.relationship.timeline import Timeline


@attrs.frozen
class Citation:
    """What names one state of the record exactly.

    Attributes:
        version: the version of the record.
        package: the version of the package that read it.
        digest: a SHA-256 over all contents.
        events: how many events stand.
        entries: how many entries there are, corrections and retractions included.
        known_through: the last day on which anything of it became known; empty if nothing did.
        horizon: the last day that it may know of, for one cut at a day; else empty.
    """

    version: str
    package: str
    digest: str
    events: int
    entries: int
    known_through: str
    horizon: str

    def __str__(self) -> str:
        cut = f", cut at {self.horizon}" if self.horizon else ""
        return (
            f"ip4timeline record {self.version} (package {self.package}): {self.events} events "
            f"from {self.entries} entries, known through {self.known_through or 'no day'}{cut}; "
            f"digest {self.digest}"
        )


def citation_of(timeline: Timeline) -> Citation:
    """What to write down so that others find the same record."""
    return Citation(
        version=__record_version__,
        package=version("ip4timeline"),
        digest=timeline.digest,
        events=len(timeline),
        entries=len(timeline.entries),
        known_through=max((e.known.isoformat() for e in timeline), default=""),
        horizon=timeline.horizon.isoformat() if timeline.horizon else "",
    )


def described(event: Event, timeline: Timeline) -> dict[str, Any]:
    """An event as plain data, with its codes and how well it is attested."""
    found = confidence_of(event, timeline.registries)
    return {
        **to_data(event),
        "confidence": {"level": found.level, "reason": found.reason},
        "codes": codes_of(event).to_dict(),
    }
