"""Events of any kind, drawn by the types of its fields; a kind of your own needs no strategy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, overload

import attrs
from hypothesis import strategies as st

from ip4timeline.engine.events.entry import Cite, Event
from ip4timeline.engine.events.kinds import kinds as registered
from ip4timeline.engine.time.days import to_date
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds.contacts import Visit
from ip4timeline.nato.kinds.context import OfficeChanged
from ip4timeline.nato.kinds.occasions import Attendance
from ip4timeline.nato.kinds.voices import Statement
from ip4timeline.nato.partners import Level, Participant, Partner
from ip4timeline.testing.strategies.dates import START, days, whens

E = TypeVar("E", bound=Event)
_POOLS: Final = {
    "person": ("ann", "ben", "cho"),
    "office": tuple(p.leader_office for p in Partner),
    "party": ("nato", "china", "ukraine"),
    "occasion": ("first-summit", "second-summit"),
    "agreement": ("old-programme", "new-programme", "declaration"),
    "proposal": ("office", "forum"),
    "source": ("paper", "ministry"),
    "event": ("e0", "e1"),
}
_PARTNERS: Final = (
    (Partner.JAPAN,),
    (Partner.JAPAN,),
    (Partner.KOREA,),
    (Partner.JAPAN, Partner.KOREA),
    tuple(Partner),
    (),
)
_LAGS: Final = (None, None, 0, 1, 3, 9, 40, 400, -5, -40)
"""Days from the day it happened to the day it was known; ``None``: left to the event."""
# What no built-in fold asks for is drawn at one stroke: a draw apiece would be dear.
_REST: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {},
    {"cites": (Cite(source="paper", locator="p. 3"),)},
    {"participants": (Participant(person="ann", party="nato"),), "setting": "nato"},
    {"participants": (Participant(office="japan-prime-minister", mode="by-video"),)},
    {"counterparts": ("nato", "china"), "topics": ("cyber",)},
    {"summary": "It was so.", "notes": "Sources differ.", "known_basis": "live"},
    {"known_basis": "assumed", "setting": "ally", "cites": (Cite(source="ministry"),)},
)
_COMMON: Final = {a.name for a in attrs.fields(Event)}


def _of_type(cls: Any) -> st.SearchStrategy[Any]:
    origin = get_origin(cls)
    if origin is Literal:
        return st.sampled_from(get_args(cls))
    if origin in (Union, UnionType):
        options = [a for a in get_args(cls) if a is not type(None)]
        return st.one_of(st.none(), *(_of_type(o) for o in options))
    if origin is tuple:
        return st.lists(_of_type(get_args(cls)[0]), max_size=2, unique=True).map(tuple)
    if cls is When:
        return whens()
    if cls is Decimal:  # 1, 1.0 and 1.00 are equal and spelt apart
        return st.sampled_from(["0", "1", "1.0", "1.00", "2.5", "7"]).map(Decimal)
    if cls is float:  # sums of these are exact, so that a merge of them is associative
        return st.sampled_from([0.0, 0.5, 1.0, 2.25])
    if isinstance(cls, type) and issubclass(cls, dt.date):
        return days().map(to_date)
    if isinstance(cls, type) and issubclass(cls, Event):
        return _embedded() if cls is Event else _drawn(cls)
    if cls in (Partner, Level):
        return st.sampled_from(list(cls))
    if cls is int:
        return st.integers(0, 2)
    if cls is bool:
        return st.booleans()
    if cls is str:
        return st.sampled_from(["", "a", "b"])
    if attrs.has(cls):
        return _instances(cls)
    raise TypeError(f"no strategy for {cls!r}; pass events of this kind drawn by one of your own")


def _field(attribute: attrs.Attribute[Any]) -> st.SearchStrategy[Any]:
    """Values of a field that its validator lets pass, its default in place of the others."""
    candidates = _candidates(attribute)
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


def _candidates(attribute: attrs.Attribute[Any]) -> st.SearchStrategy[Any]:
    pool = _POOLS.get(attribute.metadata.get("refers_to", ""))
    if pool is not None:
        names = st.sampled_from(pool)
        if attribute.default is attrs.NOTHING:
            return names
        if isinstance(attribute.default, str):
            return st.sampled_from((attribute.default, *pool))
        return st.lists(names, max_size=2, unique=True).map(tuple)
    if attribute.default is attrs.NOTHING and attribute.type is str:
        return st.sampled_from(["a", "b"])
    if attribute.default is attrs.NOTHING and get_origin(attribute.type) is tuple:
        return st.lists(_of_type(get_args(attribute.type)[0]), min_size=1, max_size=2).map(tuple)
    if attribute.name == "term":
        return st.none() | whens(lasting=True)
    return _of_type(attribute.type)


def _instances(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Instances of a small attrs class; those that name nobody are not drawn."""
    attrs.resolve_types(cls)
    fields = {a.name: _field(a) for a in attrs.fields(cls)}

    def make(values: dict[str, Any]) -> Any:
        if "person" in values and not any(values.get(n) for n in ("person", "office", "party")):
            values["person"] = "ann"
        return cls(**values)

    return st.fixed_dictionaries(fields).map(make)


