"""How well an event is attested, by a rule on its citations alone.

The rule is the project's own. It counts the hands that a fact has passed through, and never
asks how likely the fact is: that would be taste.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final, Literal

import attrs

from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.sources import Registries, Source
from ip4timeline.nato.kinds.voices import Report
from ip4timeline.nato.partners import Partner

ConfidenceLevel = Literal["established", "attested", "weak"]
LEVELS: Final[tuple[ConfidenceLevel, ...]] = ("established", "attested", "weak")

_PARTS = re.compile(r"\s*(?:[/(),;]|\bvia\b|\bciting\b|\bquoting\b)\s*", re.IGNORECASE)
_NOISE = re.compile(
    r"\b(?:the|mirror|copy|copies|repost|reposting|translation|digest|of|on|at|by)\b|[^\w\s]",
    re.IGNORECASE,
)
_PLACES: Final = frozenset(p.label.casefold() for p in Partner)
"""Parts that tell namesakes apart, as in ``ABC (Australia)``, and are no publisher."""


@attrs.frozen(order=False)
class Confidence:
    """How well something is attested, and why.

    Attributes:
        level: ``established``, ``attested`` or ``weak``.
        reason: what in the citations makes it so.
    """

    level: ConfidenceLevel
    reason: str

    def __str__(self) -> str:
        return f"{self.level}: {self.reason}"


def hands(publisher: str) -> frozenset[str]:
    """The publishers that a name mentions: ``AFP via Yahoo`` went through two hands."""
    parts = (_NOISE.sub(" ", part).split() for part in _PARTS.split(publisher.casefold()))
    return frozenset(" ".join(words) for words in parts if words) - _PLACES


def independent(one: Source, other: Source) -> bool:
    """Whether no publisher had a hand in both."""
    return one.id != other.id and not hands(one.publisher) & hands(other.publisher)


def confidence_in(sources: Iterable[Source], *, one_origin: bool = False) -> Confidence:
    """How well something is attested that these sources say.

    Args:
        sources: what is cited.
        one_origin: whether they all repeat one account, so that they count once.
    """
    found = tuple(sources)
    primary = [s for s in found if s.tier == "primary"]
    secondary = [s for s in found if s.tier == "secondary"]
    if primary:
        return Confidence("established", f"a primary source, {primary[0].publisher}")
    if not one_origin:
        for one, other in combinations(secondary, 2):
            if independent(one, other):
                return Confidence(
                    "established",
                    f"two independent sources, {one.publisher} and {other.publisher}",
                )
    if len(secondary) == 1:
        return Confidence("attested", f"one secondary source, {secondary[0].publisher}")
    if secondary:
        return Confidence("attested", f"{len(secondary)} secondary sources of one origin")
    if found:
        return Confidence("weak", "copies alone")
    return Confidence("weak", "no source")


def confidence_of(entry: Entry, registries: Registries) -> Confidence:
    """How well an event, correction or retraction is attested by what it cites."""
    cited: Sequence[Source] = [
        registries.source_by_id[cite.source]
        for cite in entry.cites
        if cite.source in registries.source_by_id
    ]
    repeated = isinstance(entry, Report) and bool(entry.origin)
    return confidence_in({s.id: s for s in cited}.values(), one_origin=repeated)
