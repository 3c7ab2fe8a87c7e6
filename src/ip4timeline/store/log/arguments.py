"""What a store is given, looked at before anything is done: each refusal names the argument."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from ip4timeline.record.readers import nameable
from ip4timeline.relationship.timeline import Timeline
from ip4timeline.store.errors import StoreError

_ADDRESS: Final = re.compile(r"(sqlite|postgres|postgresql|file):|:memory:$", re.IGNORECASE)
"""What people write for a database that is no path of a file."""
LARGEST: Final = 2**63 - 1
"""The largest whole number that every database keeps."""


def whole(name: str, value: Any, *, least: int | None = None, most: int | None = None) -> int:
    """A whole number.

    Args:
        name: the name of the argument.
        value: what was given for it.
        least: the least that it may be.
        most: the most that it may be.

    Raises:
        StoreError: it is none, or is less or more.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise StoreError(f"{name}: {value!r} is no whole number")
    if least is not None and value < least:
        raise StoreError(f"{name}: {value} is too small; the least is {least}")
    if most is not None and value > most:
        raise StoreError(f"{name}: {value} is too large; the most is {most}")
    return value


def seconds(name: str, value: Any) -> float:
    """A number of seconds.

    Raises:
        StoreError: it is none, or is less than 0.
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0:
        raise StoreError(f"{name}: {value!r} is no number of seconds from 0 on")
    return value


def text(name: str, value: Any) -> str:
    """A text that every database keeps as it is.

    Raises:
        StoreError: it is none, or holds half a surrogate or a character NUL.
    """
    if not isinstance(value, str):
        raise StoreError(f"{name}: {value!r} is no text")
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise StoreError(
            f"{name}: {value!r} holds half a surrogate or NUL, which no database takes"
        )
    return value


def flag(name: str, value: Any) -> bool:
    """A yes or no.

    Raises:
        StoreError: it is neither: a text of whatever words would be a yes.
    """
    if not isinstance(value, bool):
        raise StoreError(f"{name}: {value!r} is neither True nor False")
    return value


def plain(value: Any) -> bool:
    """Whether it is a text such as the ids of logs and the keys of rows: printable ASCII."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and value != ""


def path(name: str, value: Any) -> Path:
    """The path of a file, which stays the same wherever one goes.

    Raises:
        StoreError: it is none, or no file can be called so, or it looks like an address.
    """
    if not isinstance(value, str | os.PathLike) or not isinstance(os.fspath(value), str):
        raise StoreError(f"{name}: {value!r} is no path; give a text or a pathlib.Path")
    if isinstance(value, str) and _ADDRESS.match(value):
        raise StoreError(
            f"{name}: {value!r} is no path: open_store takes addresses, MemoryStore keeps a log in "
            f"memory, and a file of this name is ./{value}"
        )
    if not nameable(os.fspath(value)):
        raise StoreError(f"{name}: no file can be called {os.fspath(value)!r}; name another")
    try:
        return Path(value).absolute()
    except OSError as error:
        raise StoreError(
            f"{name}: {value!r} is below the folder that you are in, and it is gone: name it whole"
        ) from error


def moment(name: str, value: Any) -> dt.datetime:
    """A time with its zone, as a plain ``datetime.datetime``: those of others count otherwise.

    Raises:
        StoreError: it is no time, or has no zone, so that nobody knows when it is.
    """
    if not isinstance(value, dt.datetime):
        raise StoreError(f"{name}: {value!r} is no time; give a datetime.datetime with its zone")
    try:
        plain = dt.datetime.combine(value.date(), value.timetz())
    except (TypeError, ValueError):  # what pandas has for a missing one is a datetime too
        raise StoreError(f"{name}: {value!r} is no time; give one that is") from None
    if plain.utcoffset() is None:
        raise StoreError(f"{name}: {value} has no time zone; write 2026-01-31T12:00:00+00:00")
    return plain


def called(name: str, value: Any, *methods: str) -> None:
    """Refuse what does not have some methods.

    Args:
        name: the name of the argument.
        value: what was given for it.
        methods: their names; none where it is to be called itself.

    Raises:
        StoreError: it has not.
    """
    if not (methods or callable(value)):
        raise StoreError(f"{name}: {value!r} cannot be called")
    for method in methods:
        if isinstance(value, type) or not callable(getattr(value, method, None)):
            raise StoreError(f"{name}: {value!r} has no method {method!r}")


def timeline_class(value: Any) -> type[Timeline]:
    """A class of timelines.

    Raises:
        StoreError: it is none.
    """
    if not (isinstance(value, type) and issubclass(value, Timeline)):
        raise StoreError(f"timeline: {value!r} is no class of timelines; derive one from Timeline")
    return value


def items(name: str, value: Any) -> list[Any]:
    """What some iterable gives.

    Raises:
        StoreError: it is none.
    """
    iterable(name, value)
    return list(value)


def iterable(name: str, value: Any) -> None:
    """Refuse what cannot be gone through.

    Raises:
        StoreError: it cannot.
    """
    if not isinstance(value, Iterable):
        raise StoreError(f"{name}: {value!r} is no list; give several in one: [...]")
