"""What the page shows of each value: a few words and numbers, by the library's own reading.

Some values read differently on different days although nothing changed: a term runs out by
degrees, an occasion passes. `turns` names those days, and `shown` is asked anew on each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from ip4timeline.engine.time.days import LAST_DAY, day_number, from_day_number
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import When
from ip4timeline.export.phrases import with_state
from ip4timeline.nato.registries import Occasion, Registries
from ip4timeline.nato.words import slug_words
from ip4timeline.relationship.projections.alliance import Membership, ProposalState
from ip4timeline.relationship.projections.engagements import Course, engagement
from ip4timeline.relationship.projections.offices import Incumbency
from ip4timeline.relationship.projections.sightings import Sighting
from ip4timeline.relationship.projections.tallies import Contacts, Money, Voices
from ip4timeline.relationship.projections.ties import Agreement, Mechanism, Mission, Standing

EPOCH: Final = day_number("1970-01-01")
"""The day number from which a browser counts its days."""


def page_day(number: int) -> int:
    """A day number as the page counts it."""
    return number - EPOCH


def named(id: str, registries: Registries) -> str:
    """The registered name of an id; where there is none, the id as words."""
    name = registries.name(id)
    return slug_words(id) if name == id else name


def place_of(occasion: Occasion) -> str:
    """The part of the venue by which the title calls an occasion; empty where it does not."""
    return next((part for part in occasion.venue.split(", ") if part in occasion.title), "")


def turns(value: Any) -> list[int]:
    """The day numbers on which a value may read differently by the calendar alone."""
    if isinstance(value, Course):
        return _after(value.dates)
    if isinstance(value, Agreement) and value.term is not None:
        term = value.term
        begins = [d.toordinal() for d in (term.earliest, term.latest) if d is not None]
        ends = [] if term.until_at_least is None else [term.until_at_least.toordinal()]
        return [*begins, *ends, *_after(term)]
    return []


def _after(when: When | None) -> list[int]:
    last = None if when is None else when.until or when.latest
    return [] if last is None or last.toordinal() >= LAST_DAY else [last.toordinal() + 1]


def shown(value: Any, day: int, registries: Registries) -> dict[str, Any]:
    """A value as it reads on a day number.

    ``main`` is what it says, ``more`` what qualifies it, ``tag`` a state of its own.
    """
    for kind, show in _SHOW.items():
        if isinstance(value, kind):
            found = show(value, day, registries)
            return {name: part for name, part in found.items() if part not in ("", [], None)}
    raise TypeError(f"nothing says how to show {value!r}")


def _incumbency(value: Incumbency, day: int, registries: Registries) -> dict[str, Any]:
    person = registries.name(value.person or value.holder)
    capacity = ""
    if value.acting:
        capacity = "acting" + (f" for {registries.name(value.holder)}" if value.holder else "")
    elif value.suspended:
        capacity = "suspended"
    return {"main": person, "more": _joined(capacity, f"since {when_words(value.since)}")}


def _course(value: Course, day: int, registries: Registries) -> dict[str, Any]:
    found = engagement(value, day)
    return {
        "main": found.status,
        "level": str(found.level or ""),
        "person": registries.name(found.person),
        "instead": registries.name(found.instead_of),
        "invitee": "" if found.invitee is None else found.invitee.describe(registries.name),
        "delegates": [
            f"{registries.name(d.person or d.office)} ({d.level})" for d in found.delegates
        ],
    }


def _agreement(value: Agreement, day: int, registries: Registries) -> dict[str, Any]:
    concluded = (
        f"{value.form or value.stage} {when_words(value.signed)}" if value.signed else value.stage
    )
    in_force = "in force" if value.stage == "in-force" and value.signed else ""
    term = f"term {when_words(value.term)}" if value.term else ""
    areas = f"{len(value.areas)} fields of cooperation named" if value.areas else ""
    state = value.term_state(from_day_number(day))
    return {
        "main": value.title or slug_words(value.agreement),
        "more": _joined(concluded, in_force, term, areas),
        "stage": value.stage,
        "tag": "" if value.term is None else f"term {state.replace('-', ' ')}",
    }


def _standing(value: Standing, day: int, registries: Registries) -> dict[str, Any]:
    return {
        "main": slug_words(value.status),
        "more": _joined(registries.name(value.body), f"{value.change} {when_words(value.since)}"),
    }


def _mission(value: Mission, day: int, registries: Registries) -> dict[str, Any]:
    head = ""
    if value.head and value.head_since:
        head = f"headed by {registries.name(value.head)} since {when_words(value.head_since)}"
    step = f"{value.change.replace('-', ' ')} {when_words(value.since)}"
    sort = (value.type or "").replace("-", " ")
    return {"main": slug_words(value.mission), "more": _joined(sort, step, head)}


def _mechanism(value: Mechanism, day: int, registries: Registries) -> dict[str, Any]:
    title = value.title or slug_words(value.mechanism)
    return {"main": title, "more": f"{value.change.replace('-', ' ')} {when_words(value.since)}"}


def _contacts(value: Contacts, day: int, registries: Registries) -> dict[str, Any]:
    return {"main": str(value.count), "more": f"last {when_words(value.last)}"}


def _money(value: Money, day: int, registries: Registries) -> dict[str, Any]:
    items = "1 item" if value.count == 1 else f"{value.count} items"
    unstated = f"{value.unstated} without an amount" if value.unstated else ""
    stated = value.count > value.unstated
    return {
        "main": f"{value.amount:,f}" if stated else "amount not stated",
        "more": _joined(items, unstated if stated else ""),
    }


def _voices(value: Voices, day: int, registries: Registries) -> dict[str, Any]:
    return {"main": str(value.count)}


def _membership(value: Membership, day: int, registries: Registries) -> dict[str, Any]:
    return {"main": str(value.count), "delegates": [registries.name(m) for m in value.members]}


def _proposal(value: ProposalState, day: int, registries: Registries) -> dict[str, Any]:
    against = value.against(lambda id: with_state(id, registries))
    return {
        "main": value.title or slug_words(value.proposal),
        "tag": value.state,
        "more": _joined(
            f"since {when_words(value.since)}", f"opposed by {against}" if against else ""
        ),
    }


def _sighting(value: Sighting, day: int, registries: Registries) -> dict[str, Any]:
    return {"main": when_words(value.date)}


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


_SHOW: Final[dict[type[Any], Callable[[Any, int, Registries], dict[str, Any]]]] = {
    Incumbency: _incumbency,
    Course: _course,
    Agreement: _agreement,
    Standing: _standing,
    Mission: _mission,
    Mechanism: _mechanism,
    Contacts: _contacts,
    Money: _money,
    Voices: _voices,
    Membership: _membership,
    ProposalState: _proposal,
    Sighting: _sighting,
}


def label(parts: Iterable[str], registries: Registries) -> list[str]:
    """The parts of a key as words."""
    return [named(part, registries) if part else "" for part in parts]
