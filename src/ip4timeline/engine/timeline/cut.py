"""What is left of a log where nothing is known that was learned after a day."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ip4timeline.engine.events.amendments import Amendment, Correction, knowledge_day
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.time.days import LAST_DAY, from_day_number


def known_entries(log: EventLog, known_on: int) -> Iterator[Entry]:
    """The entries that matter by a day, and none that was not known by then.

    A correction may be known before its target. The target is then stood in for by
    the correction's own replacement, known too late to be seen: a correction without
    a target would be inert.
    """
    early = {
        a.target: a
        for a in log.amendments
        if isinstance(a, Correction) and knowledge_day(a) <= known_on
    }
    for entry in log.entries:
        if isinstance(entry, Amendment):
            target = log.entry(entry.target)
            hidden = target is not None and knowledge_day(target) > known_on
            if knowledge_day(entry) <= known_on and (not hidden or entry.target in early):
                yield entry
        elif knowledge_day(entry) <= known_on:
            yield entry
        elif entry.id in early and known_on < LAST_DAY:
            replacement = early[entry.id].replacement
            unseen = max(replacement.known, from_day_number(known_on + 1))
            yield attrs.evolve(replacement, known=unseen)
