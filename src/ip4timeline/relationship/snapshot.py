"""The library's own projections at one point of both clocks, assembled as they are read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, TypeVar

import attrs
from pendulum import Date

from ip4timeline.actors import Level, Partner
from ip4timeline.errors import UnknownNameError
from ip4timeline.evidence import Explanation
from ip4timeline.folds import Projection
from ip4timeline.registries import Registries
from ip4timeline.relationship.alliance import (
    ALLIES,
    PROPOSALS,
    Membership,
    ProposalState,
)
from ip4timeline.relationship.dealings import (
    CONTACTS,
    SUPPORT,
    VOICES,
    Contacts,
    Money,
    Voices,
)
from ip4timeline.relationship.engagements import (
    ENGAGEMENTS,
    Engagement,
    Status,
    engagement,
)
from ip4timeline.relationship.offices import LEADER, OFFICES, Incumbency
from ip4timeline.relationship.ties import (
    AGREEMENTS,
    MECHANISMS,
    MISSIONS,
    PROGRAMME,
    STATUSES,
    Agreement,
    Mechanism,
    Mission,
    Standing,
)
from ip4timeline.relationship.values import Facet, Value, asked
from ip4timeline.standing import Ledger, Origin
from ip4timeline.views import View
from ip4timeline.when import Certainty, When, from_day_number

K = TypeVar("K", bound=Hashable)
W = TypeVar("W", bound=Value)

PROJECTIONS: Final[tuple[Projection[Any, Any], ...]] = (
    LEADER,
    OFFICES,
    ENGAGEMENTS,
    AGREEMENTS,
    PROGRAMME,
    STATUSES,
    MISSIONS,
    MECHANISMS,
    CONTACTS,
    SUPPORT,
    VOICES,
    ALLIES,
    PROPOSALS,
)
"""The library's own projections, in the order in which a diff names them."""
BY_PARTNER: Final = (LEADER, PROGRAMME)
SUMMITS: Final = "nato-summit"


@attrs.frozen(eq=False)
class Question:
    """Which events, and as of when and as known by when: what a snapshot is asked with."""

    ledger: Ledger
    registries: Registries
    day: int
    known_on: int | None
    certainty: Certainty

    def view(self, projection: Projection[K, Any]) -> View[K, Any]:
        """A projection asked the same question."""
        return View(self.ledger, self.registries, projection, self.known_on, self.certainty)

    def value(self, projection: Projection[K, W], key: K) -> W | None:
        """The value of one key, remembering the question; ``None`` where there is none."""
        view = self.view(projection)
        value = view.as_of(from_day_number(self.day)).value(key)
        return None if value is None else asked(value, view, key, self.day)

    def facet(
        self,
        what: str,
        projection: Projection[Any, W],
        partner: Partner | None,
        keep: Callable[[W], bool] = lambda value: True,
    ) -> Facet[Any, W]:
        """The values of a partner's keys, by what follows the partner in the key."""
        view = self.view(projection)
        found = {}
        for key, value in view.as_of(from_day_number(self.day)).items():
            if partner is None:
                found[key] = value
            elif key[0] == partner and keep(value):
                found[key[1] if len(key) == 2 else key[1:]] = value

        def make(rest: Any, value: W) -> W:
            if partner is None:
                return asked(value, view, rest, self.day)
            key = (partner, *rest) if isinstance(rest, tuple) else (partner, rest)
            return asked(value, view, key, self.day)

        return Facet(what, found, make)


