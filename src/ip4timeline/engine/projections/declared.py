"""What a declared rule is besides a projection: data, and answers over frames of an engine.

This room knows no frames; who evaluates says so once, by ``provide("rules", ...)`` of the
engine's door.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple

import attrs

from ip4timeline.engine._door import load_provided
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.projections.fields import EventField
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import Date, DayLike
from ip4timeline.engine.time.when import Certainty

Missing = Literal["ignore", "ends"]


class Kept(NamedTuple):
    """A value that a rule with ``lapses=`` keeps, and the first day on which it no longer holds."""

    value: Any
    ends: Date | None


@attrs.frozen
class Said:
    """All that a rule says; two rules that say the same are one.

    Attributes:
        rule: which rule it is.
        field: the field that it is about; empty for `count`.
        on: the kinds of event, those derived from them included.
        by: the fields whose values are the key; a list gives a key for each item.
        where: by field, the values of which an event must have one; sorted.
        lapses: the field that says on which day a value no longer holds; empty for none.
        missing: what an event without a value does.
        name: what the projection is called.
    """

    rule: str
    field: str
    on: tuple[type[Event], ...]
    by: tuple[str, ...]
    where: tuple[tuple[str, tuple[Any, ...]], ...]
    lapses: str
    missing: Missing
    name: str


def describe(said: Said) -> str:
    """What a rule says, as one writes it."""
    parts = [repr(said.field)] if said.field else []
    parts.append(f"on={' | '.join(cls.kind or cls.__name__ for cls in said.on)}")
    parts.append(f"by={said.by}")
    parts += [f"where={dict(said.where)}"] if said.where else []
    parts += [f"lapses={said.lapses!r}"] if said.lapses else []
    parts += [f"missing={said.missing!r}"] if said.missing != "ignore" else []
    return f"{said.rule}({', '.join(parts)})"


EVALUATORS: Final[list[Any]] = []
"""What evaluates rules by columns, the last one counts: has ``states``, ``panel`` and ``spells``
for frames, and ``batch`` for the events of a log (see `Batches`)."""


def evaluator() -> Any:
    """What evaluates rules by columns; ``None`` if nothing here does."""
    if not EVALUATORS:
        load_provided("rules")
    return EVALUATORS[-1] if EVALUATORS else None


def _evaluator() -> Any:
    found = evaluator()
    if found is None:
        raise TimelineError("nothing here evaluates rules over frames; import ip4timeline.scale")
    return found


class Declared:
    """What all rules share: what they say, and answers over frames of versions.

    A frame is one of `frames.versions` or `scale.versions`, in any library that narwhals knows; the
    answer is a frame of that library. The columns of a key are those named by ``by``. Needs
    ``ip4timeline[scale]``.

    Attributes:
        said: what the rule says.
        fields: the fields that it reads, by name.
    """

    said: Said
    fields: Mapping[str, EventField]

    def states(
        self,
        frame: Any,
        as_of: DayLike,
        known_on: DayLike | None = None,
        *,
        certainty: Certainty = "certain",
    ) -> Any:
        """The value of each key on a day: the columns of the key, ``value``, and ``ends``.

        Args:
            frame: a table of versions.
            as_of: the day asked about.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: the reading of partial dates.

        ``value`` of `distinct` is how many values there are. ``ends`` is there for a rule that
        lapses.

        Raises:
            TimelineError: the frame lacks a column, is none, or is of a library that cannot give
                the answer, which is named with what can.
            MissingExtraError: ``ip4timeline[scale]`` is not installed.
        """
        return _evaluator().states(self, frame, as_of, known_on, certainty)

    def panel(
        self,
        frame: Any,
        asks: Iterable[tuple[DayLike, DayLike | None]],
        *,
        certainty: Certainty = "certain",
    ) -> Any:
        """The values at each of many points of both clocks: `states` with a first column ``ask``.

        Args:
            frame: a table of versions.
            asks: pairs of ``as_of`` and ``known_on``; ``ask`` is the place of one, from 0. Where
                both ascend, as where each day is known by its own, it is one pass.
            certainty: the reading of partial dates.

        Raises:
            TimelineError: as `states`; or nothing is asked.
            MissingExtraError: ``ip4timeline[scale]`` is not installed.
        """
        return _evaluator().panel(self, frame, asks, certainty)

    def spells(
        self, frame: Any, known_on: DayLike | None = None, *, certainty: Certainty = "certain"
    ) -> Any:
        """The half-open periods ``[since, until)`` in which each key kept a value.

        The columns of the key, ``since``, ``until`` (null while it lasts), ``value``, ``ends`` for
        a rule that lapses, ``opened`` (when the last event that made it says it happened),
        ``because`` (its id) and ``events`` (how many events made the value).

        Args:
            frame: a table of versions.
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: the reading of partial dates.

        Raises:
            TimelineError: as `states`.
            MissingExtraError: ``ip4timeline[scale]`` is not installed.
        """
        return _evaluator().spells(self, frame, known_on, certainty)

    def _named(self, projection: Projection[Any, Any]) -> None:
        projection.__name__ = projection.__qualname__ = self.said.name
        projection.__doc__ = describe(self.said)

    def _keys(self, needs: str = "") -> Callable[[Any], tuple[Hashable, ...]]:
        """The keys of an event: none where it is not meant, or lacks what the rule needs."""
        return EventKeys(self.fields, self.said.by, self.said.where, needs)


class EventKeys:
    """Which keys an event touches by a rule.

    Args:
        fields: the fields that the rule reads, by name.
        by: those whose values are the key.
        where: the values of which it must have one, by field.
        needs: the field without which it touches none; empty for no such.

    Attributes:
        where: what reads a field, and the values of which it must have one.
        read: what reads the fields whose values are the key.
    """

    def __init__(
        self,
        fields: Mapping[str, EventField],
        by: tuple[str, ...],
        where: tuple[tuple[str, tuple[Any, ...]], ...],
        needs: str,
    ) -> None:
        self.where: list[tuple[Callable[[Any], Any], tuple[Any, ...]]] = [
            (operator.attrgetter(name), values) for name, values in where
        ]
        self._needs = operator.attrgetter(needs) if needs else None
        self.read: Callable[[Any], Any] = operator.attrgetter(*by)
        self._many = [fields[name].many for name in by]

    def __call__(self, event: Any) -> tuple[Hashable, ...]:
        """The keys of an event."""
        for read, values in self.where:
            if read(event) not in values:
                return ()
        if self._needs is not None and self._needs(event) is None:
            return ()
        return self.of(self.read(event))

    def of(self, found: Any) -> tuple[Hashable, ...]:
        """The keys of what `read` gives of an event."""
        if len(self._many) == 1:
            parts = (found or ()) if self._many[0] else (() if found is None else (found,))
            return tuple(parts)
        keys: list[tuple[Hashable, ...]] = [()]
        for part, many in zip(found, self._many, strict=True):
            parts = (part or ()) if many else (() if part is None else (part,))
            keys = [(*key, one) for key in keys for one in parts]
        return tuple(keys)
