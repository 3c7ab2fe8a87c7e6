"""Synthetic events of the built-in kinds: as objects, and the same as plain columns.

Mostly reported within days, two in a hundred up to two years late. Dates, texts and tuples
are shared between events, as they are in a record that was loaded.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

import ip4timeline as ip4

START = dt.date(2000, 1, 1).toordinal()
DAYS = 9_496
"""The days of 26 years, in which the events lie."""
TAIL = 730
LEVELS = ("official", "minister", "leader")
STANCES = ("supportive", "critical")
CONTACTS = ("meeting", "visit", "exercise")
_KINDS = (
    *("meeting",) * 35,
    *("visit",) * 15,
    *("exercise",) * 10,
    *("statement",) * 20,
    *("attendance",) * 15,
    *("office-changed",) * 5,
)


@dataclass
class Columns:
    """One list a column; rows in the one order. ``detail`` is the level, stance or person."""

    id: list[str]
    day: list[int]
    known: list[int]
    partner: list[str]
    kind: list[str]
    detail: list[str]


def _template(kind: str, partner: str, detail: str) -> ip4.Event:
    common: dict[str, Any] = {
        "id": "template",
        "occurred": "2000-01-01",
        "known_basis": "live",
        "partners": [partner],
    }
    match kind:
        case "meeting":
            return ip4.Meeting(**common)
        case "visit":
            return ip4.Visit(**common, direction="to-nato")
        case "exercise":
            return ip4.Exercise(**common, exercise="annual")
        case "statement":
            return ip4.Statement(
                **common,
                speakers=[ip4.Participant(person="somebody")],
                affiliation="analyst",
                stance=detail,
                about="subject",
            )
        case "attendance":
            return ip4.Attendance(
                **common,
                occasion="summit",
                delegates=[ip4.Delegate(person="somebody", level=detail)],
            )
    office = ip4.Partner.of(partner).leader_office
    return ip4.OfficeChanged(**common, office=office, person=detail)


def columns(count: int, seed: int = 1) -> Columns:
    """That many rows of columns."""
    draw = random.Random(seed)
    partners = [p.value for p in ip4.Partner]
    people = [f"person-{n}" for n in range(24)]
    rows = []
    for _ in range(count):
        day = START + draw.randrange(DAYS)
        lag = draw.randrange(TAIL) if draw.random() < 0.02 else min(int(draw.expovariate(0.4)), 60)
        kind = draw.choice(_KINDS)
        detail = ""
        if kind == "statement":
            detail = draw.choice(STANCES)
        elif kind == "attendance":
            detail = draw.choice(LEVELS)
        elif kind == "office-changed":
            detail = draw.choice(people)
        rows.append((day + lag, day, draw.choice(partners), kind, detail))
    rows.sort()  # an event gets its id when it is reported
    named = [(day, f"e{n:07}", known, *what) for n, (known, day, *what) in enumerate(rows)]
    named.sort()
    day, id, known, partner, kind, detail = (list(column) for column in zip(*named, strict=True))
    return Columns(id, day, known, partner, kind, detail)


def events(columns: Columns) -> list[ip4.Event]:
    """The events of the columns. Each is a copy of one that was checked, with its own dates."""
    templates: dict[tuple[str, str, str], ip4.Event] = {}
    whens: dict[int, ip4.When] = {}
    found = []
    place = object.__setattr__  # the events are not yet anybody's, and frozen from then on
    rows = zip(
        columns.id,
        columns.day,
        columns.known,
        columns.partner,
        columns.kind,
        columns.detail,
        strict=True,
    )
    for id, day, known, *what in rows:
        template = templates.get(tuple(what))
        if template is None:
            template = templates[tuple(what)] = _template(what[1], what[0], what[2])
        when = whens.get(day)
        if when is None:
            when = whens[day] = ip4.When(dt.date.fromordinal(day))
        event = copy.copy(template)
        place(event, "id", id)
        place(event, "occurred", when)
        place(event, "known", known)
        found.append(event)
    return found
