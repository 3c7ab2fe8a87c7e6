"""The projections at one point of both clocks, parted by partner; what a snapshot reads."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.projections.origin import Origin
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.timeline.cut import Sight
from ip4timeline.engine.timeline.plain import key_text
from ip4timeline.engine.timeline.slice import AnyProjection, Slice
from ip4timeline.engine.timeline.view import View
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.partners import Partner
from ip4timeline.nato.registries import Registries
from ip4timeline.relationship.projections.value import Facet, Value, with_origin
from ip4timeline.relationship.snapshot.plain import remembered

K = TypeVar("K", bound=Hashable)
Because = Callable[[AnyProjection, Any], list[str]]
"""Gives the ids of the events behind a projection's value of a key."""
W = TypeVar("W", bound=Value)


def named(projection: AnyProjection, key: Any) -> str:
    """A projection and a key of it as one text, such as ``missions/korea/mission-to-nato``."""
    return f"{projection.name.lower()}/{key_text(key)}"


class TimeSlice(Slice):
    """Which events, and as of when and as known by when: what a snapshot is made of.

    What is read of it is looked up once, and only if it is read.
    """

    __slots__ = ("_parted",)

    def __init__(
        self,
        indices: Indices,
        registries: Registries,
        question: Question,
        projections: tuple[AnyProjection, ...],
    ) -> None:
        super().__init__(indices, registries, question, projections)
        self._parted: dict[AnyProjection, dict[Partner, dict[Any, Any]]] = {}

    @property
    def registries(self) -> Registries:
        """The registries, as far as they are seen by the knowledge day."""
        found = Sight(self._indices.log, self._registries, self.question.known_on).registries
        assert isinstance(found, Registries)
        return found

    def view(self, projection: Projection[K, Any]) -> View[K, Any, Event]:
        """A projection asked the same question."""
        return View(self._indices, self._registries, projection, self.question)

    def asking(self, found: dict[str, Event]) -> Because:
        """What gives the ids of the events behind a value, and puts those events in ``found``."""

        def because(projection: AnyProjection, key: Any) -> list[str]:
            why = self.view(projection).why(key, self.as_of)
            found.update((event.id, event) for event in why.events)
            return [event.id for event in why.events]

        return because

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

    def answer(self, value: W, projection: AnyProjection, key: Any) -> W:
        """The value, remembering which question it answers."""
        return with_origin(value, Origin(projection, key, self.question))

    def value(self, projection: Projection[K, W], key: K) -> W | None:
        """The value of one key, remembering the question; ``None`` where there is none."""
        value = self._found(projection, key)
        return None if value is None else self.answer(value, projection, key)

    def plain(self, projection: Projection[K, Any], key: K) -> Any:
        """The value of one key as plain data."""
        value = self._found(projection, key)
        return None if value is None else remembered(value)

    def _found(self, projection: Projection[K, W], key: K) -> W | None:
        # One key is found without a mapping of all.
        question = self.question
        index = self._indices.index(projection, question.certainty)
        return index.value(key, question)

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
            return self.answer(value, projection, key)

        return Facet(what, found, make, plain=remembered)


@lru_cache(maxsize=1 << 14)
def _parted(key: Any) -> tuple[Partner, Any]:
    """Whose a key is, and the rest of it."""
    return key[0], key[1] if len(key) == 2 else key[1:]
