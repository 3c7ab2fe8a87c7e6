"""How well an event is attested, by a rule on its citations alone.

The rule is the project's own. It counts the owners through whose hands a fact has passed, and
never asks how likely the fact is: that would be taste.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final, Literal

import attrs

from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.sources import Source
from ip4timeline.nato.kinds.voices import Report
from ip4timeline.nato.partners import Partner

ConfidenceLevel = Literal["established", "attested", "weak"]
LEVELS: Final[tuple[ConfidenceLevel, ...]] = ("established", "attested", "weak")

SEPARATORS: Final = re.compile(r"\s*(?:[/(),;]|\bvia\b|\bciting\b|\bquoting\b)\s*", re.IGNORECASE)
"""What stands between the hands that a publisher's name mentions."""
_NOISE = re.compile(
    r"\b(?:the|mirror|copy|copies|repost|reposting|translation|digest|of|on|at|by)\b|[^\w\s]",
    re.IGNORECASE,
)
_LANGUAGES: Final = (
    "arabic chinese czech dutch english french german indonesian italian japanese korean "
    "portuguese russian spanish swahili vietnamese"
)
_ASIDE: Final = frozenset(
    {*(p.label.casefold() for p in Partner), *_LANGUAGES.split()}
    | {f"{language} edition" for language in _LANGUAGES.split()}
)
"""Parts that tell namesakes or editions apart, as in ``ABC (Australia)`` and ``KBS World
(German)``, and are no publisher."""


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
    parts = (_NOISE.sub(" ", part).split() for part in SEPARATORS.split(publisher.casefold()))
    return frozenset(" ".join(words) for words in parts if words) - _ASIDE


def origins(source: Source) -> frozenset[str]:
    """Who stands behind a source: the owners of all hands that it went through.

    A publisher whose owner is not stated is its own.
    """
    return hands(source.owner or source.publisher) | hands(source.copies)


def independent(one: Source, other: Source) -> bool:
    """Whether nobody stands behind both."""
    return one.id != other.id and not origins(one) & origins(other)


def can_be_read(source: Source) -> bool:
    """Whether a source says where its text can be read: its address, or what holds it."""
    return bool(source.url or source.held)


def confidence_in(sources: Iterable[Source], *, one_origin: bool = False) -> Confidence:
    """How well something is attested that these sources say.

    A primary text that does not say where it can be read counts as a secondary source: what
    was read is what somebody else passed on. A mirror never counts.

    Args:
        sources: what is cited.
        one_origin: whether they all repeat one account, so that they count once.
    """
    found = tuple(sources)
    primary = [s for s in found if s.tier == "primary" and can_be_read(s)]
    others = [s for s in found if s.tier in ("primary", "secondary")]
    if primary:
        return Confidence("established", f"a primary source, {primary[0].publisher}")
    if not one_origin:
        for one, other in combinations(others, 2):
            if independent(one, other):
                return Confidence(
                    "established",
                    f"two independent sources, {one.publisher} and {other.publisher}",
                )
    if len(others) == 1:
        kind = "secondary source" if others[0].tier == "secondary" else "text without an address"
        return Confidence("attested", f"one {kind}, {others[0].publisher}")
    if others:
        return Confidence("attested", f"{len(others)} secondary sources of one origin")
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
