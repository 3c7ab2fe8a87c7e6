"""What a curator should look at before a record is published: doubtful, though not impossible.

A fault of `checks` makes a folder unloadable; nothing here does. Of these rules those in
`FIRM` contradict the record itself, so that ``ip4timeline check`` refuses what breaks them;
the others are remarks, which ``check --strict`` refuses too. The record that ships has none.
Each function looks at one rule, so that a test can name the rule it holds the record to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from ip4timeline.engine.errors import Fault
from ip4timeline.record.curation.lint import (
    days,
    duplicates,
    ends,
    evidence,
    offices,
    outcomes,
    publishers,
    roles,
    wording,
)
from ip4timeline.relationship.timeline import Timeline

RULES: Final[Mapping[str, Callable[[Timeline], Iterable[Fault]]]] = {
    "hindsight": wording.hindsight,
    "known-basis": evidence.known_basis,
    "known-late": evidence.known_late,
    "announcements": days.announcements,
    "told-as-over": days.told_as_over,
    "announced-after": days.announced_after,
    "seen-by": days.seen_by,
    "open-start": days.open_start,
    "attestation": evidence.attestation,
    "locators": evidence.locators,
    "copies": publishers.copies,
    "owners": publishers.owners,
    "offices-held": offices.offices_held,
    "office-terms": offices.office_terms,
    "office-coverage": offices.office_coverage,
    "role-offices": roles.role_offices,
    "sides": roles.sides,
    "formats": roles.formats,
    "unended": ends.unended,
    "sessions": ends.sessions,
    "replacements": outcomes.replacements,
    "accounted": outcomes.accounted,
    "twins": duplicates.twins,
    "people-twice": duplicates.people_twice,
    "sources-twice": duplicates.sources_twice,
    "occasions-twice": duplicates.occasions_twice,
    "unused": evidence.unused,
}
"""Every rule by its name, as ``check --strict`` shows it."""
FIRM: Final = frozenset(
    {"known-basis", "offices-held", "office-coverage", "replacements", "formats"}
)
"""Rules that an event breaks only by contradicting what it cites or another event."""


def lint(timeline: Timeline) -> Iterator[tuple[str, Fault]]:
    """Every remark on a timeline, each with the name of its rule."""
    for name, rule in RULES.items():
        for fault in rule(timeline):
            yield name, fault
