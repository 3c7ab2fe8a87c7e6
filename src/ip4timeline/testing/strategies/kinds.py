"""Events of any kind, drawn by the types of its fields; a kind of your own needs no strategy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar, overload

import attrs
from hypothesis import strategies as st

from ip4timeline.engine.events.entry import Cite, Event
from ip4timeline.engine.events.kinds import is_open, kind_class
from ip4timeline.engine.events.kinds import kinds as registered
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.scalars import item_of, options_of, scalar_of, without_none
from ip4timeline.engine.time.days import to_date
from ip4timeline.engine.time.when import When
from ip4timeline.testing.domains import Domain, built_in, domain_of
from ip4timeline.testing.strategies.dates import START, days, whens

E = TypeVar("E", bound=Event)
_WHEN: Final = whens()
VALUES: Final[Mapping[type[Any], st.SearchStrategy[Any]]] = {
    str: st.sampled_from(["", "a", "b"]),
    int: st.integers(0, 2),
    bool: st.booleans(),
    float: st.sampled_from([0.0, 0.5, 1.0, 2.25]),  # of these any sum is exact
    Decimal: st.sampled_from(["0", "1", "1.0", "1.00", "2.5", "7"]).map(Decimal),
    When: _WHEN,
    dt.date: days().map(to_date),
}
"""What is drawn for each type of the table of scalars that is not an enumeration."""
IDS: Final[Mapping[str, tuple[str, ...]]] = {
    "source": ("paper", "ministry"),
    "event": ("e0", "e1"),
}
"""What every domain refers to; of a registry that nobody says more of, two ids are made up."""
_LAGS: Final = (None, None, 0, 1, 3, 9, 40, 400, -5, -40)
"""Days from the day it happened to the day it was known; ``None``: left to the event."""
_ASIDE: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {},
    {"cites": (Cite(source="paper", locator="p. 3"),)},
    {"topics": ("cyber",)},
    {"summary": "It was so.", "notes": "Sources differ.", "known_basis": "live"},
    {"known_basis": "assumed", "cites": (Cite(source="ministry"),)},
)
_COMMON: Final = {a.name for a in attrs.fields(Event)}
_SEQ: Final = st.sampled_from((0, 0, 0, 1, 2))
_LAG: Final = st.sampled_from(_LAGS)


def _of_type(hint: Any, domain: Domain | None) -> st.SearchStrategy[Any]:
    """Values of a declared type, as the one table of types has it."""
    inner = without_none(hint)
    if inner is not hint:
        return st.none() | _of_type(inner, domain)
    options = options_of(hint)
    if options:
        return st.sampled_from(options)
    item = item_of(hint)
    if item is not None:
        if isinstance(item, type) and issubclass(item, Party):
            return _parties(item)
        return st.lists(_of_type(item, domain), max_size=2, unique=True).map(tuple)
    scalar = scalar_of(hint)
    if scalar is not None:
        members: Any = scalar.cls
        return VALUES[scalar.cls] if scalar.cls in VALUES else st.sampled_from(list(members))
    if is_open(hint):
        return _embedded(hint, domain)
    if isinstance(hint, type) and issubclass(hint, Event):
        return _drawn(hint)
    if isinstance(hint, type) and attrs.has(hint):
        return _instances(hint, domain)
    raise TypeError(f"no strategy for {hint!r}; pass events of this kind drawn by one of your own")


def _parties(cls: type[Party]) -> st.SearchStrategy[tuple[Party, ...]]:
    """Whom an event concerns: mostly the first of all, so that events meet; or nobody."""
    first, *rest = cls
    some = [(first,), (first,), *([(rest[0],), (first, rest[0])] if rest else []), tuple(cls), ()]
    return st.sampled_from(some)


def _field(
    cls: type[Any], attribute: attrs.Attribute[Any], hint: Any, domain: Domain | None
) -> st.SearchStrategy[Any]:
    """Values of a field that its validator lets pass, its default in place of the others."""
    candidates = _candidates(cls, attribute, hint, domain)
    if attribute.validator is None:
        return candidates
    default: Any = attribute.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        default = attrs.NOTHING if default.takes_self else default.factory()
    if default is not attrs.NOTHING:
        return candidates.map(lambda value: value if _passes(attribute, value) else default)
    return candidates.filter(lambda value: _passes(attribute, value))


def _passes(attribute: attrs.Attribute[Any], value: Any) -> bool:
    assert attribute.validator is not None
    try:
        attribute.validator(None, attribute, value)
    except ValueError:  # an EventError among them
        return False
    except Exception:  # it asks for the instance or a converted value: let the class judge
        return True
    return True


def _candidates(
    cls: type[Any], attribute: attrs.Attribute[Any], hint: Any, domain: Domain | None
) -> st.SearchStrategy[Any]:
    own = domain.field(cls, attribute.name) if domain else None
    if own is not None:
        return own
    needed = attribute.default is attrs.NOTHING
    item = item_of(hint)
    table = attribute.metadata.get("refers_to", "")
    if table:
        ids = _ids(table, domain)
        if item is not None:
            return st.lists(st.sampled_from(ids), min_size=needed, max_size=2, unique=True).map(
                tuple
            )
        return st.sampled_from(ids if needed else (attribute.default, *ids))
    if needed and hint is str:
        return st.sampled_from(["a", "b"])
    if needed and item is not None and not (isinstance(item, type) and issubclass(item, Party)):
        return st.lists(_of_type(item, domain), min_size=1, max_size=2).map(tuple)
    return _of_type(hint, domain)


def _ids(table: str, domain: Domain | None) -> tuple[str, ...]:
    more = domain.ids if domain else {}
    return more.get(table) or IDS.get(table) or (f"one-{table}", f"another-{table}")


def _instances(cls: type[Any], domain: Domain | None) -> st.SearchStrategy[Any]:
    """Instances of a small attrs class; what it refuses is not drawn."""
    hints = _hints(cls)
    fields = {a.name: _field(cls, a, hints[a.name], domain) for a in attrs.fields(cls) if a.init}

    def make(values: dict[str, Any]) -> Any:
        return cls(**(domain.mended(values) if domain else values))

    return st.fixed_dictionaries(fields).map(make)


@lru_cache
def _kind(cls: Any) -> st.SearchStrategy[Event]:
    domain = domain_of(cls)
    aside = domain.aside if domain else _ASIDE
    hints = _hints(cls)
    settled = _COMMON.union(*aside)
    fields = [a for a in attrs.fields(cls) if a.init]
    own = {a.name: _field(cls, a, hints[a.name], domain) for a in fields if a.name not in settled}
    taken = {a.name for a in fields}
    asides = st.sampled_from([{k: v for k, v in row.items() if k in taken} for row in aside])
    make: Callable[..., Event] = cls

    @st.composite
    def one(draw: st.DrawFn) -> Event | None:
        values = draw(st.fixed_dictionaries(own))
        when: When = draw(_WHEN)
        values |= {"id": "e0", "occurred": when, "seq": draw(_SEQ), **draw(asides)}
        if domain:
            values = domain.mended(values)
        lag = draw(_LAG)
        begun = when.latest or when.earliest or START
        known = None if lag is None and when.latest else begun + dt.timedelta(lag or 0)
        for day in (known, when.earliest):  # some are only seen happening
            try:
                return make(**{**values, "known": day})
            except ValueError as error:  # an EventError among them
                if getattr(error, "field", "known") != "known":
                    break
        return None  # its fields do not go together

    # A filter tries again; to reject a whole timeline for one event would be dear.
    return one().filter(lambda event: event is not None).map(_certainly)


def _certainly(event: Event | None) -> Event:
    assert event is not None
    return event


Kinds = Sequence[type[Event] | str] | type[Event] | str
"""Some kinds of event, by class or name, or a single one."""


def classes(kinds: Kinds | None) -> tuple[type[Event], ...]:
    """The kinds of event meant, each with its name or class; ``None``: all registered ones.

    Where a name is not known, or no kind is, those that come with the package are loaded.

    Raises:
        UnknownNameError: no such kind is registered.
    """
    if isinstance(kinds, str | type):
        kinds = (kinds,)
    named = {kind for kind in kinds or () if isinstance(kind, str)}
    if not named <= set(registered()) or not (kinds or _events(registered().values())):
        built_in()
    found = (kind_class(k) if isinstance(k, str) else k for k in kinds or registered().values())
    return _events(found)


def _events(kinds: Iterable[Any]) -> tuple[type[Event], ...]:
    return tuple(c for c in kinds if isinstance(c, type) and issubclass(c, Event) and c.kind)


@overload
def events(kinds: Sequence[type[E]] | type[E]) -> st.SearchStrategy[E]: ...
@overload
def events(kinds: Kinds | None = None) -> st.SearchStrategy[Event]: ...
def events(kinds: Kinds | None = None) -> st.SearchStrategy[Any]:
    """Events of the given kinds or of a single one, by class or name; left out, of every kind.

    Kinds of your own are drawn by the types of their fields. All have one id; `timelines`
    gives each its own.

    Raises:
        UnknownNameError: no such kind is registered.
    """
    return st.sampled_from(classes(kinds)).flatmap(_drawn)


def _embedded(base: type[Event], domain: Domain | None) -> st.SearchStrategy[Event]:
    """Events within an event, as a report asserts one; no further one within them."""

    def some() -> st.SearchStrategy[Event]:
        below = [cls for cls in _events(registered().values()) if issubclass(cls, base)]
        flat = [cls for cls in below if not _holds_any(cls)]
        return events((domain and domain.embedded) or flat)

    return st.deferred(some)


def _holds_any(cls: type[Event]) -> bool:
    return any(is_open(without_none(hint)) for hint in _hints(cls).values())


def _hints(cls: Any) -> dict[str, Any]:
    attrs.resolve_types(cls)
    return {a.name: a.type for a in attrs.fields(cls)}


def _drawn(cls: type[Event]) -> st.SearchStrategy[Event]:
    kind: Any = cls
    return _kind(kind)
