"""Questions about all keys of a declared rule, which an engine answers by columns.

To fold a rule by Python takes some microseconds an event and leaves an index, which answers the
next question at once. Whoever asks a few times for all keys needs no index. The expressions are
those by which a rule is evaluated over frames: who registers for these (see `declared`) answers
here as well. Where nobody does, or what is asked of cannot stand in columns, there is the index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from ip4timeline.engine._speed import BoundedCache
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.projections.states import Source

_KEPT: Final = 16
"""How many things that the next rule may need are kept beside a log: columns of its events."""
AnyProjection = Projection[Any, Any]


class Batches:
    """What a log answers by columns, and how often each rule has been asked.

    Args:
        log: every entry.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._spent: WeakKeyDictionary[AnyProjection, int] = WeakKeyDictionary()
        self._kept: BoundedCache[Any] = BoundedCache(_KEPT)

    def source(
        self,
        projection: AnyProjection,
        questions: Sequence[Question],
        index: Callable[[], Source],
    ) -> Source:
        """Where states of a projection that has no index yet are read from; see `Batch`."""
        if self._log.size < self._log.limits.columns:
            return index()
        from ip4timeline.engine.projections.declared import Declared  # few logs need it

        declared = isinstance(projection, Declared)
        return Batch(self, projection, questions, index) if declared else index()

    def answers(
        self, projection: AnyProjection, questions: Sequence[Question]
    ) -> list[Mapping[Any, Any]] | None:
        """The values of all keys at each of some points, of one reading; ``None``: by the index."""
        from ip4timeline.engine.projections.declared import evaluator

        spent = self._spent.get(projection, 0) + len(questions)
        engine = evaluator() if spent <= self._log.limits.batches else None
        if engine is None:
            return None
        self._spent[projection] = spent
        points = [(question.as_of, question.known_on) for question in questions]
        found: list[Mapping[Any, Any]] | None = engine.batch(
            projection, self._log, points, questions[0].certainty, self._kept
        )
        return found

    def grown(self, log: EventLog) -> Batches:
        """The same of a longer log: what was asked before is asked again, and has an index then."""
        new = Batches(log)
        new._spent.update(dict.fromkeys(self._spent, log.limits.batches))
        return new


class Batch:
    """Where some states of a rule that has no index yet are read from.

    All keys at once are answered for all questions at once, when the first is read; one key by
    the index, which is made for it.

    Args:
        batches: what answers.
        projection: the rule.
        questions: what is asked; all by one reading.
        index: makes the index, or gives the one that there is.
    """

    def __init__(
        self,
        batches: Batches,
        projection: AnyProjection,
        questions: Sequence[Question],
        index: Callable[[], Source],
    ) -> None:
        self._batches = batches
        self._projection = projection
        self._questions = questions
        self._index = index
        self._found: dict[Question, Mapping[Any, Any]] = {}

    def value(self, key: Any, question: Question) -> Any:
        """The value of a key at a point of both clocks."""
        return self._index().value(key, question)

    def at(self, question: Question) -> Mapping[Any, Any]:
        """Every value at a point of both clocks."""
        if not self._found:
            answers = self._batches.answers(self._projection, self._questions)
            if answers is None:
                return self._index().at(question)
            self._found = dict(zip(self._questions, answers, strict=True))
        return self._found[question]
