"""The answer to a claim: a verdict, its evidence, and the coverage it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, Literal, TypeVar

import attrs

from ip4timeline.engine.codec.plain import to_data
from ip4timeline.engine.time.days import Date
from ip4timeline.engine.timeline.evidence import evidence_of
from ip4timeline.engine.timeline.plain import ids, plain
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.registries import Coverage, Registries

T = TypeVar("T")
Verdict = Literal["yes", "no", "possible", "not established"]


@attrs.frozen
class Interval:
    """How many there are: those that are sure, and with them those that may be.

    Attributes:
        low: how many surely are.
        high: how many there may be among the events of the record.
        gap: why the record may lack some; empty where it is declared complete, so that there
            are no more than ``high``.
    """

    low: int
    high: int
    gap: str = ""

    def verdict(self, at_least: int = 0, at_most: int | None = None) -> Verdict:
        """Whether the number lies between two bounds.

        ``yes`` if all that it may be does, ``no`` if nothing does; else ``not established``
        where the record may lack some, and ``possible`` where it does not.
        """
        enough = self.low >= at_least
        within = at_most is None or (self.high <= at_most and not self.gap)
        if enough and within:
            return "yes"
        if (at_most is not None and self.low > at_most) or (self.high < at_least and not self.gap):
            return "no"
        return "not established" if self.gap else "possible"


@attrs.frozen
class Answer(Generic[T]):
    """The answer to a question put to a selection.

    Attributes:
        value: what the record says.
        verdict: on the claim, or without one on the value: ``yes``, ``no``, ``possible``
            where partial dates or unset fields leave it open, ``not established`` where the
            record is not declared complete for what was asked.
        evidence: the events it rests on, in order.
        coverage: the declarations of completeness that were used.
        reason: why the verdict is not ``yes``; empty where it is.
        doubtful: the events of which it is not sure that they are such: they lie only possibly
            within the days, leave a field unset, or need not name all who took part.
        period: the days that were asked about, as dates in EDTF; empty for all time.
        registries: what gives readable names and sources; no part of its value.
        known_on: the day by which the sources had to be public, likewise.
    """

    value: T
    verdict: Verdict
    evidence: tuple[Event, ...]
    coverage: tuple[Coverage, ...]
    reason: str = ""
    doubtful: tuple[Event, ...] = ()
    period: str = ""
    registries: Registries | None = attrs.field(default=None, eq=False, repr=False)
    known_on: Date | None = attrs.field(default=None, eq=False, repr=False)

    def to_dict(self, evidence: bool = False) -> dict[str, Any]:
        """The answer as plain data, ready for JSON.

        Args:
            evidence: give each event in full, with its sources; else its id.
        """
        value = self.value.id if isinstance(self.value, Event) else plain(self.value)
        events = {e.id: e for e in (*self.evidence, *self.doubtful)}
        by = self.known_on
        return {
            "verdict": self.verdict,
            "value": value,
            "reason": self.reason,
            "period": self.period,
            "evidence": ids(self.evidence),
            "doubtful": ids(self.doubtful),
            "coverage": [to_data(row) for row in self.coverage],
            "known_on": by.isoformat() if by else None,
            **({"events": evidence_of(events.values(), self.registries)} if evidence else {}),
        }

    def __str__(self) -> str:
        shown = getattr(self.value, "id", self.value)
        return f"{self.verdict}: {shown}" + (f" ({self.reason})" if self.reason else "")


def foremost(verdicts: Iterable[Verdict], order: tuple[Verdict, ...]) -> Verdict:
    """The first verdict in an order that is among those given."""
    found = set(verdicts)
    return next(verdict for verdict in order if verdict in found)
