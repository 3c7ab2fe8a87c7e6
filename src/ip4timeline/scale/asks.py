"""What is asked of a fold in shards: a plain value, which pickles and says what the answer has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, Literal

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.time.days import DayLike, day_number
from ip4timeline.engine.time.when import READINGS, Certainty

What = Literal["spells", "states", "panel"]
READING: Final[dict[Certainty, str]] = {"certain": "latest", "possible": "earliest"}
"""The column with the day from which an event counts, by the reading of partial dates."""


@attrs.frozen
class Ask:
    """A question to a fold; made by `Ask.spells`, `Ask.states` or `Ask.panel`.

    Attributes:
        what: which of the three it is.
        points: the points of both clocks, in day numbers; of spells, none.
        known: of spells, the knowledge day as a day number; ``None``: all there is.
        certainty: the reading of partial dates.
    """

    what: What
    points: tuple[tuple[int, int | None], ...]
    known: int | None
    certainty: Certainty

    @classmethod
    def spells(cls, known_on: DayLike | None = None, *, certainty: Certainty = "certain") -> Ask:
        """The periods in which each key kept a value for one set of reasons.

        The answer has ``key`` and ``value`` (both as JSON), ``since``, ``until`` (null while it
        lasts), ``opened`` (when the event that opened it says it happened), ``because`` (the ids
        of the events that made the value; of a tally null) and ``events`` (how many these are).

        Args:
            known_on: the day by which a thing had to be public; ``None``: all there is.
            certainty: the reading of partial dates.

        Raises:
            TimelineError: there is no such reading, or a day is none.
        """
        return cls("spells", (), _day(known_on), _reading(certainty))

    @classmethod
    def states(
        cls,
        as_of: DayLike,
        known_on: DayLike | None = None,
        *,
        certainty: Certainty = "certain",
    ) -> Ask:
        """The value of each key on a day; the answer has ``key`` and ``value``, both as JSON.

        Args:
            as_of: the day asked about.
            known_on: as in `spells`.
            certainty: as in `spells`.

        Raises:
            TimelineError: as `spells`.
        """
        point = (day_number(as_of), _day(known_on))
        return cls("states", (point,), None, _reading(certainty))

    @classmethod
    def panel(
        cls,
        asks: Iterable[tuple[DayLike, DayLike | None]],
        *,
        certainty: Certainty = "certain",
    ) -> Ask:
        """The values at many points: `states` with a first column ``ask``, the place from 0.

        Args:
            asks: pairs of ``as_of`` and ``known_on``.
            certainty: as in `spells`.

        Raises:
            TimelineError: as `spells`; or nothing is asked.
        """
        points = tuple((day_number(day), _day(known)) for day, known in pairs(asks))
        return cls("panel", points, None, _reading(certainty))

    @property
    def day(self) -> str:
        """The column of a table of versions by which an event counts."""
        return READING[self.certainty]

    @property
    def schema(self) -> Any:
        """The Arrow schema of the answer.

        Raises:
            MissingExtraError: ``ip4timeline[shards]`` is not installed.
        """
        from ip4timeline.scale.arrow import pa

        text, day, whole = pa.string(), pa.date32(), pa.int64()
        columns: dict[str, Any] = {"key": text, "value": text}
        if self.what == "panel":
            columns = {"ask": whole, **columns}
        if self.what == "spells":
            columns = {"key": text, "since": day, "until": day, "value": text, "opened": text}
            columns |= {"because": pa.list_(text), "events": whole}
        return pa.schema(columns)


def pairs(asks: Iterable[Any]) -> list[tuple[DayLike, DayLike | None]]:
    """The points of a panel, each a pair.

    Raises:
        TimelineError: one is no pair, or there are none.
    """
    found = list(asks)
    for ask in found:
        if isinstance(ask, str | dt.date) or len(ask) != 2:
            raise TimelineError(
                f"{ask!r} is no pair of as_of and known_on; with hindsight it is (day, None)"
            )
    if not found:
        raise TimelineError("nothing is asked; give pairs of as_of and known_on")
    return found


def _day(day: DayLike | None) -> int | None:
    return None if day is None else day_number(day)


def _reading(certainty: Certainty) -> Certainty:
    if certainty not in READINGS:
        raise TimelineError(f"certainty is 'certain' or 'possible', not {certainty!r}")
    return certainty
