"""What a domain contributes to the kit: how its kinds are drawn, its timeline, its own laws.

The kit runs on the engine alone. A kind of which no domain is registered is drawn by the types
of its fields, into timelines of the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.timeline.timeline import Timeline

Values = dict[str, Any]
"""The values of the fields of an event that is to be made, by name."""


def _as_drawn(values: Values) -> Values:
    return values


@attrs.frozen(kw_only=True, eq=False)
class Domain:
    """What is to be known of a domain to draw its events; all but the first two may be left out.

    Attributes:
        event: the base class of its kinds.
        timeline: the class of its timelines.
        ids: by what a field refers to, the ids to draw from: few, so that events meet.
        field: how a field of a kind is drawn, given the class and the field's name; ``None``
            where its type says enough.
        aside: rows of values for fields that no projection asks for; an event takes one row.
            To draw each of these fields by itself would be dear.
        mended: turns values that no event can have into the nearest that one can.
        embedded: the kinds that are drawn within an event which holds one of any kind.
        kinds: those that a state machine appends, unless it is given others.
        projections: those that a state machine asks, unless it is given others.
        laws: laws of its timelines beside those of the kit; see `checking.check_timeline`.
    """

    event: type[Event]
    timeline: type[Timeline[Any, Any]]
    ids: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    field: Callable[[type[Event], str], st.SearchStrategy[Any] | None] = lambda cls, name: None
    aside: tuple[Mapping[str, Any], ...] = ({},)
    mended: Callable[[Values], Values] = _as_drawn
    embedded: tuple[type[Event], ...] = ()
    kinds: tuple[type[Event], ...] = ()
    projections: tuple[Projection[Any, Any], ...] = ()
    laws: tuple[Any, ...] = ()


BUILT_IN: Final = "ip4timeline.testing.nato.domain"
DOMAINS: Final[dict[str, str]] = {
    "ip4timeline.nato.kinds.base": BUILT_IN,
    "ip4timeline.relationship.timeline": BUILT_IN,
}
"""By the module of a base class of kinds or timelines, the module that registers its domain.

It is loaded when the first of them is drawn, and not before.
"""
_REGISTERED: Final[dict[type[Any], Domain]] = {}


def register_domain(domain: Domain) -> Domain:
    """Draw the kinds of a domain as it says, and make timelines of its class of them."""
    _REGISTERED[domain.event] = domain
    _REGISTERED[domain.timeline] = domain
    return domain


def domain_of(cls: Any) -> Domain | None:
    """The domain of a kind or of a class of timelines; ``None`` where none is registered."""
    for base in getattr(cls, "__mro__", ()):
        if base not in _REGISTERED and base.__module__ in DOMAINS:
            import_module(DOMAINS[base.__module__])
        if base in _REGISTERED:
            return _REGISTERED[base]
    return None


def built_in() -> Domain:
    """The domain that comes with the package: for whoever names neither kind nor timeline."""
    found: Domain = import_module(BUILT_IN).NATO
    return found
