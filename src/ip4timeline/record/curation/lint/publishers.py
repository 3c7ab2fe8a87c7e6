"""Sources: whether they say whose they are, and whether a copy is called one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ip4timeline.engine.errors import Fault
from ip4timeline.relationship.timeline import Timeline

COPY: Final = re.compile(
    r"\b(?:via|cop(?:y|ies)|repost\w*|mirror|excerpt|summary|through|quoting)\b"
    r"|\((?:[\w ]+ )?release\b",
    re.IGNORECASE,
)
"""Words in a publisher's name by which it says that somebody else's text is passed on."""


def copies(timeline: Timeline) -> Iterator[Fault]:
    """Copies that are called something else than a mirror, and mirrors of nothing."""
    for source in timeline.registries.sources:
        if source.tier == "mirror":
            if not source.copies:
                yield Fault(
                    "is a mirror, and does not say of what",
                    event=source.id,
                    field="copies",
                    remedy="Name the publisher whose text it repeats, or write unknown",
                )
        elif source.copies or COPY.search(source.publisher):
            yield Fault(
                f"is called {source.tier}, and repeats somebody else's text",
                event=source.id,
                field="tier",
                remedy='Write tier = "mirror" and what it copies, or name the publisher alone',
            )


def owners(timeline: Timeline) -> Iterator[Fault]:
    """Sources of one publisher that are said to be of different owners."""
    first: dict[str, tuple[str, str]] = {}
    for source in timeline.registries.sources:
        if source.tier == "mirror":
            continue  # whose text it is says copies
        id, owner = first.setdefault(source.publisher.casefold(), (source.id, source.owner))
        if owner != source.owner:
            yield Fault(
                f"is of {source.owner or 'nobody else'}, and {id!r} of the same publisher is of "
                f"{owner or 'nobody else'}",
                event=source.id,
                field="owner",
                remedy="Say the same of both",
            )
