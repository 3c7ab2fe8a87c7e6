"""The two sides on a day: each partner's relationship with NATO, and NATO's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from ip4timeline.engine._speed import once, without_collecting
from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.errors import TimelineError, UnknownNameError, one_name
from ip4timeline.engine.events.words import by_text, in_order, words
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.timeline.slice import AnyProjection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.snapshot.timeslice import Because, TimeSlice, named

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page
    from ip4timeline.engine.timeline.evidence import Explanation
    from ip4timeline.nato.registries import Registries
    from ip4timeline.relationship.projections.engagements import Course, Engagement
    from ip4timeline.relationship.projections.offices import Incumbency
    from ip4timeline.relationship.projections.tallies import Contacts, Money, Voices
    from ip4timeline.relationship.projections.ties import Agreement, Mechanism, Mission, Standing
    from ip4timeline.relationship.projections.value import Facet, Value
BY_PARTNER: Final = ("leader", "programme")
"""The aspects that are one value; the others are mappings."""
SHOWN: Final = (
    "offices",
    "agreements",
    "negotiations",
    "statuses",
    "missions",
    "mechanisms",
    "contacts",
    "support",
    "voices",
)
"""The aspects of several values in the order in which they are shown: what stands first."""
TITLED: Final = frozenset({"agreements", "negotiations", "statuses", "missions", "mechanisms"})
"""Those of which each value says its own title."""


@cache
def _leader() -> Projection[Partner, Incumbency]:
    with without_collecting():  # of its classes all are kept
        from ip4timeline.relationship.projections.offices import LEADER

    return LEADER


@cache
def _aspects() -> dict[str, AnyProjection]:
    """The projection behind each aspect; with the table all are made, which a leader needs not."""
    from ip4timeline.relationship.projections.table import ASPECTS

    return ASPECTS


def _rule(aspect: str) -> AnyProjection:
    return _aspects()[aspect]


@lru_cache(maxsize=1 << 12)
def _office(office: str) -> tuple[str, str]:
    """Whose an office is, and its name without the partner's; one of nobody keeps its name."""
    for partner in Partner:
        if office.startswith(f"{partner}-"):
            return partner, office.removeprefix(f"{partner}-")
    return "", office


