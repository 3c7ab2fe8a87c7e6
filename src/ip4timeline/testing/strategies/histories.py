"""Histories: events with the corrections and retractions of them, as they may arrive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, TypeVar, overload

import attrs
from hypothesis import strategies as st

from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.amendments import Amendment, Correction, Retraction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.testing.domains import domain_of
from ip4timeline.testing.strategies.dates import days, whens
from ip4timeline.testing.strategies.kinds import classes, events

T = TypeVar("T", bound=Timeline[Any, Any])
_KNOWN: Final = st.none() | days()
_HOW: Final = st.sampled_from(("same", "redated", "redated", "other", "retracted", "retracted"))
_LATER: Final = st.sampled_from((None, None, 1, 0, 9))
"""Days from the day the target was known to that of its amendment; ``None``: at any time."""
# Most corrections say what was so on the day on which they say what was not.
_TOGETHER: Final = st.sampled_from((True, True, False))
_SEQ: Final = st.sampled_from((0, 0, 1))
_WHEN: Final = whens()
_AGAIN: Final = st.sampled_from(((), (), (0,), (-1,), (0, 0, -1)))


@st.composite
def amendments(
    draw: st.DrawFn, targets: Sequence[Event], replacements: st.SearchStrategy[Event], id: str
) -> Amendment:
    """A correction or retraction of one of the targets, known at any time or always."""
    target = draw(st.sampled_from(targets))
    how = draw(_HOW)
    later = draw(_LATER)
    common: dict[str, Any] = {
        "id": id,
        "target": target.id,
        "reason": "it was wrong",
        "known": draw(_KNOWN) if later is None else target.known.add(days=later),
        "seq": draw(_SEQ),
    }
    if how == "retracted":
        return Retraction(**common)
    replacement = target  # what an earlier correction had changed is so after all
    if how == "redated":
        replacement = _redated(target, draw)
    elif how == "other":
        replacement = attrs.evolve(draw(replacements), id=target.id)
    if common["known"] is not None and draw(_TOGETHER):
        replacement = _known_on(replacement, common["known"])
    return Correction(**common, replacement=replacement)


def _known_on(event: Event, day: dt.date) -> Event:
    """The event as known from a day; as it is where it can only be seen happening later."""
    try:
        return attrs.evolve(event, known=day)
    except EventError:
        return event


def _redated(event: Event, draw: st.DrawFn) -> Event:
    when = draw(_WHEN)
    known = when.latest or when.earliest or event.known
    return attrs.evolve(event, occurred=when, known=max(known, event.known))


@st.composite
def histories(
    draw: st.DrawFn, kinds: Sequence[type[Event] | str] | None, max_size: int
) -> list[Entry]:
    """Events ``e0``, ``e1`` and so on, and up to three amendments of them, in that order."""
    source = events(kinds)
    drawn = draw(st.lists(source, min_size=1, max_size=max_size))
    found: list[Event] = [attrs.evolve(event, id=f"e{n}") for n, event in enumerate(drawn)]
    # The first event is the target as often as all the others, so that amendments compete;
    # now and then the target is not there.
    absent = attrs.evolve(found[0], id="absent")
    targets = [*found[:1] * len(found), *found, *([absent] if len(found) > 2 else [])]
    count = draw(st.integers(0, 3))
    amended = [draw(amendments(targets, source, f"c{number}")) for number in range(count)]
    return [*found, *amended]


@st.composite
def _delivered(
    draw: st.DrawFn, kinds: Sequence[type[Event] | str] | None, max_size: int
) -> list[Entry]:
    entries = draw(histories(kinds, max_size))
    again = [entries[index] for index in draw(_AGAIN)]
    return draw(st.permutations([*entries, *again]))


def deliveries(
    kinds: Sequence[type[Event] | str] | None = None, *, max_size: int = 8
) -> st.SearchStrategy[list[Entry]]:
    """Entries as they may arrive: late, in any order, some of them twice.

    Args:
        kinds: the kinds of event, by class or name; left out, every registered one.
        max_size: the most events; with them come up to three corrections and retractions.
    """
    return _delivered(kinds, max_size)


def timeline_class(kinds: Sequence[type[Event] | str] | None) -> type[Timeline[Any, Any]]:
    """The class of timelines that events of some kinds go into: of the first domain found."""
    domains = (domain_of(cls) for cls in classes(kinds))
    return next((found.timeline for found in domains if found), Timeline)


@overload
def timelines(
    kinds: Sequence[type[Event] | str] | None = None, *, max_size: int = 8, timeline: type[T]
) -> st.SearchStrategy[T]: ...
@overload
def timelines(
    kinds: Sequence[type[Event] | str] | None = None, *, max_size: int = 8, timeline: None = None
) -> st.SearchStrategy[Timeline[Any, Any]]: ...
def timelines(
    kinds: Sequence[type[Event] | str] | None = None,
    *,
    max_size: int = 8,
    timeline: type[Timeline[Any, Any]] | None = None,
) -> st.SearchStrategy[Timeline[Any, Any]]:
    """Timelines of events of the given kinds, with corrections and retractions of them.

    Several events fall on one day; dates are exact, partial, lasting or open; some are
    known long before or after. Amendments may compete for one target, be known before it
    or always, or have no target at all.

    Args:
        kinds: the kinds of event, by class or name; left out, every registered one.
        max_size: the most events; with them come up to three corrections and retractions.
        timeline: the class of timelines to make; left out, that of the domain of the kinds, or
            the engine's.
    """
    return histories(kinds, max_size).map(timeline or timeline_class(kinds))
