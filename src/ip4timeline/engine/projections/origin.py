"""The question that a value answers."""

from __future__ import annotations

from typing import Any, NamedTuple

from ip4timeline.engine.log.question import Question
from ip4timeline.engine.projections.projection import Projection


class Origin(NamedTuple):
    """Asked of which projection and key, and as of when: what ``why`` needs of a value."""

    projection: Projection[Any, Any]
    key: Any
    question: Question
