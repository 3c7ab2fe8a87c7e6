"""The types that a field of an event may have, in one table.

Whoever meets a field by its declared type - the codec, the schema, a selection, the packed
record, the tables, the strategies of the law kit - reads this table, and asks nothing else
what a type is called, how it stands in plain data, and how a value of it is made.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from ip4timeline.engine.errors import TimelineError, UnknownNameError
from ip4timeline.engine.time.days import to_date
from ip4timeline.engine.time.when import When, to_when

Column = Literal["text", "whole", "truth", "number", "day", "money"]
"""How values of a scalar stand in a table."""


def writable(text: str) -> bool:
    """Whether a text can be written: half of a surrogate pair, which JSON can hold, cannot."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True


def _text(value: Any) -> str:
    if not writable(value):
        raise ValueError(f"{value!r} holds half a character")
    return str.__str__(value)  # a member of an enumeration of texts is its text


def _same(value: Any) -> Any:
    return value


@attrs.frozen(eq=False, repr=False)
class Scalar:
    """One type of value that a field may hold.

    Attributes:
        cls: the type of the value.
        words: what a value of it is called in an error.
        plain: the types in which it may stand in plain data, the usual one first.
        read: makes the value of plain data of one of those types; it may refuse with an error.
        write: makes plain data of the value.
        of: makes the value of whatever a user may give for it.
        asked: makes the value of whatever a question may give for it: what the field takes, or
            the text of it as one types it in a shell; it refuses all else.
        column: how it stands in a table.
        exact: whether plain data of the usual type is the value itself, nothing to be checked.
    """

    cls: type[Any]
    words: str
    plain: tuple[type[Any], ...]
    read: Callable[[Any], Any] = _same
    write: Callable[[Any], Any] = _same
    of: Callable[[Any], Any] = _same
    asked: Callable[[Any], Any] = _same
    column: Column = "text"
    exact: bool = False


def amount_text(amount: Decimal) -> str:
    """The one text of an exact number: equal ones have equal texts, whatever zeros they carry."""
    if not amount:
        return "0"  # -0 equals 0
    if not amount.is_finite():
        return str(amount)
    sign, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int)
    kept = len("".join(map(str, digits)).rstrip("0"))
    found = Decimal((sign, digits[:kept], exponent + len(digits) - kept))
    # Out of such bounds nothing is money, and some numbers are too long to write out.
    return (
        format(found, "f")
        if exponent > -_WRITTEN_OUT and abs(found.adjusted()) < _WRITTEN_OUT
        else str(found)
    )


_WRITTEN_OUT: Final = 40


def _amount(value: Any) -> str:
    return amount_text(value) if isinstance(value, Decimal) else str(value)


def _number(value: Any) -> Any:
    """Equal numbers as equal texts: 1 as 1.0, and -0.0 as 0.0."""
    try:
        return float(value) + 0.0
    except (OverflowError, TypeError, ValueError):  # the class that holds it says what is wrong
        return value


def _decimal(value: Any) -> Any:
    try:
        return Decimal(value)
    except ArithmeticError:  # the class that holds it says what is wrong
        return value


def _asked(words: str, given: tuple[type[Any], ...], of_text: Callable[[str], Any]) -> Any:
    """What makes a value of what a question gives: of its own types, or of the text of one."""

    def made(value: Any) -> Any:
        if isinstance(value, given) and (bool in given or not isinstance(value, bool)):
            return value
        found = None
        if isinstance(value, str):
            with suppress(ValueError, ArithmeticError):
                found = of_text(value.strip())
        if found is None or found != found:  # not a number
            raise TimelineError(f"{value!r} is not {words}")
        return found

    return made


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,19}", text) else None


SCALARS: Final[Mapping[type[Any], Scalar]] = {
    found.cls: found
    for found in (
        Scalar(str, "a text", (str,), read=_text, asked=_asked("a text", (str,), str)),
        Scalar(
            int,
            "a whole number",
            (int,),
            asked=_asked("a whole number", (int,), _whole),
            column="whole",
            exact=True,
        ),
        Scalar(
            bool,
            "true or false",
            (bool,),
            asked=_asked("true or false", (bool,), {"true": True, "false": False}.get),
            column="truth",
            exact=True,
        ),
        Scalar(
            float,
            "a number",
            (float, int),
            read=float,
            write=_number,
            asked=_asked("a number", (float, int), float),
            column="number",
        ),
        Scalar(
            Decimal,
            "an amount",
            (str, int),
            read=_decimal,
            write=_amount,
            asked=_asked("an amount", (Decimal, int), Decimal),
            column="money",
        ),
        Scalar(When, "a date", (str,), read=When, write=str, of=to_when, asked=to_when),
        Scalar(
            dt.date,
            "a full day",
            (str,),
            read=to_date,
            write=lambda day: day.isoformat(),
            of=to_date,
            asked=to_date,
            column="day",
        ),
    )
}
"""The types that are not enumerations, each by itself."""


@lru_cache(maxsize=256)
def _enumeration(cls: type[Enum]) -> Scalar:
    """Any enumeration: a member stands as its value, and is looked up exactly."""
    # An enumeration whose members go by several names says so by a class method ``of``.
    own: Callable[[Any], Any] | None = getattr(cls, "of", None)
    members = {member.value: member for member in cls}
    what = cls.__name__.lower()

    def member(value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str | int | float) or value not in members:
            raise UnknownNameError(what, value, members)
        return members[value]

    def asked(value: Any) -> Any:
        text = isinstance(value, str) and not isinstance(value, Enum) and value not in members
        named = [m for m in cls if str(m.value) == value] if text and not own else []
        return named[0] if named else made(value)

    made = own or member
    kinds = tuple(dict.fromkeys(type(value) for value in members)) or (str,)
    usual = (str, int) if own else tuple(kind for kind in _IN_JSON if kind in kinds) or (str,)
    return Scalar(
        cls,
        f"a {what}",
        usual,
        read=made,
        write=lambda found: found.value,
        of=made,
        asked=asked,
        column=SCALARS[kinds[0]].column if len(kinds) == 1 and kinds[0] in _IN_JSON else "text",
    )


_IN_JSON: Final = (str, int, float, bool)
"""What a value of an enumeration may be, so that it is written and read back."""


def scalar_of(hint: Any) -> Scalar | None:
    """What a declared type is, if it is a scalar; ``None`` for a list, a record or an event."""
    if not isinstance(hint, type):
        return None
    found = SCALARS.get(hint)
    if found is not None:
        return found
    if issubclass(hint, Enum):
        return _enumeration(hint)
    if issubclass(hint, dt.date) and not issubclass(hint, dt.datetime):
        return SCALARS[dt.date]
    return None


def without_none(hint: Any) -> Any:
    """What an optional type is where it is something; any other type as it is."""
    if get_origin(hint) in (Union, UnionType):
        rest = [inner for inner in get_args(hint) if inner is not NoneType]
        return rest[0] if len(rest) == 1 else hint
    return hint


def options_of(hint: Any) -> tuple[Any, ...]:
    """The choices of a ``Literal`` or of an optional one; empty for any other type."""
    if get_origin(hint) in (Union, UnionType):
        return tuple(o for inner in get_args(hint) for o in options_of(inner))
    return get_args(hint) if get_origin(hint) is Literal else ()


def item_of(hint: Any) -> Any:
    """What a tuple of any length holds; ``None`` for any other type."""
    hint = without_none(hint)
    if get_origin(hint) is not tuple:
        return None
    item, *rest = get_args(hint)
    return item if rest == [...] else None
