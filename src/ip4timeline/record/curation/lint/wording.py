"""Summaries that say more than was knowable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ip4timeline.engine.errors import Fault
from ip4timeline.relationship.timeline import Timeline

HINDSIGHT: Final = (
    "first",
    "firsts",
    "second",
    "third",
    "fourth",
    "historic",
    "unprecedented",
    "landmark",
    "milestone",
    "last ever",
    "never before",
    "the only",
    "only time",
    "for the last time",
    "later",
    "eventually",
    "ultimately",
    "subsequently",
    "would go on to",
    "would become",
    "turned out",
    "in hindsight",
    "in retrospect",
    "consecutive",
    "in a row",
)
"""Words that count or look back, which a summary may not: what is so far the first is a question
to the record, and what came later was not known then."""
ALLOWED: Final = (
    r"\b(?:first|second|third)[- ](?:vice|deputy|secretary)\b",
    r"\bfirst[- ](?:minister|lady|lieutenant|stage|phase|half|quarter)\b",
    r"\bat first\b",
    r"\bput(?:s|ting)? [^.;]+? first\b",
    r"\bsecond[- ](?:half|quarter|world war|term|phase|stage)\b",
    r"\bthird[- ](?:countr\w+|part\w+|quarter|of)\b",
    r"\b(?:one|two)[- ]thirds?\b",
    r"\bNew Zealand First\b",
    r"\bsecond (?:day|session|round)\b",
    r"\bfourth[- ](?:of|quarter)\b",
    r"\b(?:no|not|or|sooner or|hours?|days?) later\b",
    r"\blater (?:this|that|the same|in the|on the) (?:day|week|month|year|summer|autumn)\b",
    r"\bwould go on to (?-i:[A-Z]|the\b)",
)
"""Contexts in which such a word counts nothing: names, ranks, fractions, plans with a date."""

_HINDSIGHT = re.compile(rf"\b(?:{'|'.join(map(re.escape, HINDSIGHT))})\b", re.IGNORECASE)
_ALLOWED = re.compile("|".join(ALLOWED), re.IGNORECASE)
_QUOTED = re.compile(r"'[^']{3,}'(?!\w)|\"[^\"]+\"|‘[^’]+’|“[^”]+”")


def hindsight(timeline: Timeline) -> Iterator[Fault]:
    """Summaries that count or look back."""
    for entry in timeline.entries:
        summary = getattr(entry, "summary", "")
        text = _ALLOWED.sub(lambda m: " " * len(m[0]), _QUOTED.sub(" ", summary))
        if found := _HINDSIGHT.search(text):
            yield Fault(
                f"says {found[0]!r}, which counts or looks back",
                event=entry.id,
                field="summary",
                remedy="State only what was knowable at known; what is the first is a question",
            )
