"""What the commands share: types of arguments, and options."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Iterable
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
from ip4timeline.relationship.projections.table import ASPECTS, PROJECTIONS

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


def refused(error: UnknownNameError, lead: str, names: Iterable[str]) -> str:
    """What is wrong with a name, which names there are, and what to type instead."""
    there = f"{lead} {', '.join(names)}"
    said = str(error)
    parted = f" {there[0].upper()}{there[1:]}" if said.endswith("?") else f"; {there}"
    return f"{said}{parted}{pasted(error)}"


class _Day(click.ParamType[str]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return to_date(value).isoformat()
        except WhenError as error:
            remedy = _remedy(value)
            said = f"{value!r} is not a full day{remedy}" if remedy else str(error)
            self.fail(said, param, ctx)


def _remedy(typed: object) -> str:
    """The day that may be meant by a month, a year or a day in words or other numbers."""
    text = str(typed).strip().replace(",", " ")
    if text.lower() in ("today", "now", "latest"):
        return " (no clock is read; the last day that the record knows is as-of --latest)"
    if len(days := re.findall(r"\d{4}-\d{2}-\d{2}", text)) == 2:
        return f" (two days; write the one that is meant here: {days[0]} or {days[1]})"
    months = [n for n, name in enumerate(MONTHS, 1) if re.search(rf"(?i)\b{name[:3]}\w*", text)]
    if len(months) == 1 and not re.search(r"\d", text):
        return f" (a month without its year; for its end write YYYY-{months[0]:02}-DD)"
    year = re.search(r"(?<!\d)\d{4}(?!\d)", text)
    day = re.search(r"(?<![\d-])\d{1,2}(?![\d-])", text)
    if numbers := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", text):
        months = [int(numbers[2])]
        day = re.search(r"\d+$", text) if numbers[3] else None
    elif numbers := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
        return _instead(text, [tuple(map(int, numbers.groups()))])
    elif numbers := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        one, other, of = map(int, numbers.groups())
        return _instead(text, [(of, other, one), (of, one, other)])
    if year is None or not int(year[0]) > 0 or (months and not 1 <= months[0] <= 12):
        return ""
    if not months:
        return f" (a year; for its end write {year[0]}-12-31)" if text == year[0] else ""
    if day is None:
        last = month_length(int(year[0]), months[0])
        return f" (a month; for its end write {year[0]}-{months[0]:02}-{last})"
    return _instead(text, [(int(year[0]), months[0], int(day[0]))])


def _instead(typed: str, numbers: Iterable[tuple[int, ...]]) -> str:
    """The days that years, months and days may be, if any is and it is not what was typed."""
    found = dict.fromkeys(
        f"{year:04}-{month:02}-{day:02}"
        for year, month, day in numbers
        if year and 1 <= month <= 12 and 1 <= day <= month_length(year, month)
    )
    return "" if not found or typed in found else f" (for that day write {' or '.join(found)})"


class _Partner(click.ParamType[Partner]):
    name = "partner"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Partner:
        try:
            return Partner.of(value)
        except UnknownNameError as error:
            if remedy := _partners(str(value)):
                self.fail(f"{value!r} is not one partner; {remedy}", param, ctx)
            names = (f"{p} or {p.alpha3}" for p in Partner)
            self.fail(refused(error, "the partners are", names), param, ctx)


def _partners(typed: str) -> str:
    """What to write for several partners, or for all of them; empty for what names neither."""
    if typed.lower() in ("all", "nato", "ip4", "four"):
        return "left out, the four and NATO are meant"
    found = []
    for part in re.split(r"\s*[,;+]\s*", typed.strip()):
        try:
            found.append(Partner.of(part))
        except UnknownNameError:
            return ""
    return "write " + " ".join(f"--partner {p}" for p in found) if len(found) > 1 else ""


class OneOf(click.Choice[str]):
    """One of some words; of another one it says which is the nearest."""

    def __init__(self, what: str, words: Iterable[str]) -> None:
        super().__init__(tuple(words))
        self.what = what

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, which must be one of them."""
        if value in self.choices:
            return str(value)
        error = UnknownNameError(self.what, value, self.choices)
        return self.fail(refused(error, "there are", self.choices), param, ctx)


class _Kind(click.ParamType[str]):
    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        names = [kind for kind, cls in kinds().items() if issubclass(cls, Event)]
        if value in names:
            return str(value)
        error = UnknownNameError("kind of event", value, names)
        return self.fail(refused(error, "the kinds are", names), param, ctx)


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
        return self.fail(refused(error, "the aspects are", ASPECT_NAMES), param, ctx)


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
