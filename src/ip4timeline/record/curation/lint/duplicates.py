"""One thing under two ids: events, people, sources, occasions."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from ip4timeline.engine.errors import Fault
from ip4timeline.nato.kinds.base import Event
from ip4timeline.relationship.same import meet, subject
from ip4timeline.relationship.timeline import Timeline


def twins(timeline: Timeline) -> Iterator[Fault]:
    """Two events that seem to be one fact: same kind, partner, time and subject."""
    groups: dict[Any, list[Event]] = defaultdict(list)
    for event in timeline:
        if event.distinct_by:
            groups[subject(event)].append(event)
    for events in groups.values():
        for one, other in combinations(events, 2):
            if meet(one, other):
                yield Fault(
                    f"seems to be the fact of {one.id!r}: same kind, partner, time and subject",
                    event=other.id,
                    field="id",
                    remedy="Make one event with the citations of both, or say what tells them "
                    "apart in the fields",
                )


def people_twice(timeline: Timeline) -> Iterator[Fault]:
    """People whose names, aliases included, are the same or nearly so.

    Namesakes are told apart by their aliases: each has one that the other lacks, or both have
    their name in the original script.
    """
    people = timeline.registries.people
    names = {p.id: {_letters(n) for n in (p.name, *p.aliases)} for p in people}
    for one, other in combinations(people, 2):
        if names[one.id] & names[other.id]:
            if names[one.id] < names[other.id] or names[other.id] <= names[one.id]:
                yield _twice(one.id, other.id, f"the name of {one.name}")
        elif all(any(not n.isascii() for n in names[p.id]) for p in (one, other)):
            continue
        elif (not (one.country and other.country) or one.country == other.country) and _close(
            _letters(one.name), _letters(other.name)
        ):
            yield _twice(one.id, other.id, f"nearly the name of {one.name}")


def _letters(name: str) -> str:
    """A name by its letters alone, in any order of its parts."""
    return " ".join(sorted(re.sub(r"[^\w]+", " ", name.casefold()).split()))


def _close(one: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, one, other)
    return matcher.real_quick_ratio() > 0.9 and matcher.ratio() > 0.9


def sources_twice(timeline: Timeline) -> Iterator[Fault]:
    """Sources of one address, or of one publisher, title and date."""
    addresses: dict[str, str] = {}
    titles: dict[tuple[str, str, str], str] = {}
    for source in timeline.registries.sources:
        if source.url:
            first = addresses.setdefault(_address(source.url), source.id)
            if first != source.id:
                yield _twice(first, source.id, "the address of another source")
                continue
        key = (_letters(source.publisher), _letters(source.title), str(source.published))
        first = titles.setdefault(key, source.id)
        if first != source.id:
            yield _twice(first, source.id, "publisher, title and date of another source")


def _address(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.casefold().removeprefix("www.").removeprefix("m.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def occasions_twice(timeline: Timeline) -> Iterator[Fault]:
    """Occasions of one format on the same days, unless one is part of the other."""
    for one, other in combinations(timeline.registries.occasions, 2):
        apart = one.part_of or other.part_of or one.dates != other.dates
        alike = one.format == other.format and (one.format != "other" or one.venue == other.venue)
        if alike and not apart:
            yield _twice(one.id, other.id, f"format and dates of {one.title}")


def _twice(first: str, second: str, what: str) -> Fault:
    return Fault(
        f"has {what} ({first!r})",
        event=second,
        field="id",
        remedy="Make them one entry, or let name or title tell them apart",
    )
