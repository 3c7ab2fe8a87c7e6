"""What every event of this domain has: whom it concerns, who took part, in whose frame."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any, ClassVar, Literal

import attrs

from ip4timeline.engine._door import provide
from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.entry import Event as EngineEvent
from ip4timeline.engine.events.fields import field_types, means, one_of, texts, to_tuple
from ip4timeline.engine.events.scalars import item_of
from ip4timeline.engine.time.when import Answer
from ip4timeline.nato.partners import Participant, Partner

# A kind takes a millisecond to make, and most questions are of few: the rest are made when the
# table of kinds is asked for one that it does not have.
provide("kinds", lambda: import_module("ip4timeline.nato.kinds.every"))

Setting = Literal["nato", "nato-accredited", "nato-coordinated", "ally", "partner-only"]


def to_partners(value: Iterable[Partner | str | int]) -> tuple[Partner, ...]:
    """Partners of any of their names, in the order of the enumeration, each once."""
    return Partner.several(value, "partners")


@lru_cache(maxsize=256)
def _persons(cls: Any) -> tuple[str, ...]:
    """The fields of a class that hold the one person who acts."""
    named = (a.name for a in attrs.fields(cls) if a.metadata.get("refers_to") == "person")
    return tuple(name for name in named if name != "instead_of")


@lru_cache(maxsize=256)
def _lists_of_persons(cls: Any) -> tuple[str, ...]:
    """The fields of a class that hold lists of people, each with an office or a role."""
    try:
        types = field_types(cls)
    except NameError:  # a kind defined within a function may name what only that function knows
        return ("participants",)
    items = {name: item_of(hint) for name, hint in types.items()}
    return tuple(
        a.name
        for a in attrs.fields(cls)
        if attrs.has(items.get(a.name) or object) and "person" in attrs.fields_dict(items[a.name])
    )


def participants(value: Iterable[Participant]) -> tuple[Participant, ...]:
    """A tuple of participants."""
    return to_tuple(value)


@attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
class Event(EngineEvent):
    """One immutable dated development, a past-tense fact. Subclass it for a kind of your own.

    Attributes:
        occurred: when it happened or takes effect; the date at the place.
        known: the day the public first could know it. Left out, it is the latest day of
            ``occurred`` and ``known_basis`` becomes ``assumed``.
        known_basis: ``cited`` (a source dates it), ``live`` (it was public as it happened)
            or ``assumed``.
        topics: subject slugs.
        summary: what happened, in our own words, stating only what was knowable at ``known``.
        partners: which of the four it concerns.
        participants: who took part, with office, party, role and mode.
        counterparts: ids of the actors on the other side (``nato``, ``china``).
        setting: whose frame it happened in.

    Raises:
        EventError: a field cannot be; the error names it.
        WhenError: a date cannot be.
    """

    of_one_partner: ClassVar[bool] = False
    """Whether it concerns exactly one partner, so that each has an event of its own."""

    distinct_by: ClassVar[tuple[str, ...]] = ()
    """The fields in which two events of the kind, of one partner and day, must differ, or they
    are one fact; empty where any two may stand beside each other."""

    partners: tuple[Partner, ...] = attrs.field(
        default=(), converter=to_partners, metadata=means("which of the four it concerns")
    )
    participants: tuple[Participant, ...] = attrs.field(
        default=(), converter=participants, metadata=means("who took part")
    )
    counterparts: tuple[str, ...] = attrs.field(
        default=(),
        converter=texts,
        metadata=means("ids of the actors on the other side", refers_to="party"),
    )
    setting: Setting | None = attrs.field(
        default=None, validator=one_of(Setting), metadata=means("whose frame it happened in")
    )
    # Declared once more, so that they stand where stored events have them: after the parties.
    topics: tuple[str, ...] = attrs.field(
        default=(), converter=texts, metadata=means("subject slugs", slug=True)
    )
    summary: str = attrs.field(
        default="",
        metadata=means("what happened, in own words, stating only what was knowable at `known`"),
    )

    @property
    def parties(self) -> tuple[Partner, ...]:
        """The partners."""
        return self.partners

    @property
    def acting(self) -> tuple[str, ...]:
        """Ids of those who act in it, each once; the one who is replaced does not.

        Participants, speakers, delegates, the holder of an office, the head of a mission, the
        one whose plan it is.
        """
        cls: Any = type(self)
        found = [getattr(self, name) for name in _persons(cls)]
        for name in _lists_of_persons(cls):
            found += [one.person for one in getattr(self, name)]
        return tuple(dict.fromkeys(person for person in found if person))

    def involves(self, person: str) -> Answer:
        """Whether a person acts in it.

        ``no`` where it names the one person whom its kind is about and it is another, or where
        somebody came in the person's place; ``possible`` otherwise: a list of people that a
        source gives is seldom whole.
        """
        if person in self.acting:
            return "yes"
        cls: Any = type(self)
        about_one = any(getattr(self, name) for name in _persons(cls))
        return "no" if about_one or getattr(self, "instead_of", "") == person else "possible"

    def _settle(self) -> None:
        super()._settle()
        if self.of_one_partner and len(self.partners) != 1:
            raise EventError(
                "partners",
                f"an event of this kind ({self.kind}) is of one partner, not {len(self.partners)}",
                "write one event for each",
            )

    @property
    def partner(self) -> Partner:
        """The partner of an event about exactly one.

        Raises:
            EventError: it concerns none or several.
        """
        if len(self.partners) != 1:
            raise EventError("partners", f"names {len(self.partners)} partners, not one")
        return self.partners[0]
