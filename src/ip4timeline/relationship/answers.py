"""The answers of the engine as this domain has them: their events are its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ip4timeline.engine.timeline.diff import Diff as _Diff
from ip4timeline.engine.timeline.evidence import Explanation as _Explanation
from ip4timeline.engine.timeline.steps import Step as _Step
from ip4timeline.engine.timeline.steps import ViewStep as _ViewStep
from ip4timeline.engine.timeline.view import View as _View

if TYPE_CHECKING:
    from ip4timeline.nato.kinds.base import Event
    from ip4timeline.relationship.snapshot.snapshot import Snapshot

    K = TypeVar("K")
    V = TypeVar("V")
    Diff = _Diff[K, V, Event]
    Explanation = _Explanation[V, Event]
    Step = _Step[Event, Snapshot]
    View = _View[K, V, Event]
    ViewStep = _ViewStep[K, V, Event]
else:
    Diff: Any = _Diff
    Explanation: Any = _Explanation
    Step: Any = _Step
    View: Any = _View
    ViewStep: Any = _ViewStep
