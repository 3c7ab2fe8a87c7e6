"""The library's own projections at one point of both clocks, assembled as they are read."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from ip4timeline.actors import Level, Partner
from ip4timeline.errors import UnknownNameError
from ip4timeline.evidence import Explanation, words
from ip4timeline.folds import Projection
from ip4timeline.framed import Framed
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
    Course,
    Engagement,
    Status,
    engagement,
    is_past,
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
from ip4timeline.showing import Shown
from ip4timeline.standing import Ledger, Origin
from ip4timeline.views import States, View, key_words
from ip4timeline.when import Certainty, Date, When, from_day_number

if TYPE_CHECKING:
    import ip4timeline.frames as frames
    from ip4timeline.pages import Page, Table

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
PARTNERS: Final = tuple(Partner)
BY_PARTNER: Final = (LEADER, PROGRAMME)
SUMMITS: Final = "nato-summit"


class Question:
    """Which events, and as of when and as known by when: what a snapshot is asked with.

    What is read of it is looked up once, and only if it is read.
    """

    __slots__ = ("_parted", "_states", "certainty", "day", "known_on", "ledger", "registries")

    def __init__(
        self,
        ledger: Ledger,
        registries: Registries,
        day: int,
        known_on: int | None,
        certainty: Certainty,
    ) -> None:
        self.ledger: Ledger = ledger
        self.registries: Registries = registries
        self.day: int = day
        self.known_on: int | None = known_on
        self.certainty: Certainty = certainty
        self._states: dict[Projection[Any, Any], States[Any, Any]] = {}
        self._parted: dict[Projection[Any, Any], dict[Partner, dict[Any, Any]]] = {}

    @property
    def words(self) -> str:
        """The question in words."""
        known = "with hindsight"
        if self.known_on is not None:
            known = f"known by {from_day_number(self.known_on)}"
        reading = "" if self.certainty == "certain" else ", early reading of partial dates"
        return f"As of {from_day_number(self.day)}, {known}{reading}"

    def view(self, projection: Projection[K, Any]) -> View[K, Any]:
        """A projection asked the same question."""
        return View(self.ledger, self.registries, projection, self.known_on, self.certainty)

    def states(self, projection: Projection[K, W]) -> States[K, W]:
        """The values of a projection."""
        states = self._states.get(projection)
        if states is None:
            index = self.ledger.index(projection, self.certainty)
            states = States(index, self.day, self.ledger.settled(self.known_on))
            self._states[projection] = states
        return states

    def of_partner(self, projection: Projection[Any, W], partner: Partner) -> dict[Any, W]:
        """The values of a partner's keys, by what follows the partner in the key."""
        parted = self._parted.get(projection)
        if parted is None:
            parted = {}
            for key, value in self.states(projection).items():
                whose, rest = _parted(key)
                parted.setdefault(whose, {})[rest] = value
            self._parted[projection] = parted
        return parted.get(partner, {})

    def asked(self, value: W, projection: Projection[Any, Any], key: Any) -> W:
        """The value, remembering which question it answers."""
        return asked(value, Origin(projection, key, self.day, self.known_on, self.certainty))

    def value(self, projection: Projection[K, W], key: K) -> W | None:
        """The value of one key, remembering the question; ``None`` where there is none."""
        value = self.states(projection).value(key)
        return None if value is None else self.asked(value, projection, key)

    def facet(
        self,
        what: str,
        projection: Projection[Any, W],
        partner: Partner,
        keep: Callable[[W], bool] | None = None,
    ) -> Facet[Any, W]:
        """The values of a partner's keys as a facet, those to keep."""
        found = self.of_partner(projection, partner)
        if keep is not None:
            found = {rest: value for rest, value in found.items() if keep(value)}

        def make(rest: Any, value: W) -> W:
            key = (partner, *rest) if isinstance(rest, tuple) else (partner, rest)
            return self.asked(value, projection, key)

        return Facet(what, found, make, plain=_remembered)


@lru_cache(maxsize=1 << 14)
def _parted(key: Any) -> tuple[Partner, Any]:
    """Whose a key is, and the rest of it."""
    return key[0], key[1] if len(key) == 2 else key[1:]


@lru_cache(maxsize=1 << 12)
def _office(office: str) -> tuple[str, str]:
    """Whose an office is, and its name without the partner's; one of nobody keeps its name."""
    for partner in PARTNERS:
        if office.startswith(f"{partner}-"):
            return partner, office.removeprefix(f"{partner}-")
    return "", office


