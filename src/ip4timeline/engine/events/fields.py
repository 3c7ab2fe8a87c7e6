"""How the fields of events and registries are checked and converted; no field of its own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, TypeVar, get_args, get_origin

import attrs

from ip4timeline.engine.errors import EventError, did_you_mean, nearest
from ip4timeline.engine.events.scalars import SCALARS, amount_text, writable
from ip4timeline.engine.time.days import Date, DayLike, day_number, from_day_number

T = TypeVar("T")
C = TypeVar("C")
_PLAIN: Final = (str, int, bool)
"""Types that no converter stands before, so that a value of another must be refused."""
_LARGEST: Final = 10**19


def one_of(choices: Any) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """A validator: the value is one of a ``Literal``'s, or ``None`` where that is the default."""
    options = get_args(choices)

    def check(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if value is None and attribute.default is None:
            return
        if not isinstance(value, str) or value not in options:
            hint = did_you_mean(nearest(str(value), options))
            raise EventError(
                attribute.name, f"{value!r} is not one of {', '.join(map(repr, options))}{hint}"
            )

    check.options = options  # type: ignore[attr-defined]
    return check


def required(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
    """A validator: the value is not empty."""
    if not value:
        raise EventError(attribute.name, "is empty", "it is required")


def means(meaning: str, **more: Any) -> dict[str, Any]:
    """The metadata of a field: what it means, for schemas and pages, and what else there is."""
    return {"meaning": meaning, **more}


def meaning_here(**meanings: str) -> Callable[[type, list[Any]], list[Any]]:
    """A ``field_transformer`` of attrs: what inherited fields mean in the class that it makes."""

    def transform(cls: type, fields: list[Any]) -> list[Any]:
        return [
            f.evolve(metadata={**f.metadata, "meaning": meanings[f.name]})
            if f.name in meanings
            else f
            for f in fields
        ]

    return transform


def filled_in(data: dict[str, Any], field: str, **defaults: Any) -> dict[str, Any]:
    """Plain data whose embedded event has what it shares with the one around it."""
    inner = data.get(field)
    if not isinstance(inner, Mapping):
        return data
    return {**data, field: {**{k: v for k, v in defaults.items() if v is not None}, **inner}}


class Day:
    """A field that is a date outside and a day number inside, where most have no need of dates."""

    def __init__(self, slot: Any) -> None:
        self.slot = slot

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        number = self.slot.__get__(instance)
        return None if number is None else from_day_number(number)

    def __set__(self, instance: Any, value: DayLike | int | None) -> None:
        number = value if value is None or isinstance(value, int) else day_number(value)
        self.slot.__set__(instance, number)


def kept_as_number(name: str) -> Callable[[type[C]], type[C]]:
    """A class decorator, over ``attrs.frozen``: keep a date as its day number, made on access.

    The number itself is read as ``<name>_day``.
    """

    def decorate(cls: type[C]) -> type[C]:
        slot = cls.__dict__[name]
        setattr(cls, f"{name}_day", slot)
        setattr(cls, name, Day(slot))
        return cls

    return decorate


def to_day_or_none(value: DayLike | None) -> Date | None:
    """The number of a full day, for a field that is read as the date; ``None`` stays ``None``."""
    return None if value is None else day_number(value)  # type: ignore[return-value]


def to_tuple(value: Iterable[T]) -> tuple[T, ...]:
    """A tuple of any iterable but a text."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise EventError("a list", f"{value!r} is not a list", "write a list")
    return tuple(value)


def texts(value: Iterable[str]) -> tuple[str, ...]:
    """A tuple of texts."""
    return to_tuple(value)


def to_amount(value: Decimal | str | int | None) -> Decimal | None:
    """An exact amount, for a field of that name; a float is refused because it is not exact.

    Raises:
        EventError: it is no amount that is neither negative nor finer or larger than any money.
    """
    if value is None:
        return None
    if isinstance(value, float | bool):
        raise EventError("amount", f"{value!r} is not exact", "write it as a text or whole number")
    if isinstance(value, int) and abs(value) > _LARGEST:  # it may be too long to write
        raise EventError("amount", "is not an amount of money", "it is far too large")
    if not isinstance(value, Decimal | str | int):
        raise EventError("amount", f"{value!r} is not a number")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise EventError("amount", f"{value!r} is not a number") from None
    if not amount.is_finite() or amount < 0 or amount.adjusted() > 18:
        raise EventError("amount", f"{value!r} is not an amount of money")
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        raise EventError("amount", f"{value!r} is finer than any currency")
    # One form for one amount: 1.0 and 1.00 are 1.
    return Decimal(amount_text(amount))


def to_head_count(value: int | None) -> int | None:
    """How many people, for a field named ``personnel``; ``None`` where no source counts them.

    Raises:
        EventError: it is no whole number of one or more.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LARGEST:
        raise EventError("personnel", f"{value!r} is not a number of people", "write 1, 2 ...")
    return value


def field_types(cls: type[Any]) -> dict[str, Any]:
    """The declared type of each field of a class, by name.

    Raises:
        NameError: a type is not known where the class was made.
    """
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        found |= _own_types(base)
    return found


@lru_cache(maxsize=1024)
def _own_types(cls: Any) -> dict[str, Any]:
    # Class by class, for a type that thirty kinds inherit is then worked out once.
    return inspect.get_annotations(cls, eval_str=True)


@lru_cache(maxsize=512)
def _typed(cls: Any) -> tuple[tuple[str, Any, bool], ...]:
    """The fields of a class whose type is checked: name, type, and whether it is a tuple of it."""
    try:
        hints = field_types(cls)
    except NameError:  # a kind defined within a function may name what only that function knows
        return ()
    found = []
    for attribute in attrs.fields(cls):
        hint = hints[attribute.name]
        if get_origin(hint) is tuple:
            item = get_args(hint)[0]
            if isinstance(item, type):
                found.append((attribute.name, item, True))
        elif hint in _PLAIN:
            found.append((attribute.name, hint, False))
    return tuple(found)


def check_types(instance: Any) -> None:
    """Refuse a text, number or list of the wrong type, which would fail only later.

    Raises:
        EventError: naming the field.
    """
    cls: Any = type(instance)
    for name, kind, many in _typed(cls):
        value = getattr(instance, name)
        for item in value if many else (value,):
            if type(item) is not kind and (kind in (int, bool) or not isinstance(item, kind)):
                shown = SCALARS[kind].words if kind in SCALARS else f"a {kind.__name__}"
                raise EventError(name, f"{item!r} is not {shown}")
            if kind is str and not writable(item):
                raise EventError(name, f"{item!r} holds half a character", "write it whole")


class Part:
    """Base of what stands within an event or a registry: a record of texts, dates and numbers.

    As an `Entry` does, it refuses a field of the wrong type, and a text that cannot be written.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        check_types(self)
        self._settle()

    def _settle(self) -> None:
        """What the fields must be to each other; apart, for a reader that has seen to types."""
