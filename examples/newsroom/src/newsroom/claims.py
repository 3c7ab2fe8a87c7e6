"""Claims: the question and the filters of a request, put to a timeline."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

import ip4timeline as ip4
from ip4timeline.relationship.claims.questions import ask, picked

FURTHER = ("what", "at_least", "at_most", "n", "since", "before", "currency")
"""What a question takes beside the events that it is about."""


class Claim(BaseModel):
    """The parameters of a claim; a name that is none is refused, since it would pick other events.

    They are those of ``ip4timeline claim``: filters, which pick the events, and what is claimed.
    """

    model_config = ConfigDict(extra="forbid")

    what: str | None = None
    at_least: int | None = None
    at_most: int | None = None
    n: int | None = None
    since: str | None = None
    before: str | None = None
    currency: str | None = None

    partner: list[str] = []
    kind: list[str] = []
    first: str | None = None
    last: str | None = None
    sure: bool = False
    occasion: str | None = None
    series: str | None = None
    person: str | None = None
    topic: str | None = None
    text: str | None = None
    where: list[str] = []

    known_on: str | None = None
    at: int | None = None

    def of(self, timeline: ip4.Timeline, question: str) -> dict[str, Any]:
        """The answer of a timeline as plain data, its evidence in full.

        Raises:
            UnknownNameError: there is no such question, or nothing has a name that is given.
            TimelineError: the question takes no such thing, or no event can pass.
        """
        if self.known_on is not None:
            timeline = timeline.known(self.known_on)
        filters = self.model_dump(exclude={*FURTHER, "where", "known_on", "at"})
        values = [_value(text) for text in self.where]
        selection = picked(timeline.select(), **filters, values=values)
        answer = ask(timeline, question, selection, **self.model_dump(include=set(FURTHER)))
        return answer.to_dict(evidence=True)


def _value(text: str) -> tuple[str, str]:
    field, equals, wanted = text.partition("=")
    if not (field and equals):
        raise ip4.TimelineError(f"where: {text!r} is not FIELD=VALUE, such as level=leader")
    return field, wanted
