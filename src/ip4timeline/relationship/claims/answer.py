"""The answer to a claim: a verdict, its evidence, and the coverage it rests on."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import attrs

from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.registries import Coverage

T = TypeVar("T")
Verdict = Literal["yes", "no", "possible", "not established"]


@attrs.frozen
class Answer(Generic[T]):
    """The answer to a question put to a selection.

    Attributes:
        value: what the record says.
        verdict: on the claim, or without one on the value: ``yes``, ``no``, ``possible``
            where partial dates leave it open, ``not established`` where the record is
            not declared complete for what was asked.
        evidence: the events it rests on, in order.
        coverage: the declarations of completeness that were used.
        reason: why the verdict is not ``yes``; empty where it is.
    """

    value: T
    verdict: Verdict
    evidence: tuple[Event, ...]
    coverage: tuple[Coverage, ...]
    reason: str = ""

    def __str__(self) -> str:
        shown = getattr(self.value, "id", self.value)
        return f"{self.verdict}: {shown}" + (f" ({self.reason})" if self.reason else "")