class Relationship(Shown):
    """One partner's relationship with NATO on a day; every aspect is made when it is read.

    Every value of it can be given to `Timeline.why`.
    """

    def __init__(self, question: Question, partner: Partner) -> None:
        self._question = question
        self.partner = partner

    def __repr__(self) -> str:
        return f"<relationship of {self.partner.label} as of {from_day_number(self._question.day)}>"

    def _shown(self) -> Page:
        from ip4timeline.pages import Page, Table

        registries = self._question.registries
        parts = [
            Table(aspect, ("Which", "Value"), rows)
            for aspect in list(ASPECTS)[2:]
            if (rows := _rows(getattr(self, aspect), registries))
        ]
        one = (
            ("leader", words(self.leader, registries)),
            ("programme", words(self.programme, registries)),
        )
        single = Table("leader and programme", ("Which", "Value"), one)
        return Page(f"{self.partner.label}. {self._question.words}", (single, *parts))

    @cached_property
    def leader(self) -> Incumbency | None:
        """The head of state or government, acting ones included."""
        return self._question.value(LEADER, self.partner)

    @cached_property
    def offices(self) -> Facet[str, Incumbency]:
        """Every office of the partner, by id, with the partner's name or without it."""
        question = self._question
        prefix = f"{self.partner}-"
        found = {
            name: value
            for (whose, name), value in (
                (_office(office), value) for office, value in question.states(OFFICES).items()
            )
            if whose == self.partner
        }
        return Facet(
            "office",
            found,
            lambda key, value: question.asked(value, OFFICES, prefix + key),
            lambda key: key.removeprefix(prefix),
            plain=_remembered,
        )

    @cached_property
    def engagements(self) -> Facet[str, Engagement]:
        """How the partner stood towards each occasion, by the occasion's id."""
        question = self._question
        courses = question.of_partner(ENGAGEMENTS, self.partner)

        def make(occasion: str, course: Course) -> Engagement:
            key = (self.partner, occasion)
            return question.asked(engagement(course, question.day), ENGAGEMENTS, key)

        def shown(course: Course) -> Any:
            # Of the day, an engagement says only whether the occasion is past.
            past = is_past(course, question.day)
            return _remembered(course, past, lambda: engagement(course, question.day))

        return Facet("engagement with occasion", courses, make, plain=shown)

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
        question = self._question
        return Facet(
            "proposal",
            question.states(PROPOSALS),
            lambda key, value: question.asked(value, PROPOSALS, key),
            plain=_remembered,
        )


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

    def lines(self, registries: Registries) -> tuple[str, ...]:
        """The cell in words: level or status, who, and instead of whom."""
        head: str = self.level or self.status
        if self.level and self.status != "attended":
            head = f"{self.status}: {self.level}"
        who = registries.name(self.person) if self.person else ""
        instead = f"instead of {registries.name(self.instead_of)}" if self.instead_of else ""
        return tuple(line for line in (head, who, instead) if line)


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


class Snapshot(Shown, Framed, Mapping[Partner, Relationship]):
    """The four relationships, and NATO's side, at one ``as_of`` and ``known_on``.

    A mapping from partner, by any of its names, to `Relationship`. Made by
    `Timeline.as_of`; nothing is folded before it is read.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._relationships: dict[Partner, Relationship] = {}

    @cached_property
    def nato(self) -> Alliance:
        """NATO's own side."""
        return Alliance(self._question)

    @property
    def registries(self) -> Registries:
        """The registries of the timeline."""
        return self._question.registries

    def _framed(self) -> frames.Table:
        from ip4timeline.frames import snapshot

        return snapshot(self)

    def __repr__(self) -> str:
        known = f", known_on={self.known_on}" if self.known_on else ""
        return f"<snapshot as_of={self.as_of}{known}, {self.certainty}>"

    def _shown(self) -> Page:
        from ip4timeline.pages import Page, Table

        registries = self._question.registries
        general = words(self.nato.secretary_general, registries)
        four = tuple(
            (
                partner.label,
                words(relationship.leader, registries),
                words(relationship.programme, registries),
            )
            for partner, relationship in self.items()
        )
        return Page(
            self._question.words,
            (
                f"NATO: {self.nato.allies} allies, Secretary General {general}",
                Table("The four", ("Partner", "Leader", "Programme"), four),
                self._summits(),
            ),
        )

    def _summits(self) -> Table | str:
        from ip4timeline.pages import Table

        matrix = self.summit_matrix()
        if not matrix.occasions:
            return "No summit of the record was scheduled yet."
        registries = self._question.registries
        rows: tuple[tuple[str | tuple[str, ...], ...], ...] = tuple(
            (registries.name(occasion), *(cell.lines(registries) for cell in cells))
            for occasion, cells in matrix.rows
        )
        return Table("Summits", ("Summit", *(p.label for p in matrix.partners)), rows)

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
        partner = Partner.of(partner)
        found = self._relationships.get(partner)
        if found is None:
            found = self._relationships[partner] = Relationship(self._question, partner)
        return found

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
        return iter(PARTNERS)

    def __len__(self) -> int:
        return len(PARTNERS)

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


def _rows(facet: Mapping[Any, Value], registries: Registries) -> tuple[tuple[str, ...], ...]:
    return tuple((key_words(k, registries), words(v, registries)) for k, v in facet.items())


def plain(value: Any) -> Any:
    """A value of a snapshot as plain data; the keys of a facet joined by ``/``."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Facet):
        return {_text(key): made for key, made in value.plain_items()}
    if isinstance(value, Mapping):
        return {_text(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    cls: Any = type(value)
    names = _names(cls)
    return {name: plain(getattr(value, name)) for name in names} if names else str(value)


@lru_cache(maxsize=1 << 12)
def _text(key: Any) -> str:
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


@lru_cache(maxsize=256)
def _names(cls: type) -> tuple[str, ...]:
    """The fields of a class that are shown; none for one that is shown as its text."""
    if not attrs.has(cls) or cls is When:
        return ()
    return tuple(a.name for a in attrs.fields(cls) if a.name != "origin")


_MADE: dict[tuple[int, Any], tuple[Any, bytes]] = {}
"""Plain data of values of histories, by identity; with the value, so that none takes its place."""


def _remembered(value: Any, also: Any = None, make: Callable[[], Any] | None = None) -> Any:
    """`plain` of a value that never changes, or of what is made of it, anew for each who asks."""
    ask = (id(value), also)
    found = _MADE.get(ask)
    if found is None:
        data = marshal.dumps(plain(value if make is None else make()), 2)
        if len(_MADE) >= 1 << 14:
            _MADE.clear()
        found = _MADE[ask] = (value, data)
    return marshal.loads(found[1])
