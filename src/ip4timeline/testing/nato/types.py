"""Strategies for the types of this package, registered when Hypothesis is imported.

Hypothesis calls `register` by its entry point. The kit that draws the values is loaded with the
first of them, not with Hypothesis.
"""

from __future__ import annotations

from typing import Any


def register() -> None:
    """Let ``st.from_type`` draw dates, events of each kind of the package, and timelines."""
    from hypothesis import strategies as st

    from ip4timeline.engine.time.when import When
    from ip4timeline.nato.kinds.base import Event
    from ip4timeline.nato.kinds.every import BUILT_IN
    from ip4timeline.relationship.timeline import Timeline

    def whens(_: Any) -> Any:
        from ip4timeline.testing.strategies import whens

        return whens()

    def events(cls: Any) -> Any:
        from ip4timeline.testing.strategies import events

        return events(None if cls is Event else cls)

    def timelines(_: Any) -> Any:
        from ip4timeline.testing.strategies import timelines

        return timelines()

    st.register_type_strategy(When, whens)
    st.register_type_strategy(Timeline, timelines)
    kinds: list[type[Any]] = [Event, *(cls for cls in BUILT_IN if issubclass(cls, Event))]
    for kind in kinds:
        st.register_type_strategy(kind, events)