class Relationship(Displayable):
    """One partner's relationship with NATO on a day; every aspect is made when it is read.

    Every value of it can be given to `Timeline.why`.
    """

    def __init__(self, slice: TimeSlice, partner: Partner) -> None:
        self._slice = slice
        self.partner = partner

    def __repr__(self) -> str:
        return f"<relationship of {self.partner.label} as of {self._slice.as_of}>"

    def _page(self, ids: bool = False) -> Page:
        """What stands now, then the occasions, the newest first; ``ids`` for copying if wanted."""
        from ip4timeline.engine.display.page import Grid, Page

        registries = self._slice.registries
        columns = ("Which", "Value", *(("Id",) if ids else ()))
        parts = [
            Grid(aspect, columns[aspect in TITLED :], rows)
            for aspect in SHOWN
            if (rows := _rows(getattr(self, aspect), registries, ids, aspect in TITLED))
        ]
        if occasions := self._occasions(ids):
            heads = ("Occasion", "When", *columns[1:])
            parts.append(Grid("engagements, the newest first", heads, occasions))
        one = (
            ("leader", self.said("leader")),
            ("programme", self.said("programme")),
        )
        single = Grid("leader and programme", ("Which", "Value"), one)
        return Page(f"{self.partner.label}. {self._slice.question.words}", (single, *parts))

    def _occasions(self, ids: bool) -> tuple[tuple[str, ...], ...]:
        """A row for each engagement, by the occasion's own date."""
        registries = self._slice.registries
        return tuple(
            (
                registries.name(id),
                when_words(known[id].dates) if (known := registries.occasion_by_id).get(id) else "",
                words(self.engagements[id], registries),
                *((id,) if ids else ()),
            )
            for id in self.newest_first()
        )

    def newest_first(self) -> tuple[str, ...]:
        """The ids of the occasions of `engagements`, the newest first by their own dates."""
        known = self._slice.registries.occasion_by_id

        def place(id: str) -> tuple[int, int, str]:
            return known[id].place_in_time if id in known else (0, 0, id)

        return tuple(sorted(self.engagements, key=place, reverse=True))

    @once
    def leader(self) -> Incumbency | None:
        """The head of state or government, acting ones included."""
        return self._slice.value(_leader(), self.partner)

    @once
    def offices(self) -> Facet[str, Incumbency]:
        """Every office of the partner, by id, with the partner's name or without it."""
        here, rule = self._slice, _rule("offices")
        prefix = f"{self.partner}-"
        found = {
            name: value
            for (whose, name), value in (
                (_office(office), value) for office, value in in_order(here.states(rule))
            )
            if whose == self.partner
        }
        return here.facet_of(
            "office",
            rule,
            found,
            lambda key: prefix + key,
            lambda key: key.removeprefix(prefix),
        )

    @once
    def engagements(self) -> Facet[str, Engagement]:
        """How the partner stood towards each occasion, by the occasion's id."""
        from ip4timeline.relationship.projections.engagements import (
            ENGAGEMENTS,
            engagement,
            is_past,
        )
        from ip4timeline.relationship.projections.value import Facet
        from ip4timeline.relationship.snapshot.plain import remembered

        here = self._slice
        courses = here.of_partner(ENGAGEMENTS, self.partner)

        def make(occasion: str, course: Course) -> Engagement:
            key = (self.partner, occasion)
            return here.answer(engagement(course, here.question.as_of), ENGAGEMENTS, key)

        def shown(_: str, course: Course) -> Any:
            # Of the day, an engagement says only whether the occasion is past.
            past = is_past(course, here.question.as_of)
            return remembered(course, past, lambda: engagement(course, here.question.as_of))

        return Facet("engagement with occasion", courses, make, plain=shown)

    @once
    def agreements(self) -> Facet[str, Agreement]:
        """The agreements concluded and not ended, lapsed or replaced, by id."""
        return self._slice.facet(
            "agreement", _rule("agreements"), self.partner, lambda a: a.stage != "announced"
        )

    @once
    def negotiations(self) -> Facet[str, Agreement]:
        """The agreements announced and not yet concluded, by id."""
        rule = _rule("negotiations")
        return self._slice.facet(
            "agreement announced", rule, self.partner, lambda a: a.stage == "announced"
        )

    @once
    def programme(self) -> Agreement | None:
        """The current partnership document: an IPCP or, since 2023, an ITPP."""
        return self._slice.value(_rule("programme"), self.partner)

    @once
    def statuses(self) -> Facet[str, Standing]:
        """The partner's statuses in bodies, by slug."""
        return self._slice.facet("status", _rule("statuses"), self.partner)

    @once
    def missions(self) -> Facet[str, Mission]:
        """Missions to NATO and liaison posts, by slug."""
        return self._slice.facet("mission", _rule("missions"), self.partner)

    @once
    def mechanisms(self) -> Facet[str, Mechanism]:
        """Standing formats of consultation or cooperation, by slug."""
        return self._slice.facet("mechanism", _rule("mechanisms"), self.partner)

    @once
    def contacts(self) -> Facet[str, Contacts]:
        """Contacts by kind of event: how many, and the last."""
        return self._slice.facet("contacts of kind", _rule("contacts"), self.partner)

    @once
    def support(self) -> Facet[tuple[str, str, str, str], Money]:
        """Support by (recipient, fund, stage, currency)."""
        return self._slice.facet("support", _rule("support"), self.partner)

    @once
    def voices(self) -> Facet[tuple[str, str, str], Voices]:
        """Statements by (affiliation, ``about`` or ``ties``, stance)."""
        return self._slice.facet("voices", _rule("voices"), self.partner)

    def said(self, aspect: Literal["leader", "programme"]) -> str:
        """The leader or the programme in words.

        Where there is none, ``none`` says that the last one ended, and ``not on record`` that the
        record does not reach back so far.
        """
        return self._slice.said(_rule(aspect), self.partner)

    def to_dict(self, evidence: bool = False) -> dict[str, Any]:
        """Every aspect as plain data, ready for JSON.

        Args:
            evidence: give the aspects under ``values``, and beside them ``because``, the ids of
                the events behind each value, and ``events``: each of those, with its sources.
        """
        from ip4timeline.engine.timeline.plain import plain

        values = {
            aspect: self._slice.plain(projection, self.partner)
            if aspect in BY_PARTNER
            else plain(getattr(self, aspect))
            for aspect, projection in _aspects().items()
        }
        if not evidence:
            return values
        from ip4timeline.engine.timeline.evidence import evidence_of

        found: dict[str, Event] = {}
        because = self.because(self._slice.asking(found))
        here = self._slice
        events = evidence_of(found.values(), here.registries)
        return {
            "values": values,
            "because": because,
            "depends_on_dates": [named(*place) for place in self.unsettled],
            "events": events,
        }

    @property
    def unsettled(self) -> tuple[tuple[AnyProjection, Any], ...]:
        """Each projection and key of the partner whose value depends on how partial dates are read.

        What such a value depends on, `why` in each reading shows.
        """
        return tuple(
            (projection, key)
            for projection, key in self._slice.unsettled
            if self.partner in (key, key[0], _office(key)[0] if isinstance(key, str) else "")
        )

    def __eq__(self, other: object) -> bool:
        """Whether it is the same partner, asked the same question of an equal timeline."""
        if not isinstance(other, Relationship):
            return NotImplemented
        return self.partner == other.partner and self._slice == other._slice

    def __hash__(self) -> int:
        return hash((self.partner, self._slice))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Relationship, (self._slice, self.partner))

    def because(self, ask: Because) -> dict[str, Any]:
        """The ids of the events behind each value, laid out as `to_dict` lays out the values."""
        found: dict[str, Any] = {}
        for aspect, projection in _aspects().items():
            if aspect in BY_PARTNER:
                found[aspect] = ask(projection, self.partner)
            else:
                keys = getattr(self, aspect)
                found[aspect] = by_text((k, ask(projection, self._full(aspect, k))) for k in keys)
        return found

    def _full(self, aspect: str, key: Any) -> Any:
        """The projection's key for one in an aspect."""
        if aspect in BY_PARTNER:
            return self.partner
        if aspect == "offices":
            return f"{self.partner}-{str(key).removeprefix(f'{self.partner}-')}"
        return (self.partner, *key) if isinstance(key, tuple) else (self.partner, key)

    def why(self, aspect: str, key: Any = None) -> Explanation[Any, Event]:
        """The evidence for an aspect, also where it has no value.

        Args:
            aspect: ``leader``, ``programme``, or the name of a mapping above.
            key: for a mapping, the key in it.

        Raises:
            UnknownNameError: there is no such aspect, or the key in it names nothing.
            TimelineError: a mapping is asked for without a key, or another aspect with one.
        """
        if one_name("aspect", aspect) not in _aspects():
            raise UnknownNameError("aspect", aspect, _aspects())
        if (key is None) != (aspect in BY_PARTNER):
            raise TimelineError(
                f"{aspect} is one value, without a key {key!r}; ask why({aspect!r})"
                if aspect in BY_PARTNER
                else f"which of the {aspect}? Name one: why({aspect!r}, ...)"
            )
        view = self._slice.view(_rule(aspect))
        return view.why(self._full(aspect, key), self._slice.as_of)


def _rows(
    facet: Mapping[Any, Value], registries: Registries, ids: bool, titled: bool
) -> tuple[tuple[str, ...], ...]:
    """A row for each value; those that begin with their own title have no name before it."""
    return tuple(
        (
            *(() if titled else (_which(_parts(key), registries),)),
            words(value, registries),
            *((" ".join(_parts(key)),) if ids else ()),
        )
        for key, value in facet.items()
    )


def _parts(key: Any) -> tuple[str, ...]:
    parts = key if isinstance(key, tuple) else (key,)
    return tuple(str(part) for part in parts if part)


def _which(parts: tuple[str, ...], registries: Registries) -> str:
    """A key in words: registered names, or slugs as words."""
    from ip4timeline.nato.words import code_words

    names = [registries.name(p) if registries.name(p) != p else code_words(p) for p in parts]
    said = ", ".join(names)
    return said[:1].upper() + said[1:]
