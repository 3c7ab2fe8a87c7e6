"""What can go wrong, in a few kinds; nothing here prints, logs or recovers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Self

_SHOWN: Final = 100
"""How much of a text that is no name is looked at and shown."""


_FAULTS: Final = 100
"""How many faults of a report are written out."""


def _text(name: object) -> str:
    """Any object as a text: an error is the last place to fail."""
    try:
        return str(name)
    except (
        Exception
    ):  # a whole number may be too long to write, and what is foreign fails as it likes
        return f"<{type(name).__name__}>"


class TimelineError(Exception):
    """Base of every error that this package raises on purpose."""


class WhenError(TimelineError, ValueError):
    """A text or object that is not a date in the accepted forms."""


class EventError(TimelineError, ValueError):
    """An event that cannot be: which field is wrong, why, and what would do instead."""

    def __init__(self, field: str, reason: str, remedy: str = "") -> None:
        super().__init__(field, reason, remedy)
        self.field = field
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" + (f" ({self.remedy})" if self.remedy else "")


class UnknownNameError(TimelineError, KeyError):
    """A name looked up exactly and not found, with the nearest names that exist.

    Args:
        what: the sort of thing that was asked for.
        name: the name as it was given.
        known: the names that exist.
        reason: why it is refused, where more can be said than that it does not exist; no
            other name is then suggested.
    """

    def __init__(
        self, what: str, name: object, known: Iterable[object] = (), reason: str = ""
    ) -> None:
        self.what = what
        self.name = name
        self.reason = reason
        # Of most names that are tried nobody asks which is the nearest, and to find it is slow.
        # A set has another order in each process.
        told = sorted(known, key=_text) if isinstance(known, set | frozenset) else known
        self.known: tuple[object, ...] = () if reason else tuple(told)
        super().__init__(what, name)

    @property
    def nearest(self) -> tuple[str, ...]:
        """The names closest to it, best first; may be empty."""
        return nearest(_text(self.name), map(_text, self.known))

    def __str__(self) -> str:
        name = _text(self.name)
        shown = name if len(name) <= _SHOWN else name[:_SHOWN] + "..."
        said = f"no {self.what} {shown!r}"
        if self.reason:
            return f"{said}: {self.reason}"
        if near := self.nearest:
            return said + did_you_mean(near)
        # A number that was written as a text, or the other way round.
        alike = [k for k in self.known if _text(k) == name and k != self.name]
        return f"{said}; did you mean {alike[0]!r}?" if alike else said

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.what, self.name, self.known, self.reason))


def one_name(what: str, name: object) -> str:
    """A name, which is a text, before it is looked up.

    Raises:
        TimelineError: it is a list, a row of a registry, or another thing that is no name.
    """
    if isinstance(name, str):
        return name
    own = getattr(name, "id", None)
    remedy = f"give its id, {own!r}" if isinstance(own, str) else "give one, as a text"
    article = "an" if what[:1] in "aeio" else "a"
    raise TimelineError(f"{_text(name)} is no name of {article} {what}; {remedy}")


def listed(argument: str, given: Any) -> Iterable[Any]:
    """What an argument that takes many was given, as it is.

    Raises:
        TimelineError: it is one, such as a text, which would be taken for its letters, or none.
    """
    if isinstance(given, Iterable) and not isinstance(given, str | bytes):
        return given
    shown = repr(given)[:_SHOWN]
    remedy = "a list, or leave it out" if given is None else f"a list: [{shown}]"
    raise TimelineError(f"{argument}: {shown} is not a list; give {remedy}")


class Fault(TimelineError):  # noqa: N818 - one of many, grouped in a RecordError
    """One fault of an event file: where it is, what is wrong, and how to mend it.

    Attributes:
        file: the file, as the caller named it; empty for events that came from elsewhere.
        line: the line in that file, where it can be told.
        event: the id of the event or registry entry.
        field: the field, dotted where it is nested (``cites.0.source``).
        reason: what is wrong.
        remedy: what to do about it; may be empty.
        missing: the id that it refers to and of which there is nothing; empty for other faults.
    """

    def __init__(
        self,
        reason: str,
        *,
        file: str = "",
        line: int | None = None,
        event: str = "",
        field: str = "",
        remedy: str = "",
        missing: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.line = line
        self.event = event
        self.field = field
        self.remedy = remedy
        self.missing = missing

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file
        parts = [p for p in (place, self.event, self.field) if p]
        return (
            (": ".join(parts) + ": " if parts else "")
            + self.reason
            + (f". {self.remedy}" if self.remedy else "")
        )


def fault_at(fault: Fault, file: str, line: int | None, event: str = "") -> Fault:
    """The fault with its place; ``event`` names the entry where the fault does not."""
    return Fault(
        fault.reason,
        file=file,
        line=line,
        event=fault.event or event,
        field=fault.field,
        remedy=fault.remedy,
    )


def unreadable(file: object, error: OSError | UnicodeDecodeError) -> Fault:
    """The fault of a file that cannot be read."""
    if isinstance(error, UnicodeDecodeError):
        return Fault(f"cannot be read: {error}", file=str(file), remedy="Save it as UTF-8")
    reason = f"cannot be read: {error.strerror or error}"
    return Fault(reason, file=str(file), remedy="Name a file that is there and that you may read")


class RecordError(TimelineError, ExceptionGroup[Fault]):
    """Every fault of a file or folder of events at once; nothing was loaded."""

    def __new__(cls, message: str, faults: Sequence[Fault]) -> Self:
        """Make the group; ``faults`` must not be empty."""
        return super().__new__(cls, message, faults)

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        super().__init__(message, faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults, by file and line."""
        return tuple(
            f
            for f in sorted(
                (f for f in self.exceptions if isinstance(f, Fault)),
                key=lambda f: (f.file, f.line or 0, f.event, f.field),
            )
        )

    def __str__(self) -> str:
        faults = self.faults
        shown = [f"  {fault}" for fault in faults[:_FAULTS]]
        if len(faults) > _FAULTS:
            shown.append(f"  and {len(faults) - _FAULTS} more")
        return "\n".join([self.message, *shown])

    def derive(self, excs: Sequence[Exception]) -> RecordError:  # type: ignore[override]
        """Keep the kind when the group is split by ``except*``."""
        return RecordError(self.message, [e for e in excs if isinstance(e, Fault)])


