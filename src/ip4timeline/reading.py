"""The quick way from plain data to an entry: one plan a class, made once from its fields.

It reads exactly what the converter of `conversion` reads and gives equal values, or it gives
nothing: whatever is odd - a field of an unusual type, a text in the wrong place, a date that
cannot be - is left to the converter, which knows what to say. Dates and short lists that
many events share are shared here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MemberDescriptorType, NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import attrs
from pendulum import Date

from ip4timeline.actors import Level, Partner, to_level
from ip4timeline.events import Amendment, Entry, Event
from ip4timeline.events.base import to_partners
from ip4timeline.fields import field_types, options_of
from ip4timeline.vocabulary import filled, kind_class
from ip4timeline.when import When, to_date

T = TypeVar("T")
Read = Callable[[Any], Any]
_SHARED: Final = 1 << 16
"""How many dates and lists are kept to be shared; the least recently met is let go."""
_DEEPEST: Final = 32
_OPEN: Final = (Entry, Event, Amendment)
"""Types of a field that holds an entry of any kind, or of any kind below one."""


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
        found: T = _reader(cls)(data)
    except Exception:  # of a converter or validator too: it is raised again where it is explained
        return None
    return found


def _reader(cls: type[Any]) -> Read:
    if cls in _OPEN:
        return lambda data: _read_entry(data, cls)
    return _plan(cls)


def _read_entry(data: Any, base: type[Entry]) -> Entry:
    if not isinstance(data, dict):
        raise _Odd
    cls = kind_class(data.get("kind"))
    version = data.get("version", 1)
    if not issubclass(cls, base) or type(version) is not int or version != cls.version:
        raise _Odd
    entry: Entry = _plan(cls)(filled(cls, data))
    return entry


def _read_embedded(data: Any, base: type[Entry]) -> Entry:
    if too_deep(data):  # a report of a report of a report
        raise _Odd
    return _read_entry(data, base)


@lru_cache(maxsize=512)
def _plan(cls: Any) -> Read:
    """What reads one class; it raises `_Odd` always where some field is beyond it."""
    steps = _steps(cls)
    if steps is None:
        return _refuse
    fields, defaults, validators = steps
    is_entry = issubclass(cls, Entry)
    new: Callable[[Any], Any] = cls.__new__
    after = "_settle" if is_entry else "__attrs_post_init__"
    settles = hasattr(cls, after)
    # The kind and the version are no fields: they have been looked at.
    extra = ("kind", "version") if is_entry else ()

    def build(data: Any) -> Any:
        if type(data) is not dict:
            raise _Odd
        instance = new(cls)
        unread = len(data)
        for name in extra:
            if name in data:
                unread -= 1
        for name, put, reads in fields:
            if name in data:
                put(instance, reads(data[name]))
                unread -= 1
            elif name in defaults:
                put(instance, defaults[name])
            else:
                raise _Odd
        if unread:
            raise _Odd
        for name, attribute, validate in validators:
            if name in data:
                validate(instance, attribute, getattr(instance, name))
        if settles:
            getattr(instance, after)()
        return instance

    return build


def _refuse(data: Any) -> Any:
    raise _Odd


Steps = tuple[
    list[tuple[str, Callable[[Any, Any], None], Read]],
    dict[str, Any],
    list[tuple[str, "attrs.Attribute[Any]", Callable[..., Any]]],
]


def _steps(cls: type[Any]) -> Steps | None:
    """How each field is put and read, the defaults, and the validators; ``None``: cannot."""
    own = cls.__dict__.get("__init__")
    if own is None or not attrs.has(cls) or hasattr(cls, "__attrs_pre_init__"):
        return None
    if issubclass(cls, Entry) and cls.__attrs_post_init__ is not Entry.__attrs_post_init__:
        return None  # a kind with checks of its own that we cannot tell apart
    try:
        hints = field_types(cls)
    except NameError:  # a kind defined within a function may name what only that function knows
        return None
    fields, defaults, validators = [], {}, []
    for attribute in attrs.fields(cls):
        name = attribute.name
        slot = getattr(cls, name, None)
        reads = _reads(hints[name])
        if not isinstance(slot, MemberDescriptorType) or reads is None or not attribute.init:
            return None
        converter: Any = attribute.converter
        if isinstance(attribute.default, attrs.Factory) or isinstance(converter, attrs.Converter):  # type: ignore[arg-type]
            return None
        if attribute.default is not attrs.NOTHING:
            given = attribute.default
            defaults[name] = given if converter is None else converter(given)
        fields.append((name, slot.__set__, _converted(reads, converter, hints[name])))
        if attribute.validator is not None:
            validators.append((name, attribute, attribute.validator))
    return fields, defaults, validators


def _converted(reads: Read, converter: Read | None, hint: Any) -> Read:
    # Converters of this package leave a value alone that is of its type already.
    ours = converter is None or converter.__module__.partition(".")[0] == __package__
    if ours and _without_none(hint) is not Decimal:
        return reads
    assert converter is not None
    return lambda value: converter(reads(value))


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        rest = [inner for inner in get_args(hint) if inner is not NoneType]
        return rest[0] if len(rest) == 1 else hint
    return hint


def _reads(hint: Any) -> Read | None:
    """What reads a value of a type; ``None`` for a type that the quick way does not know."""
    options = options_of(hint)
    hint = _without_none(hint)
    if options:
        return {option: option for option in options}.__getitem__
    if hint in _EXACT:
        return _EXACT[hint]
    if hint in _OPEN:
        return lambda value: _read_embedded(value, hint)
    if get_origin(hint) is tuple:
        item, *rest = get_args(hint)
        return _list_of(item) if rest == [...] else None
    if isinstance(hint, type) and attrs.has(hint) and not issubclass(hint, Entry):
        return lambda value: _plan(hint)(value)
    return None


def _exactly(kind: type) -> Read:
    def reads(value: Any) -> Any:
        if type(value) is not kind:
            raise _Odd
        return value

    return reads


def _of_text(make: Callable[[str], Any]) -> Read:
    shared = lru_cache(maxsize=_SHARED)(make)

    def reads(value: Any) -> Any:
        if type(value) is not str:
            raise _Odd
        return shared(value)

    return reads


def _amount(value: Any) -> Any:
    if type(value) not in (str, int):
        raise _Odd
    return value


@lru_cache(maxsize=_SHARED)
def _texts(value: tuple[str, ...]) -> tuple[str, ...]:
    return value


@lru_cache(maxsize=_SHARED)
def _partners(value: tuple[str, ...]) -> tuple[Partner, ...]:
    return to_partners(value)


def _shared_texts(share: Callable[[tuple[str, ...]], Any]) -> Read:
    def reads(value: Any) -> Any:
        if type(value) is not list:
            raise _Odd
        for item in value:
            if type(item) is not str:
                raise _Odd
        return share(tuple(value))

    return reads


def _list_of(item: Any) -> Read | None:
    if item is str:
        return _shared_texts(_texts)
    if item is Partner:
        return _shared_texts(_partners)
    reads = _reads(item)
    if reads is None:
        return None

    def read_all(value: Any) -> Any:
        if type(value) is not list:
            raise _Odd
        return tuple([reads(one) for one in value])

    return read_all


_EXACT: Final[Mapping[Any, Read]] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    When: _of_text(When),
    Date: _of_text(to_date),
    Partner: _of_text(Partner.of),
    Level: _of_text(to_level),
    Decimal: _amount,
}
