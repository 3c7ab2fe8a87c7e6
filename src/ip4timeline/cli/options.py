"""What the commands share: types of arguments, and options."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

from ip4timeline.engine.errors import UnknownNameError, WhenError
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import to_date
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
            self.fail(str(error), param, ctx)


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


ASPECT, PROJECTION = _Aspect(), _ProjectionName()


def known_on_option(command: F) -> F:
    """``--known-on DAY``."""
    return click.option(
        "--known-on", type=DAY, metavar="DAY", help="Only what was public by the end of this day."
    )(command)


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
