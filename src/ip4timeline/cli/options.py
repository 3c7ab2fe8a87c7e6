"""What the commands share: types of arguments, and options."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

from ip4timeline.engine.errors import UnknownNameError, WhenError
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import month_length, to_date
from ip4timeline.engine.time.phrases import MONTHS
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.projections import ASPECTS, PROJECTIONS

F = TypeVar("F", bound=Callable[..., Any])


def pasted(error: UnknownNameError) -> str:
    """The command that was typed, with the nearest name in place of one that nothing has.

    A line of its own, to be pasted; empty where no name is near.
    """
    typed = str(error.name)
    if not error.nearest or typed not in sys.argv[1:]:
        return ""
    words = [error.nearest[0] if word == typed else word for word in sys.argv[1:]]
    return f"\nTry: {shlex.join(['ip4timeline', *words])}"


class _Day(click.ParamType[str]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return to_date(value).isoformat()
        except WhenError as error:
            self.fail(f"{error}{_remedy(value)}", param, ctx)


def _remedy(typed: object) -> str:
    """The day that may be meant by a month, a year or a day in words."""
    text = str(typed).strip().replace(",", " ")
    months = [n for n, name in enumerate(MONTHS, 1) if re.search(rf"(?i)\b{name[:3]}\w*", text)]
    year = re.search(r"(?<!\d)\d{4}(?!\d)", text)
    day = re.search(r"(?<![\d-])\d{1,2}(?![\d-])", text)
    if numbers := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", text):
        months = [int(numbers[2])]
        day = re.search(r"\d+$", text) if numbers[3] else None
    if year is None or not int(year[0]) > 0 or (months and not 1 <= months[0] <= 12):
        return ""
    if not months:
        return f" (a year; for its end write {year[0]}-12-31)" if text == year[0] else ""
    last = month_length(int(year[0]), months[0])
    if day is None:
        return f" (a month; for its end write {year[0]}-{months[0]:02}-{last})"
    found = f"{year[0]}-{months[0]:02}-{int(day[0]):02}"
    return f" (for that day write {found})" if 1 <= int(day[0]) <= last and found != text else ""


class _Partner(click.ParamType[Partner]):
    name = "partner"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Partner:
        try:
            return Partner.of(value)
        except UnknownNameError as error:
            names = ", ".join(f"{p} or {p.alpha3}" for p in Partner)
            self.fail(f"{error}; the partners are {names}{pasted(error)}", param, ctx)


class _Kind(click.ParamType[str]):
    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        names = [kind for kind, cls in kinds().items() if issubclass(cls, Event)]
        if value in names:
            return str(value)
        error = UnknownNameError("kind of event", value, names)
        return self.fail(f"{error}; the kinds are {', '.join(names)}{pasted(error)}", param, ctx)


DAY, PARTNER, KIND = _Day(), _Partner(), _Kind()
ASPECT_NAMES = {
    **dict(zip([p.name.lower() for p in PROJECTIONS], PROJECTIONS, strict=True)),
    **ASPECTS,
}


class _Aspect(click.ParamType[Projection[Any, Any]]):
    name = "aspect"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Projection[Any, Any]:
        if isinstance(value, Projection):
            return value
        for name in (str(value).lower(), f"{str(value).lower()}s"):
            if name in ASPECT_NAMES:
                return ASPECT_NAMES[name]
        error = UnknownNameError("aspect", value, ASPECT_NAMES)
        return self.fail(f"{error}; the aspects are {', '.join(ASPECT_NAMES)}", param, ctx)


class _AspectOrOffice(click.ParamType[Projection[Any, Any] | str]):
    name = "aspect"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Projection[Any, Any] | str:
        """The aspect; what is none stays as it is, for the record knows its offices."""
        if str(value).lower() in ASPECT_NAMES or f"{str(value).lower()}s" in ASPECT_NAMES:
            return ASPECT.convert(value, param, ctx)
        found: str = value
        return found


class _ProjectionName(click.ParamType[Projection[Any, Any]]):
    name = "projection"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Projection[Any, Any]:
        if isinstance(value, Projection):
            return value
        module, _, name = str(value).partition(":")
        try:
            found = getattr(import_module(module), name)
        except Exception as error:  # the module is somebody else's and may fail in any way
            self.fail(f"{value!r} names no projection as MODULE:NAME: {error!r}", param, ctx)
        if not isinstance(found, Projection):
            self.fail(f"{value!r} is not a projection", param, ctx)
        return found


ASPECT, ASPECT_OR_OFFICE, PROJECTION = _Aspect(), _AspectOrOffice(), _ProjectionName()


def known_on_option(command: F) -> F:
    """``--known-on DAY``."""
    return click.option(
        "--known-on", type=DAY, metavar="DAY", help="Only what was public by the end of this day."
    )(command)


def ids_option(command: F) -> F:
    """``--ids``."""
    return click.option("--ids", is_flag=True, help="Show ids, for copying.")(command)


def json_option(command: F) -> F:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print plain data as JSON.")(
        command
    )


def possible_option(command: F) -> F:
    """``--possible``."""
    return click.option(
        "--possible",
        "certainty",
        flag_value="possible",
        default="certain",
        help="Count partly dated events from the first day they may have happened.",
    )(command)