class Relationship:
    """One partner's relationship with NATO on a day; every aspect is made when it is read.

    Every value of it can be given to `Timeline.why`.
    """

    def __init__(self, question: Question, partner: Partner) -> None:
        self._question = question
        self.partner = partner

    def __repr__(self) -> str:
        return f"<relationship of {self.partner.label} as of {from_day_number(self._question.day)}>"

    @cached_property
    def leader(self) -> Incumbency | None:
        """The head of state or government, acting ones included."""
        return self._question.value(LEADER, self.partner)

    @cached_property
    def offices(self) -> Facet[str, Incumbency]:
        """Every office of the partner, by id, with the partner's name or without it."""
        prefix = f"{self.partner}-"
        view = self._question.view(OFFICES)
        day = self._question.day
        found = {
            office.removeprefix(prefix): value
            for office, value in view.as_of(from_day_number(day)).items()
            if office.startswith(prefix)
        }
        return Facet(
            "office",
            found,
            lambda key, value: asked(value, view, prefix + key, day),
            lambda key: key.removeprefix(prefix),
        )

    @cached_property
    def engagements(self) -> Facet[str, Engagement]:
        """How the partner stood towards each occasion, by the occasion's id."""
        question = self._question
        view = question.view(ENGAGEMENTS)
        courses = {
            key[1]: value
            for key, value in view.as_of(from_day_number(question.day)).items()
            if key[0] == self.partner
        }

        def make(occasion: str, course: Any) -> Engagement:
            key = (self.partner, occasion)
            return asked(engagement(course, question.day), view, key, question.day)

        return Facet("engagement with occasion", courses, make)

    @cached_property
    def agreements(self) -> Facet[str, Agreement]:
        """The agreements concluded and not ended, lapsed or replaced, by id."""
        return self._question.facet(
            "agreement", AGREEMENTS, self.partner, lambda a: a.stage != "announced"
        )

    @cached_property
    def negotiations(self) -> Facet[str, Agreement]:
        """The agreements announced and not yet concluded, by id."""
        return self._question.facet(
            "agreement announced", AGREEMENTS, self.partner, lambda a: a.stage == "announced"
        )

    @cached_property
    def programme(self) -> Agreement | None:
        """The current partnership document: an IPCP or, since 2023, an ITPP."""
        return self._question.value(PROGRAMME, self.partner)

    @cached_property
    def statuses(self) -> Facet[str, Standing]:
        """The partner's statuses in bodies, by slug."""
        return self._question.facet("status", STATUSES, self.partner)

    @cached_property
    def missions(self) -> Facet[str, Mission]:
        """Missions to NATO and liaison posts, by slug."""
        return self._question.facet("mission", MISSIONS, self.partner)

    @cached_property
    def mechanisms(self) -> Facet[str, Mechanism]:
        """Standing formats of consultation or cooperation, by slug."""
        return self._question.facet("mechanism", MECHANISMS, self.partner)

    @cached_property
    def contacts(self) -> Facet[str, Contacts]:
        """Contacts by kind of event: how many, and the last."""
        return self._question.facet("contacts of kind", CONTACTS, self.partner)

    @cached_property
    def support(self) -> Facet[tuple[str, str, str, str], Money]:
        """Support by (recipient, fund, stage, currency)."""
        return self._question.facet("support", SUPPORT, self.partner)

    @cached_property
    def voices(self) -> Facet[tuple[str, str, str], Voices]:
        """Statements by (affiliation, ``about`` or ``ties``, stance)."""
        return self._question.facet("voices", VOICES, self.partner)

    def why(self, aspect: str, key: Any = None) -> Explanation[Any]:
        """The evidence for an aspect, also where it has no value.

        Args:
            aspect: ``leader``, ``programme``, or the name of a mapping above.
            key: for a mapping, the key in it.

        Raises:
            UnknownNameError: there is no such aspect.
        """
        if aspect not in ASPECTS:
            raise UnknownNameError("aspect", aspect, ASPECTS)
        projection = ASPECTS[aspect]
        if projection in BY_PARTNER:
            full: Any = self.partner
        elif projection is OFFICES:
            full = f"{self.partner}-{str(key).removeprefix(f'{self.partner}-')}"
        else:
            full = (self.partner, *key) if isinstance(key, tuple) else (self.partner, key)
        view = self._question.view(projection)
        return view.why(full, from_day_number(self._question.day))


ASPECTS: Final[dict[str, Projection[Any, Any]]] = {
    "leader": LEADER,
    "programme": PROGRAMME,
    "offices": OFFICES,
    "engagements": ENGAGEMENTS,
    "agreements": AGREEMENTS,
    "negotiations": AGREEMENTS,
    "statuses": STATUSES,
    "missions": MISSIONS,
    "mechanisms": MECHANISMS,
    "contacts": CONTACTS,
    "support": SUPPORT,
    "voices": VOICES,
}
"""The aspects of a relationship, and the projection behind each."""


class Alliance:
    """NATO's own side on a day."""

    def __init__(self, question: Question) -> None:
        self._question = question

    @cached_property
    def secretary_general(self) -> Incumbency | None:
        """The Secretary General."""
        return self._question.value(OFFICES, "nato-secretary-general")

    @cached_property
    def membership(self) -> Membership | None:
        """The allies, with the accessions as evidence."""
        return self._question.value(ALLIES, "nato")

    @property
    def allies(self) -> int:
        """The number of allies."""
        return self.membership.count if self.membership else 0

    @cached_property
    def proposals(self) -> Facet[str, ProposalState]:
        """The proposals about ties with the four, by slug."""
        return self._question.facet("proposal", PROPOSALS, None)


