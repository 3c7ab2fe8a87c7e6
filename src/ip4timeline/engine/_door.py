"""How a package fetches each public name from its room when the name is first asked for.

So importing the package costs nothing, and a question loads only what it needs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

from ip4timeline.engine._speed import age, without_collecting


def door(
    package: str, rooms: Mapping[str, str], *more: str
) -> tuple[list[str], Callable[[str], object], Callable[[], list[str]]]:
    """What a package with public names in other modules needs: all, ``getattr`` and ``dir``.

    Args:
        package: its name.
        rooms: by module, the public names that it defines, separated by blanks.
        more: public names that the package defines itself.
    """
    room_of = {name: room for room, names in rooms.items() for name in names.split()}
    public = sorted((*more, *room_of))

    def fetch(name: str) -> object:
        if name not in room_of:
            raise AttributeError(_unknown(package, name, public), name=name)
        with without_collecting():  # of the classes of a room all are kept
            room = import_module(room_of[name])
            # A room may be public as a whole; before it is loaded its package does not have it.
            value = getattr(room, name, None) or import_module(f"{room_of[name]}.{name}")
            age()
        setattr(sys.modules[package], name, value)
        return value

    return public, fetch, lambda: list(public)


def _unknown(package: str, name: str, public: list[str]) -> str:
    from ip4timeline.engine.errors import did_you_mean, nearest

    # What the interpreter itself asks for by such names is never a misspelt one.
    hint = "" if name.startswith("__") else did_you_mean(nearest(name, public))
    return f"module {package!r} has no attribute {name!r}{hint}"


_PROVIDED: dict[str, list[Callable[[], object]]] = {}


def provide(what: str, load: Callable[[], object]) -> None:
    """Say what fills a table of a lower room from a higher one, which is loaded only for that.

    Args:
        what: the name of the table.
        load: fills it, called when something is met that the table does not have; again and
            again, as an import is, so that a second thread waits for what a first one loads.
    """
    _PROVIDED.setdefault(what, []).append(load)


def load_provided(what: str) -> None:
    """Have a table filled by all who said that they would."""
    for load in tuple(_PROVIDED.get(what, ())):
        load()