@lru_cache
def _kind(cls: Any) -> st.SearchStrategy[Event]:
    attrs.resolve_types(cls)
    own = {a.name: _field(a) for a in attrs.fields(cls) if a.name not in _COMMON and a.init}
    taken = {a.name for a in attrs.fields(cls) if a.init}
    partners = tuple(p for p in _PARTNERS if len(p) == 1 or not cls.of_one_partner)
    make: Callable[..., Event] = cls

    @st.composite
    def one(draw: st.DrawFn) -> Event | None:
        values = draw(st.fixed_dictionaries(own))
        values["id"] = "e0"
        when: When = draw(_WHEN)
        values |= {"occurred": when, "partners": draw(st.sampled_from(partners))}
        values["seq"] = draw(_SEQ)
        values |= {k: v for k, v in draw(_RESTS).items() if k in taken and k not in own}
        _mend(values)
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


_WHEN: Final = whens()
_SEQ: Final = st.sampled_from((0, 0, 0, 1, 2))
_RESTS: Final = st.sampled_from(_REST)
_LAG: Final = st.sampled_from(_LAGS)


def _certainly(event: Event | None) -> Event:
    assert event is not None
    return event


def _mend(values: dict[str, Any]) -> None:
    """Turn values that no event can have into the nearest that one can."""
    if "person" in values and values.get("capacity") == "suspended":
        values["person"] = values["person"] or "ann"
    if values.get("instead_of"):
        present = {values.get("person"), *(d.person for d in values.get("delegates", ()))}
        if values["instead_of"] in present:
            values["instead_of"] = ""
    if "replaces" in values:
        values["replaces"] = tuple(a for a in values["replaces"] if a != values["agreement"])
    if "currency" in values:
        values["currency"] = "USD" if values["amount"] is not None else ""
        values["fulfils"] = ""


def classes(kinds: Sequence[type[Event] | str] | None) -> tuple[type[Event], ...]:
    """The kinds of event meant, each with its name or class; ``None``: all registered ones."""
    every = registered()
    found = (every[k] if isinstance(k, str) else k for k in kinds or every.values())
    return tuple(c for c in found if isinstance(c, type) and issubclass(c, Event) and c.kind)


@overload
def events(kinds: Sequence[type[E]]) -> st.SearchStrategy[E]: ...
@overload
def events(kinds: Sequence[type[Event] | str] | None = None) -> st.SearchStrategy[Event]: ...
def events(kinds: Sequence[type[Event] | str] | None = None) -> st.SearchStrategy[Any]:
    """Events of the given kinds, by class or name; left out, of every registered kind.

    Kinds of your own are drawn by the types of their fields. All have one id; `timelines`
    gives each its own.

    Raises:
        UnknownNameError: no such kind is registered.
    """
    return st.sampled_from(classes(kinds)).flatmap(_drawn)


def _embedded() -> st.SearchStrategy[Event]:
    """Events within an event, as a report asserts one; no further one within them."""
    return st.deferred(lambda: events([Visit, Attendance, OfficeChanged, Statement]))


def _drawn(cls: type[Event]) -> st.SearchStrategy[Event]:
    kind: Any = cls
    return _kind(kind)
