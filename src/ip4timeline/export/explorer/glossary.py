"""The words of the page, each with what it means: as the data dictionary says it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.nato.partners import LEVEL_MEANINGS
from ip4timeline.nato.words import code_words
from ip4timeline.relationship.projections.engagements import STATUS_MEANINGS, STATUS_WORDS
from ip4timeline.relationship.projections.table import PROJECTIONS

_CODE: Final = re.compile(r"`+([^`]*)`+")


def glossary(used: Iterable[str]) -> dict[str, list[str]]:
    """By a key such as ``kind/visit``, a word and its meaning.

    Args:
        used: the kinds of event to explain.
    """
    return dict(_words(used))


def _words(used: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for status, meaning in STATUS_MEANINGS.items():
        yield f"status/{status}", [STATUS_WORDS.get(status, status), meaning]
    for level, meaning in LEVEL_MEANINGS.items():
        yield f"level/{level}", [code_words(str(level)), meaning]
    every: dict[str, Any] = dict(kinds())
    for kind in used:
        if kind in every:
            yield f"kind/{kind}", [code_words(kind), _first(inspect.getdoc(every[kind]))]
    for projection in PROJECTIONS:
        yield f"aspect/{projection.name}", [code_words(projection.name.lower()), _doc(projection)]


def _doc(projection: Projection[Any, Any]) -> str:
    return _first(inspect.getdoc(projection))


def _first(text: str | None) -> str:
    """The first paragraph of a docstring as one line, names of fields as plain words."""
    paragraph = " ".join((text or "").split("\n\n")[0].split())
    return _CODE.sub(lambda found: found[1].replace("_", " "), paragraph)
