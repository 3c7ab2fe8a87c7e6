"""Those whom the events of a domain concern: a closed set, looked up exactly."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final, Self

from ip4timeline.engine.errors import EventError, UnknownNameError

_NAMEABLE: Final = (str, int)
_BY_NAME: Final[dict[type[Any], dict[str | int, Any]]] = {}
"""By enumeration, its members by each of their names; made when the first is looked up."""


class Party(StrEnum):
    """Base of an enumeration of those whom events concern; the value of a member is its slug.

    ``class Member(Party): AUSTRALIA = "australia"`` is enough. A domain whose members go by
    other names as well overrides `names` and `aliases`, and `refusal` for names of others
    that look like one of them.
    """

    @property
    def names(self) -> tuple[str | int, ...]:
        """The names and codes by which files and schemas know it, the slug first."""
        return (self.value,)

    @property
    def aliases(self) -> tuple[str, ...]:
        """What else people type for it."""
        return ()

    @classmethod
    def refusal(cls, name: str) -> str:
        """Why a name is refused though it looks like that of a party; empty for any other."""
        return ""

    @property
    def label(self) -> str:
        """What it is called in words."""
        return self.value.replace("-", " ").title()

    @classmethod
    def of(cls, name: Any) -> Self:
        """The party of any of its names or aliases, in capitals or not; never fuzzily.

        Raises:
            UnknownNameError: none has exactly this name.
        """
        by_name: dict[str | int, Self] = _BY_NAME.get(cls) or cls._names()
        found = by_name.get(name) if isinstance(name, _NAMEABLE) else None
        if found is None and isinstance(name, str):
            found = by_name.get(name.casefold())
        if found is None:
            known = [name for member in cls for name in member.names]
            raise UnknownNameError(cls.__name__.lower(), name, known, cls.refusal(str(name)))
        return found

    @classmethod
    def _names(cls) -> dict[str | int, Self]:
        found: dict[str | int, Self] = {}
        for member in cls:
            for name in (*member.names, *member.aliases):
                found[name] = found[str(name).casefold()] = member
        _BY_NAME[cls] = found
        return found

    @classmethod
    def several(cls, value: Iterable[Any], field: str) -> tuple[Self, ...]:
        """The parties of any of their names, in the order of the enumeration, each once.

        Raises:
            EventError: it is no list; ``field`` names it.
            UnknownNameError: none has such a name.
        """
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise EventError(field, f"{value!r} is not a list", f"write a list: [{value!r}]")
        found = {cls.of(name) for name in value}
        return tuple(party for party in cls if party in found)


def by_any_name(key: Any, kinds: Iterable[type[Party]]) -> Any:
    """A key with any name of a party in it, or in its first place, made the party itself."""
    if isinstance(key, tuple) and key:
        return (by_any_name(key[0], kinds), *key[1:])
    for kind in kinds:
        try:
            return kind.of(key)
        except UnknownNameError:
            continue
    return key


def kinds_of_parties(keys: Iterable[Any]) -> tuple[type[Party], ...]:
    """The enumerations of which some key is a member, or has one in its first place."""
    first = (key[0] if isinstance(key, tuple) and key else key for key in keys)
    return tuple(dict.fromkeys(type(key) for key in first if isinstance(key, Party)))