class MissingExtraError(TimelineError, ImportError):
    """A library that an extra of the package installs is not there; says which extra."""


def how_to_install(extra: str) -> str:
    """The command that installs an extra, from where this package is."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))  # noqa: PTH120
    if os.path.isfile(os.path.join(root, "pyproject.toml")):  # noqa: PTH113, PTH118
        # A package that runs from a checkout is not the one that an index would give.
        return f"pip install 'ip4timeline[{extra}]'; in this checkout: uv sync --extra {extra}"
    return f"pip install 'ip4timeline[{extra}]'"


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The known names closest to ``name``, best first; never the name itself; may be empty.

    Before those that are spelt alike come those that have every part of it: ``hague`` finds
    ``2025-the-hague-summit``.
    """
    import difflib  # loaded with the first name that is not found

    # The search takes time in proportion to the name, and no name that exists is longer.
    name = name[:_SHOWN]
    others = sorted(set(known) - {name})
    wanted = _parts(name)
    spelt = difflib.get_close_matches(name, others, n=count, cutoff=0.6)
    if not wanted:
        return tuple(spelt)
    whole = [other for other in others if wanted <= _parts(other)]
    alike = [] if whole or spelt else [o for o in others if _alike(wanted, _parts(o))]
    # Of those that have all its parts, the ones with the fewest others.
    by_part = sorted((*whole, *alike), key=lambda other: (len(_parts(other)), other))
    return tuple(dict.fromkeys([*by_part[:count], *spelt]))[:count]


def _parts(name: str) -> frozenset[str]:
    """The words of a name, whatever stands between them and however they are written."""
    return frozenset(re.findall(r"[^\W_]+", name.casefold()))


def _alike(wanted: frozenset[str], parts: frozenset[str]) -> bool:
    """Whether each of some words is spelt like one of the parts of a name."""
    import difflib

    return all(difflib.get_close_matches(word, parts, n=1, cutoff=0.75) for word in wanted)


def did_you_mean(names: Sequence[str]) -> str:
    """``; did you mean 'a' or 'b'?`` for an error's end, empty where there is no name."""
    return "; did you mean " + " or ".join(repr(n) for n in names) + "?" if names else ""
