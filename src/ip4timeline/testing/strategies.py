"""Hypothesis strategies for dates, events and timelines, small enough to collide often.

Days lie within seven weeks and names come from pools of three, so that ties, late
arrivals and competing corrections are the rule and not the exception.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin

import attrs
from hypothesis import strategies as st

from ip4timeline.actors import Level, Partner
from ip4timeline.codec import kinds as registered_kinds
from ip4timeline.events import (
    Amendment,
    Attendance,
    Correction,
    Entry,
    Event,
    OfficeChanged,
    Retraction,
    Statement,
    Visit,
)
from ip4timeline.timeline import Timeline
from ip4timeline.when import When, to_date

T = TypeVar("T")
START: Final = dt.date(2023, 1, 1)
SPAN: Final = 48
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


def days() -> st.SearchStrategy[dt.date]:
    """Days of a short period, the earliest the simplest."""
    return st.integers(0, SPAN).map(lambda n: START + dt.timedelta(n))


def _points() -> st.SearchStrategy[str]:
    return st.one_of(
        days().map(dt.date.isoformat),
        st.sampled_from(["2023-01", "2023-02", "2023", "2022-12"]),
        days().map(lambda d: f"{d.isoformat()}~"),
    )


@lru_cache
def whens(*, lasting: bool | None = None) -> st.SearchStrategy[When]:
    """Dates in every accepted form: exact, partial, qualified, lasting and open.

    Args:
        lasting: only periods (``True``) or none (``False``).
    """
    single = st.one_of(
        _points(),
        st.builds("{}?".format, st.sampled_from(["2023-01", "2023"])),
        st.sampled_from(["202X", "[..2023-01-20]", "[2023-01-05..]"]),
        st.tuples(days(), days()).map(lambda ab: f"[{min(ab)}..{max(ab)}]"),
    )
    period = st.one_of(
        st.tuples(days(), days()).map(lambda ab: f"{min(ab)}/{max(ab)}"),
        days().map(lambda d: f"{d}/.."),
        days().map(lambda d: f"{d}/"),
        st.sampled_from(["2022/2023", "2023-01/2023-02", "../2023-01-10", "/2023-02", "2022/2022"]),
    )
    if lasting is None:
        return st.one_of(single, period).map(When)
    return (period if lasting else single).map(When)


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
    raise TypeError(f"no strategy for {cls!r}; register events of this kind with one")


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
            return st.just(attribute.default) | names
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


_LATER: Final = ("known", "known_basis", "id", "cites", "notes", "summary", "topics")


@lru_cache
def _kind(cls: Any) -> st.SearchStrategy[Event]:
    attrs.resolve_types(cls)
    fields = {a.name: _field(a) for a in attrs.fields(cls) if a.name not in _LATER and a.init}

    make: Callable[..., Event] = cls

    @st.composite
    def one(draw: st.DrawFn) -> Event | None:
        values = draw(st.fixed_dictionaries(fields))
        values["id"] = f"e{draw(st.integers(0, 9))}"
        _mend(cls, values)
        when: When = values["occurred"]
        latest = when.latest
        lag = draw(st.sampled_from([None, 0, 1, 3, 9, 40, -5]))
        if lag is not None or latest is None:
            known = (latest or when.earliest or START) + dt.timedelta(lag or 0)
            earliest = when.earliest
            values["known"] = max(known, earliest) if lag != -5 and earliest else known
        for day in (values.get("known"), when.earliest):  # some are only seen happening
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


def _mend(cls: type[Event], values: dict[str, Any]) -> None:
    """Turn values that no event can have into the nearest that one can."""
    if cls.of_one_partner:
        values["partners"] = values["partners"][:1] or (Partner.JAPAN,)
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


def events(
    kinds: Sequence[type[Event] | str] | None = None,
) -> st.SearchStrategy[Event]:
    """Events of the given kinds; left out, of every registered kind.

    Kinds of your own are drawn by the types of their fields. Ids repeat; `timelines`
    makes them unique.
    """
    every = registered_kinds()
    classes = [every[k] if isinstance(k, str) else k for k in kinds or every.values()]
    chosen = [
        cls for cls in classes if isinstance(cls, type) and issubclass(cls, Event) and cls.kind
    ]
    return st.sampled_from(chosen).flatmap(_drawn)


def _embedded() -> st.SearchStrategy[Event]:
    """Events within an event, as a report asserts one; no further one within them."""
    return st.deferred(lambda: events([Visit, Attendance, OfficeChanged, Statement]))


def _drawn(cls: type[Event]) -> st.SearchStrategy[Event]:
    kind: Any = cls
    return _kind(kind)


@st.composite
def _amendments(
    draw: st.DrawFn, targets: Sequence[Event], replacements: st.SearchStrategy[Event], number: int
) -> Amendment:
    target = draw(st.sampled_from(targets))
    known = draw(st.none() | days())
    common: dict[str, Any] = {
        "id": f"c{number}",
        "target": target.id,
        "reason": "it was wrong",
        "known": known,
        "seq": draw(st.integers(0, 1)),
    }
    if draw(st.booleans()):
        return Retraction(**common)
    replacement = draw(st.just(target) | replacements)
    return Correction(**common, replacement=attrs.evolve(replacement, id=target.id))


@st.composite
def _entries(
    draw: st.DrawFn, kinds: Sequence[type[Event] | str] | None, max_size: int
) -> list[Entry]:
    source = events(kinds)
    drawn = draw(st.lists(source, min_size=1, max_size=max_size))
    numbered: list[Entry] = [attrs.evolve(event, id=f"e{n}") for n, event in enumerate(drawn)]
    targets = [e for e in numbered if isinstance(e, Event)]
    count = draw(st.integers(0, 3))
    amended = [draw(_amendments(targets, source, number)) for number in range(count)]
    return draw(st.permutations([*numbered, *amended]))


def timelines(
    kinds: Sequence[type[Event] | str] | None = None, *, max_size: int = 8
) -> st.SearchStrategy[Timeline]:
    """Timelines of events of the given kinds, with corrections and retractions of them.

    Several amendments may compete for one target, be known before it or always, and the
    entries come in any order.
    """
    return _entries(kinds, max_size).map(Timeline)
