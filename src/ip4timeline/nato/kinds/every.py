"""Every kind of event of the domain: importing this registers them, family by family.

Whoever needs one kind imports its family; the table of kinds loads this when it is asked for a
kind that it does not have, or for all of them.
"""

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, Final

from ip4timeline.engine.events.amendments import Correction, Retraction
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.kinds import register, reserve
from ip4timeline.nato.kinds import contacts, members, occasions, offices, ties, voices
from ip4timeline.nato.kinds.base import Event

FAMILIES: Final = (occasions, ties, contacts, voices, offices, members)


def _kinds_of(family: ModuleType) -> Iterator[type[Entry]]:
    for cls in vars(family).values():
        if isinstance(cls, type) and cls.__module__ == family.__name__ and "kind" in vars(cls):
            yield register(cls)


BUILT_IN: Final[tuple[type[Entry], ...]] = (
    *(cls for family in FAMILIES for cls in _kinds_of(family)),
    Correction,
    Retraction,
)
"""The kinds that the package defines, family by family; amendments come last."""


def _reserved() -> Mapping[str, Any]:
    from ip4timeline.nato.columns import reserved  # with the first kind of one's own

    return reserved(BUILT_IN)


reserve(Event, _reserved)