@attrs.frozen
class Cell:
    """One partner at one occasion, for a matrix."""

    occasion: str
    partner: Partner
    status: Status
    level: Level | None
    person: str
    instead_of: str
    origin: Origin | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Matrix:
    """Occasions by partners. ``rows`` holds, by occasion in order of date, its cells by partner."""

    occasions: tuple[str, ...]
    partners: tuple[Partner, ...]
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """Each occasion with its cells, in the order of the partners."""
        return tuple(
            (occasion, tuple(c for c in self.cells if c.occasion == occasion))
            for occasion in self.occasions
        )

    def __getitem__(self, at: tuple[str, Partner | str]) -> Cell:
        """The cell of (occasion, partner).

        Raises:
            UnknownNameError: the occasion or partner is not in the matrix.
        """
        occasion, partner = at[0], Partner.of(at[1])
        for cell in self.cells:
            if (cell.occasion, cell.partner) == (occasion, partner):
                return cell
        raise UnknownNameError("occasion in the matrix", occasion, self.occasions)


class Snapshot(Mapping[Partner, Relationship]):
    """The four relationships, and NATO's side, at one ``as_of`` and ``known_on``.

    A mapping from partner, by any of its names, to `Relationship`. Made by
    `Timeline.as_of`; nothing is folded before it is read.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._relationships = {p: Relationship(question, p) for p in Partner}
        self.nato: Final = Alliance(question)

    def __repr__(self) -> str:
        known = f", known_on={self.known_on}" if self.known_on else ""
        return f"<snapshot as_of={self.as_of}{known}, {self.certainty}>"

    @property
    def as_of(self) -> Date:
        """The day asked about."""
        return from_day_number(self._question.day)

    @property
    def known_on(self) -> Date | None:
        """The day by which a thing had to be known; ``None``: all that there is."""
        known = self._question.known_on
        return None if known is None else from_day_number(known)

    @property
    def certainty(self) -> Certainty:
        """The reading of partial dates."""
        return self._question.certainty

    def __getitem__(self, partner: Partner | str | int) -> Relationship:
        """The relationship of a partner.

        Raises:
            UnknownNameError: no partner has exactly this name.
        """
        return self._relationships[Partner.of(partner)]

    def get(self, partner: Any, default: Any = None) -> Any:
        """The relationship of a partner, by any of its names; else ``default``."""
        try:
            return self[partner]
        except UnknownNameError:
            return default

    def __contains__(self, partner: object) -> bool:
        try:
            Partner.of(partner)  # type: ignore[arg-type]
        except UnknownNameError:
            return False
        return True

    def __iter__(self) -> Iterator[Partner]:
        return iter(self._relationships)

    def __len__(self) -> int:
        return len(self._relationships)

    def occasions(self, series: str = SUMMITS) -> tuple[str, ...]:
        """The occasions of a series that were scheduled by then, in order of date."""
        known = {o for relationship in self.values() for o in relationship.engagements}
        registry = self._question.registries.occasion_by_id
        chosen = [registry[o] for o in known if o in registry and registry[o].series == series]
        return tuple(o.id for o in sorted(chosen, key=lambda o: o.place_in_time))

    def summit_matrix(self, series: str = SUMMITS) -> Matrix:
        """Occasions of a series by partners, with status and level."""
        occasions = self.occasions(series)
        cells = []
        for occasion in occasions:
            for partner, relationship in self.items():
                found = relationship.engagements.get(occasion)
                cells.append(
                    Cell(
                        occasion,
                        partner,
                        found.status if found else "unknown",
                        found.level if found else None,
                        found.person if found else "",
                        found.instead_of if found else "",
                        found.origin if found else None,
                    )
                )
        return Matrix(occasions, tuple(self), tuple(cells))

    def to_dict(self) -> dict[str, Any]:
        """The whole snapshot as plain data, ready for JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "certainty": self.certainty,
            "nato": {
                "secretary_general": plain(self.nato.secretary_general),
                "allies": self.nato.allies,
                "proposals": plain(self.nato.proposals),
            },
            "partners": {
                str(partner): {aspect: plain(getattr(relationship, aspect)) for aspect in _SHOWN}
                for partner, relationship in self.items()
            },
        }


_SHOWN: Final = tuple(ASPECTS)


def plain(value: Any) -> Any:
    """A value of a snapshot as plain data; the keys of a facet joined by ``/``."""
    if isinstance(value, Mapping):
        return {
            "/".join(map(str, key)) if isinstance(key, tuple) else str(key): plain(inner)
            for key, inner in value.items()
        }
    if attrs.has(type(value)):
        if isinstance(value, When):
            return str(value)
        return {
            a.name: plain(getattr(value, a.name))
            for a in attrs.fields(type(value))
            if a.name != "origin"
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value if not isinstance(value, str) else str(value)
    return str(value)
