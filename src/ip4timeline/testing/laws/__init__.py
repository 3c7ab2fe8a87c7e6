"""The laws, by what they are about; each is a plain check of one example."""

from collections.abc import Iterable
from types import MappingProxyType, ModuleType
from typing import Final

from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.laws import (
    change,
    cuts,
    dates,
    evidence,
    growth,
    independence,
    kinds,
    knowledge,
    meaning,
    sums,
    wholes,
)
from ip4timeline.testing.laws.base import Law, LawBroken, Subject
from ip4timeline.testing.laws.meaning import equals_the_oracle
from ip4timeline.testing.laws.questions import PATHS, known_days, valid_days

# In the order in which they are checked: what explains a fault best comes first.
THEORIES: Final = (
    sums,
    meaning,
    independence,
    knowledge,
    growth,
    change,
    evidence,
    wholes,
    cuts,
    kinds,
    dates,
)

LAWS = MappingProxyType(
    {law.name: law for room in THEORIES for law in vars(room).values() if isinstance(law, Law)}
)
"""Every law by its name."""


def names_in(theory: ModuleType) -> set[str]:
    """The names of the laws of one theory."""
    return {law.name for law in vars(theory).values() if isinstance(law, Law)}


def laws_of(about: Subject, names: Iterable[str] | None = None) -> list[Law]:
    """The laws of one subject, in the order in which they are checked.

    Args:
        about: the subject.
        names: only those of these names.

    Raises:
        KeyError: no law of this subject has such a name.
    """
    found = {name: law for name, law in LAWS.items() if law.about == about}
    return list(found.values()) if names is None else [found[name] for name in names]


__all__ = [
    "LAWS",
    "PATHS",
    "READINGS",
    "THEORIES",
    "Law",
    "LawBroken",
    "Subject",
    "equals_the_oracle",
    "known_days",
    "laws_of",
    "names_in",
    "valid_days",
]
