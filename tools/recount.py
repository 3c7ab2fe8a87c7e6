"""How well the record is attested, before and after a change of its sources or of the rule.

python tools/recount.py events REVISION     a Markdown table: the record of a revision by the rule
                                            without owners and addresses, by the rule as it is, and
                                            the record of this folder

The rule without owners takes every publisher for its own and every primary text for one that can
be read.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import attrs

from ip4timeline.nato.confidence import LEVELS
from ip4timeline.nato.registries import Registries
from ip4timeline.record.curation.coverage import TIERS, by_confidence, by_tier
from ip4timeline.record.curation.examine import released
from ip4timeline.record.readers import load
from ip4timeline.relationship.timeline import Timeline


def without_owners(timeline: Timeline) -> Timeline:
    """The record as if nobody owned a publisher and every text could be read."""
    sources = [
        attrs.evolve(source, owner="", copies="", held=source.held or "not asked")
        for source in timeline.registries.sources
    ]
    registries: Registries = attrs.evolve(timeline.registries, sources=sources)
    return Timeline(timeline.entries, registries)


def main() -> None:
    """Print the table."""
    folder, revision = Path(sys.argv[1]), sys.argv[2]
    found = released(folder, revision)
    if found is None:
        sys.exit(f"nothing was released as {revision}")
    _, entries, registries = found
    before, after = Timeline(entries, registries), load(folder)
    columns = {
        "before, without owners": without_owners(before),
        "before, by the rule": before,
        "after, by the rule": after,
    }
    sources = {
        name: Counter(s.tier for s in timeline.registries.sources)
        for name, timeline in columns.items()
    }
    print(f"| | {' | '.join(columns)} |")
    print("|---" * (len(columns) + 1) + "|")
    _row("events", [len(timeline) for timeline in columns.values()])
    for level in LEVELS:
        _row(level, [by_confidence(timeline)[level] for timeline in columns.values()])
    for tier in TIERS:
        _row(f"citations, {tier}", [by_tier(timeline)[tier] for timeline in columns.values()])
    for tier in TIERS:
        _row(f"sources, {tier}", [sources[name][tier] for name in columns])


def _row(name: str, cells: list[int]) -> None:
    print(f"| {name} | {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main()
