"""The values of several projections at one point of both clocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.errors import UnknownNameError
from ip4timeline.engine.events.registries import Registries, ToRead, as_read
from ip4timeline.engine.events.words import in_order, key_words, words
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.projections.states import States
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.time.when import READINGS, Certainty

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

K = TypeVar("K")
V = TypeVar("V")
AnyProjection = Projection[Any, Any]


class Slice(Displayable, Mapping[AnyProjection, States[Any, Any]]):
    """Projections at one ``as_of`` and ``known_on``: by projection, the value of every key.

    Made by `Timeline.as_of`; nothing is folded before it is read.

    Args:
        indices: the log, and what was made of it.
        registries: what gives readable names, or what reads them.
        question: as of when, known by when, and the reading.
        projections: those that are shown; any other can be asked for by `states`.
    """

    __slots__ = ("_indices", "_projections", "_rows", "_states", "question")

    def __init__(
        self,
        indices: Indices,
        registries: ToRead,
        question: Question,
        projections: tuple[AnyProjection, ...],
    ) -> None:
        self._indices = indices
        self._rows = registries
        self.question: Question = question
        self._projections = projections
        self._states: dict[AnyProjection, States[Any, Any]] = {}

    @property
    def _registries(self) -> Registries:
        return as_read(self._rows)

    @property
    def projections(self) -> tuple[AnyProjection, ...]:
        """Those that are shown."""
        return self._projections

    @property
    def parts(self) -> tuple[Any, ...]:
        """What it is made of; what was read of it is not part of it."""
        return (self._indices, self._registries, self.question, self.projections)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self.parts)

    def __eq__(self, other: object) -> bool:
        """Whether it is the same question of an equal timeline, whatever was read of either."""
        if not isinstance(other, Slice):
            return NotImplemented
        return (self.question, self.projections) == (other.question, other.projections) and (
            (self._registries, self._indices.log.entries)
            == (other._registries, other._indices.log.entries)
        )

    def __hash__(self) -> int:
        return hash((self.question, self.projections))

    @property
    def as_of(self) -> Date:
        """The day asked about."""
        return self.question.day

    @property
    def known_on(self) -> Date | None:
        """The day by which a thing had to be known; ``None``: all that there is."""
        return self.question.known_day

    @property
    def certainty(self) -> Certainty:
        """The reading of partial dates."""
        return self.question.certainty

    def states(self, projection: Projection[K, V]) -> States[K, V]:
        """The value of every key of a projection, be it shown or not."""
        found = self._states.get(projection)
        if found is None:
            (found,) = self._indices.states(projection, [self.question], self._registries)
            self._states[projection] = found
        return found

    @property
    def unsettled(self) -> tuple[tuple[AnyProjection, Any], ...]:
        """Each projection and key whose value depends on how partial dates are read.

        An event of which only the month is known counts from its last day in the one reading,
        and from its first in the other.
        """
        found: list[tuple[AnyProjection, Any]] = []
        questions = (self.question, self._other)
        for projection in self.projections:
            indices = [self._indices.index(projection, q.certainty) for q in questions]
            # Only these can differ: to fold every other key twice would take most of the time.
            keys = dict.fromkeys(key for index in indices for key in index.partly_dated)
            for key in keys:
                here, there = (i.value(key, q) for i, q in zip(indices, questions, strict=True))
                if here != there:
                    found.append((projection, key))
        return tuple(found)

    def depends_on_dates(self, projection: Projection[K, V], key: K) -> bool:
        """Whether one value depends on how partial dates are read."""
        there = self._indices.index(projection, self._other.certainty).value(key, self._other)
        return self.states(projection).value(key) != there

    @property
    def _other(self) -> Question:
        """The same question by the other reading."""
        reading = READINGS[1 - READINGS.index(self.certainty)]
        return self.question._replace(certainty=reading)

    def __getitem__(self, projection: Projection[K, V]) -> States[K, V]:
        """The value of every key of a projection that is shown.

        Raises:
            UnknownNameError: it is not shown.
        """
        if projection not in self.projections:
            raise UnknownNameError("projection here", projection, self.projections)
        return self.states(projection)

    def __iter__(self) -> Iterator[AnyProjection]:
        return iter(self.projections)

    def __len__(self) -> int:
        return len(self.projections)

    def __repr__(self) -> str:
        known = f", known_on={self.known_on}" if self.known_on else ""
        return f"<slice as_of={self.as_of}{known}, {self.certainty}>"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Page

        return Page(self.question.words, shown_states(self, self._registries))


def shown_states(
    found: Mapping[AnyProjection, States[Any, Any]], registries: Registries
) -> tuple[Any, ...]:
    """The parts of a page that show the values of projections, a table for each."""
    from ip4timeline.engine.display.page import some

    return tuple(
        part
        for projection, states in found.items()
        for part in some(
            ((key_words(key, registries), words(v, registries)) for key, v in in_order(states)),
            projection.name,
            "Which",
            "Value",
        )
    )
