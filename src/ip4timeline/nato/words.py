"""Codes and slugs as words."""

from __future__ import annotations

from typing import Final

from ip4timeline.nato.partners import Partner

_ACRONYMS: Final = frozenset(
    {
        "bices",
        "c3",
        "ccdcoe",
        "comap",
        "ip4",
        "ipcp",
        "isaf",
        "itpp",
        "marcom",
        "nato",
        "nsatu",
        "nspa",
        "purl",
        "shape",
    }
)
"""Parts of slugs that are written in capitals."""


def slug_words(slug: str) -> str:
    """A slug as words: ``japan-mission-to-nato`` becomes ``Japan mission to NATO``."""
    for partner in Partner:
        if slug.startswith(f"{partner}-"):
            return f"{partner.label} {code_words(slug.removeprefix(f'{partner}-'))}"
    text = code_words(slug)
    return text[:1].upper() + text[1:]


def code_words(code: str) -> str:
    """A code as words within a sentence: ``deputy-minister`` becomes ``deputy minister``."""
    return " ".join(p.upper() if p in _ACRONYMS else p for p in code.split("-"))
