"""The two sides on a day: each partner's relationship with NATO, and NATO's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ip4timeline.actors import Partner
from ip4timeline.errors import UnknownNameError
from ip4timeline.evidence import Explanation, words
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
    Course,
    Engagement,
    engagement,
    is_past,
)
from ip4timeline.relationship.offices import LEADER, OFFICES, Incumbency
from ip4timeline.relationship.once import once
from ip4timeline.relationship.plain import plain, remembered
from ip4timeline.relationship.question import Question
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
from ip4timeline.relationship.values import Facet, Value
from ip4timeline.showing import Shown
from ip4timeline.views import key_words
from ip4timeline.when import from_day_number

if TYPE_CHECKING:
    from ip4timeline.pages import Page

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
GENERAL: Final = "nato-secretary-general"


@lru_cache(maxsize=1 << 12)
def _office(office: str) -> tuple[str, str]:
    """Whose an office is, and its name without the partner's; one of nobody keeps its name."""
    for partner in Partner:
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

    @once
    def leader(self) -> Incumbency | None:
        """The head of state or government, acting ones included."""
        return self._question.value(LEADER, self.partner)

    @once
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
            plain=remembered,
        )

    @once
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
            return remembered(course, past, lambda: engagement(course, question.day))

        return Facet("engagement with occasion", courses, make, plain=shown)

    @once
    def agreements(self) -> Facet[str, Agreement]:
        """The agreements concluded and not ended, lapsed or replaced, by id."""
        return self._question.facet(
            "agreement", AGREEMENTS, self.partner, lambda a: a.stage != "announced"
        )

    @once
    def negotiations(self) -> Facet[str, Agreement]:
        """The agreements announced and not yet concluded, by id."""
        return self._question.facet(
            "agreement announced", AGREEMENTS, self.partner, lambda a: a.stage == "announced"
        )

    @once
    def programme(self) -> Agreement | None:
        """The current partnership document: an IPCP or, since 2023, an ITPP."""
        return self._question.value(PROGRAMME, self.partner)

    @once
    def statuses(self) -> Facet[str, Standing]:
        """The partner's statuses in bodies, by slug."""
        return self._question.facet("status", STATUSES, self.partner)

    @once
    def missions(self) -> Facet[str, Mission]:
        """Missions to NATO and liaison posts, by slug."""
        return self._question.facet("mission", MISSIONS, self.partner)

    @once
    def mechanisms(self) -> Facet[str, Mechanism]:
        """Standing formats of consultation or cooperation, by slug."""
        return self._question.facet("mechanism", MECHANISMS, self.partner)

    @once
    def contacts(self) -> Facet[str, Contacts]:
        """Contacts by kind of event: how many, and the last."""
        return self._question.facet("contacts of kind", CONTACTS, self.partner)

    @once
    def support(self) -> Facet[tuple[str, str, str, str], Money]:
        """Support by (recipient, fund, stage, currency)."""
        return self._question.facet("support", SUPPORT, self.partner)

    @once
    def voices(self) -> Facet[tuple[str, str, str], Voices]:
        """Statements by (affiliation, ``about`` or ``ties``, stance)."""
        return self._question.facet("voices", VOICES, self.partner)

    def to_dict(self) -> dict[str, Any]:
        """Every aspect as plain data, ready for JSON."""
        return {
            aspect: self._question.plain(projection, self.partner)
            if projection in BY_PARTNER
            else plain(getattr(self, aspect))
            for aspect, projection in ASPECTS.items()
        }

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

    @once
    def secretary_general(self) -> Incumbency | None:
        """The Secretary General."""
        return self._question.value(OFFICES, GENERAL)

    @once
    def membership(self) -> Membership | None:
        """The allies, with the accessions as evidence."""
        return self._question.value(ALLIES, "nato")

    @property
    def allies(self) -> int:
        """The number of allies."""
        return self.membership.count if self.membership else 0

    @once
    def proposals(self) -> Facet[str, ProposalState]:
        """The proposals about ties with the four, by slug."""
        question = self._question
        return Facet(
            "proposal",
            question.states(PROPOSALS),
            lambda key, value: question.asked(value, PROPOSALS, key),
            plain=remembered,
        )

    def to_dict(self) -> dict[str, Any]:
        """NATO's side as plain data, ready for JSON."""
        return {
            "secretary_general": self._question.plain(OFFICES, GENERAL),
            "allies": self.allies,
            "proposals": plain(self.proposals),
        }


def _rows(facet: Mapping[Any, Value], registries: Registries) -> tuple[tuple[str, ...], ...]:
    return tuple((key_words(k, registries), words(v, registries)) for k, v in facet.items())
