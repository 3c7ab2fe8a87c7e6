"""The quick way from plain data to an entry: one plan a class, made once from its fields.

It reads exactly what the converter of `conversion` reads and gives equal values, or it gives
nothing: whatever is odd - a field of an unusual type, a text in the wrong place, a date that
cannot be - is left to the converter, which knows what to say. Dates and short lists that
many events share are shared here too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from types import MemberDescriptorType, NoneType
from typing import Any, Final, TypeVar

import attrs

from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.fields import Day, Part, field_types, required
from ip4timeline.engine.events.kinds import is_open, kind_class
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Ordered
from ip4timeline.engine.events.scalars import (
    Scalar,
    item_of,
    options_of,
    scalar_of,
    without_none,
    writable,
)
from ip4timeline.engine.time.days import day_number
from ip4timeline.engine.time.when import When

T = TypeVar("T")
Read = Callable[[Any], Any]
Put = Callable[[Any, Any], None]
Form = tuple[type, Read | None, frozenset[type]]
"""How a field stands in plain data: its usual type, what makes the value, and its other types."""
_ALONE: Final[frozenset[type]] = frozenset()
_SHARED: Final = 1 << 16
"""How many dates and lists are kept to be shared; the least recently met is let go."""
_DEEPEST: Final = 32


def too_deep(data: Any) -> bool:
    """Whether plain data is nested deeper than any event or registry could need."""
    level = [data]
    for _ in range(_DEEPEST):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
    return bool(level)


class _Odd(Exception):  # noqa: N818 - a signal, caught here always
    """Something that the quick way leaves to the converter; not a fault by itself."""


def read(data: Any, cls: type[T]) -> T | None:
    """An instance of a class of the events or registries, or ``None``: ask the converter."""
    try:
        found: T = _read_entry(data, cls) if is_open(cls) else _plan(cls)(data)  # type: ignore[arg-type]
    except Exception:  # of a converter or validator too: it is raised again where it is explained
        return None
    return found


def _read_entry(data: Any, base: type[Entry]) -> Any:
    cls: Any = kind_class(data["kind"])
    if base is not Entry and not issubclass(cls, base):
        raise _Odd
    return _plan(cls)(data)


def _read_embedded(data: Any, base: type[Entry]) -> Any:
    if too_deep(data):  # a report of a report of a report
        raise _Odd
    return _read_entry(data, base)


@lru_cache(maxsize=512)
def _plan(cls: Any) -> Read:
    """What reads one class; it raises `_Odd` always where some field is beyond it."""
    steps = steps_of(cls)
    if steps is None:
        return _refuse
    new: Callable[[Any], Any] = cls.__new__
    defaults = [(put, default) for put, _, default, _ in steps.values() if default is not MISSING]
    needed = [name for name, (_, _, default, _) in steps.items() if default is MISSING]
    table: dict[str, tuple[Put, type, Read | None, frozenset[type]]] = {
        name: (put, *form) for name, (put, form, _, _) in steps.items()
    }
    validators = [(name, *v) for name, (_, _, _, v) in steps.items() if v is not None]
    is_entry = issubclass(cls, Entry)
    settle = settling(cls)
    if is_entry:  # the kind has been looked at; of another version the converter makes this one
        table["kind"] = (_pass, str, None, _ALONE)
        table["version"] = (_pass, int, {cls.version: cls.version}.__getitem__, _ALONE)
        if cls.version != 1:
            needed.append("version")
    completes = is_entry and completes_data(cls)

    def build(data: Any) -> Any:
        if type(data) is not dict:
            raise _Odd
        if completes:
            data = cls.completed(data)
        instance = new(cls)
        for put, default in defaults:
            put(instance, default)
        for name, value in data.items():
            put, kind, make, others = table[name]
            if type(value) is not kind:  # as `is_form`, which would be a call for each field
                if type(value) not in others:
                    raise _Odd
                if value is None:  # which is the value itself, whatever makes the others
                    put(instance, None)
                    continue
            put(instance, value if make is None else make(value))
        for name in needed:
            if name not in data:
                raise _Odd
        for name, attribute, validate in validators:
            if name in data:
                validate(instance, attribute, getattr(instance, name))
        if settle is not None:
            settle(instance)
        return instance

    return build


def settling(cls: Any) -> Callable[[Any], None] | None:
    """What an instance must be asked once its fields are put; ``None``: nothing."""
    named = "_settle" if issubclass(cls, Entry | Part) else "__attrs_post_init__"
    return getattr(cls, named, None)


def completes_data(cls: type[Entry]) -> bool:
    """Whether stored data of a class is completed before it is read."""
    return cls.completed.__func__ is not Entry.completed.__func__  # type: ignore[attr-defined]


def is_form(form: Form, value: Any) -> bool:
    """Whether a value stands in plain data as a field of a form wants it."""
    return type(value) is form[0] or type(value) in form[2]


def _pass(instance: Any, value: Any) -> None:
    """Put nothing: it is no field."""


def _refuse(data: Any) -> Any:
    raise _Odd


MISSING: Final = object()
"""In the place of a default: there is none."""
Validator = tuple["attrs.Attribute[Any]", Callable[..., Any]]
Steps = dict[str, tuple[Put, Form, Any, "Validator | None"]]


def steps_of(cls: type[Any]) -> Steps | None:
    """For each field how it is put, its form, its default and its validator; ``None``: cannot."""
    if not attrs.has(cls) or hasattr(cls, "__attrs_pre_init__") or _made_by_hand(cls):
        return None
    try:
        types = field_types(cls)
    except NameError:  # a kind defined within a function may name what only that function knows
        return None
    steps: Steps = {}
    for attribute in attrs.fields(cls):
        slot = getattr(cls, attribute.name, None)
        converter: Any = attribute.converter
        form: Form | None
        if isinstance(slot, Day):
            slot, form = slot.slot, _DAY
        elif converter is not None and without_none(types[attribute.name]) is Decimal:
            # An amount is written in many ways, of which the converter makes one.
            form = None if isinstance(converter, attrs.Converter) else (str, converter, _ALONE)
        else:
            form = _converted(_form(types[attribute.name]), converter)
        if form is None or not isinstance(slot, MemberDescriptorType) or not attribute.init:
            return None
        default: Any = attribute.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
            return None
        if default is attrs.NOTHING:
            default = MISSING
        elif converter is not None:
            default = converter(default)
        check: Any = attribute.validator
        # Of one of several texts the form itself makes sure, and of a text that it is not empty.
        if check is required and form == (str, _text, _ALONE):
            form, check = (str, _filled_text, _ALONE), None
        texts = form[0] is str and form[2] <= ({NoneType} if attribute.default is None else _ALONE)
        needless = check is None or (texts and getattr(check, "options", None) is not None)
        steps[attribute.name] = (
            slot.__set__,
            form,
            default,
            None if needless else (attribute, check),
        )
    return steps


def _made_by_hand(cls: type[Any]) -> bool:
    """Whether a class has checks of its own that the plan would pass by."""
    generated = cls.__init__.__code__.co_filename.startswith("<attrs generated")
    own = issubclass(cls, Entry) and cls.__attrs_post_init__ is not Entry.__attrs_post_init__
    return own or not generated


def _converted(form: Form | None, converter: Any) -> Form | None:
    # Converters of this package leave a value alone that is of its type already, but for order.
    if form is None or converter is None or _ours(converter):
        return form
    if isinstance(converter, attrs.Converter):  # it may ask for the instance or the field
        return None
    kind, make, others = form
    made = converter if make is None else lambda value: converter(make(value))
    return kind, made, others - {NoneType}  # of which the converter may make something


def _ours(converter: Any) -> bool:
    if isinstance(converter, Ordered):
        return False
    return bool(converter.__module__.partition(".")[0] == __name__.partition(".")[0])


def _form(hint: Any) -> Form | None:
    """The form of a declared type; ``None`` for one that the quick way does not know."""
    sure = without_none(hint)
    form = _sure_form(sure, options_of(hint))
    if form is None or sure is hint:
        return form
    kind, make, others = form
    return kind, make, others | {NoneType}


def _sure_form(hint: Any, options: tuple[Any, ...]) -> Form | None:
    """The form of what is something."""
    if options:
        return _options_form(options)
    scalar = scalar_of(hint)
    if scalar is not None:
        return _scalar_form(scalar)
    if is_open(hint):
        return dict, lambda value: _read_embedded(value, hint), _ALONE
    item = item_of(hint)
    if item is not None:
        return _list_form(item)
    if isinstance(hint, type) and attrs.has(hint) and not issubclass(hint, Entry):
        return dict, lambda value: _plan(hint)(value), _ALONE
    return None


def _options_form(options: tuple[Any, ...]) -> Form | None:
    """The form of one of several values; of 1 and True, which are equal, the converter tells."""
    values = {option: option for option in options}
    kind, *others = dict.fromkeys(map(type, options))
    return None if len(values) < len(options) else (kind, values.__getitem__, frozenset(others))


@lru_cache(maxsize=256)
def _scalar_form(scalar: Scalar) -> Form:
    """How a scalar stands, and what makes it; dates that many events share are made once."""
    usual, *rest = scalar.plain
    others = frozenset(rest)
    if scalar.exact:
        return usual, None, others
    if scalar.cls is str:
        return usual, _text, others
    shared = scalar.cls is When or issubclass(scalar.cls, dt.date)
    return usual, _share(scalar.read) if shared else scalar.read, others


def _list_form(item: Any) -> Form | None:
    if item is str:
        return list, lambda value: _texts(tuple(value)), _ALONE
    if isinstance(item, type) and issubclass(item, Party):
        several = _parties(item)
        return list, lambda value: several(tuple(value)), _ALONE
    form = _form(item)
    if form is None:
        return None
    kind, make, others = form

    def read_all(value: list[Any]) -> tuple[Any, ...]:
        for one in value:
            if type(one) is not kind and (one is None or type(one) not in others):
                raise _Odd
        return tuple(value) if make is None else tuple([make(one) for one in value])

    return list, read_all, _ALONE


def _all_texts(value: tuple[Any, ...]) -> tuple[str, ...]:
    for one in value:
        if type(one) is not str or not writable(one):
            raise _Odd
    return value


def _text(value: str) -> str:
    if not writable(value):
        raise _Odd
    return value


def _filled_text(value: str) -> str:
    if not value or not writable(value):
        raise _Odd
    return value


def is_text(form: Form, *, filled: bool) -> bool:
    """Whether a form is that of any text, or of any but the empty one."""
    return form[:2] == (str, _filled_text if filled else _text)


_share = lru_cache(maxsize=_SHARED)
_texts = _share(_all_texts)
_DAY: Final[Form] = (str, _share(day_number), _ALONE)


@lru_cache(maxsize=64)
def _parties(cls: type[Party]) -> Callable[[tuple[Any, ...]], tuple[Party, ...]]:
    """What makes a list of the parties of any of their names, each list made once."""
    return _share(lambda names: cls.several(_all_texts(names), "a list"))
