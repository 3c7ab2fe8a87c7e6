"""The projections at one point of both clocks, parted by partner; what a snapshot reads."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from ip4timeline.engine.events.registries import ToRead
from ip4timeline.engine.events.words import NONE, NOT_ON_RECORD, in_order, key_text, words
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.index import Index, Indices
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.timeline.cut import Sight
from ip4timeline.engine.timeline.slice import AnyProjection, Slice
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.projections.value import Facet, SeenLookup, Value, with_origin

if TYPE_CHECKING:
    from ip4timeline.engine.timeline.view import View
    from ip4timeline.nato.kinds.base import Event
    from ip4timeline.nato.registries import Registries
    from ip4timeline.relationship.projections.value import LastSeen

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Because = Callable[[AnyProjection, Any], list[str]]
"""Gives the ids of the events behind a projection's value of a key."""
W = TypeVar("W", bound=Value)


def named(projection: AnyProjection, key: Any) -> str:
    """A projection and a key of it as one text, such as ``missions/korea/mission-to-nato``."""
    return f"{projection.name.lower()}/{key_text(key)}"


class TimeSlice(Slice):
    """Which events, and as of when and as known by when: what a snapshot is made of.

    What is read of it is looked up once, and only if it is read.

    Args:
        indices: the log, and what was made of it.
        registries: what gives readable names, or what reads them.
        question: as of when, known by when, and the reading.
        projections: those that are shown; ``None``: the library's own.
    """

    __slots__ = ("_chosen", "_parted")

    def __init__(
        self,
        indices: Indices,
        registries: ToRead,
        question: Question,
        projections: tuple[AnyProjection, ...] | None,
    ) -> None:
        super().__init__(indices, registries, question, projections or ())
        self._parted: dict[AnyProjection, dict[Partner, dict[Any, Any]]] = {}
        self._chosen = projections is not None

    @property
    def projections(self) -> tuple[AnyProjection, ...]:
        """Those that are shown; the library's own are made when they are read."""
        if self._chosen:
            return self._projections
        from ip4timeline.relationship.projections.table import PROJECTIONS

        return PROJECTIONS

    @property
    def registries(self) -> Registries:
        """The registries, as far as they are seen by the knowledge day."""
        from ip4timeline.nato.registries import Registries

        found = Sight(self._indices.log, self._registries, self.question.known_on).registries
        assert isinstance(found, Registries)
        return found

    def view(self, projection: Projection[K, Any]) -> View[K, Any, Event]:
        """A projection asked the same question."""
        from ip4timeline.engine.timeline.view import View

        return View(self._indices, self._registries, projection, self.question)

    def asking(self, found: dict[str, Event]) -> Because:
        """What gives the ids of the events behind a value, and puts those events in ``found``."""
        from ip4timeline.relationship.projections.sightings import LAST_SEEN

        def because(projection: AnyProjection, key: Any) -> list[str]:
            why = self.view(projection).why(key, self.as_of)
            found.update((event.id, event) for event in why.events)
            seen = self.last_seen(projection, key, why.value)
            if seen is not None:
                assert seen.origin is not None
                sight = self.view(LAST_SEEN).why(seen.origin.key, self.as_of)
                found.update((event.id, event) for event in sight.events)
            return [event.id for event in why.events]

        return because

    def of_partner(self, projection: Projection[Any, W], partner: Partner) -> dict[Any, W]:
        """The values of a partner's keys, by what follows the partner in the key, in its order.

        States stand in no order: theirs could tell of events that the question does not know.
        """
        parted = self._parted.get(projection)
        if parted is None:
            parted = {}
            for key, value in in_order(self.states(projection)):
                whose, rest = _parted(key)
                parted.setdefault(whose, {})[rest] = value
            self._parted[projection] = parted
        return parted.get(partner, {})

    def answer(self, value: W, projection: AnyProjection, key: Any) -> W:
        """The value, remembering which question it answers."""
        sight = SeenLookup(partial(self.last_seen, projection, key, value))
        return with_origin(value, Origin(projection, key, self.question), sight)

    def last_seen(self, projection: AnyProjection, key: Any, value: Any) -> LastSeen | None:
        """When any event last confirmed a value of a key; see `seeing.last_seen`."""
        from ip4timeline.relationship.snapshot.seeing import last_seen

        return last_seen(self.index, self.question, projection, key, value)

    def value(self, projection: Projection[K, W], key: K) -> W | None:
        """The value of one key, remembering the question; ``None`` where there is none."""
        value = self._found(projection, key)
        return None if value is None else self.answer(value, projection, key)

    def said(self, projection: Projection[K, W], key: K) -> str:
        """The value of one key in words; where there is none, whether there was one before."""
        value = self.value(projection, key)
        if value is None:
            held = self.index(projection).held(key, self.question)
            return NONE if held else NOT_ON_RECORD
        return words(value, self.registries)

    def plain(self, projection: Projection[K, Any], key: K) -> Any:
        """The value of one key as plain data."""
        from ip4timeline.relationship.snapshot.seeing import plain_value

        value = self._found(projection, key)
        if value is None:
            return None
        return plain_value(self.index, self.question, projection, key, value)

    def index(self, projection: Projection[K, V]) -> Index[K, V]:
        """Every key of a projection, in the reading of the question."""
        return self._indices.index(projection, self.question.certainty)

    def _found(self, projection: Projection[K, W], key: K) -> W | None:
        # One key is found without a mapping of all.
        return self.index(projection).value(key, self.question)

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

        def full(rest: Any) -> Any:
            return (partner, *rest) if isinstance(rest, tuple) else (partner, rest)

        return self.facet_of(what, projection, found, full)

    def facet_of(
        self,
        what: str,
        projection: Projection[Any, W],
        found: Mapping[Any, W],
        full: Callable[[Any], Any] = lambda rest: rest,
        normal: Callable[[Any], Any] = lambda rest: rest,
    ) -> Facet[Any, W]:
        """Some values of a projection as a facet.

        Args:
            what: the word for a key in errors.
            projection: whose values they are.
            found: the values, by what stands for the key in the facet.
            full: the projection's key for that.
            normal: what another name of a key in the facet means.
        """
        from ip4timeline.relationship.snapshot.seeing import plain_value

        index, question = self.index, self.question
        return Facet(
            what,
            found,
            lambda rest, value: self.answer(value, projection, full(rest)),
            normal,
            plain=lambda rest, value: plain_value(index, question, projection, full(rest), value),
        )


@lru_cache(maxsize=1 << 14)
def _parted(key: Any) -> tuple[Partner, Any]:
    """Whose a key is, and the rest of it."""
    return key[0], key[1] if len(key) == 2 else key[1:]
