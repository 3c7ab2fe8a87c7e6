"""What a record that somebody wrote must say, and what random histories need not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ip4timeline.engine.files.checks import amendments
from ip4timeline.testing.laws.base import Law, expect, law
from ip4timeline.testing.laws.questions import AnyProjection
from ip4timeline.testing.model import AnyTimeline


@law("timeline")
def amendments_say_what_stands(timeline: AnyTimeline, _: Sequence[AnyProjection] = ()) -> None:
    """Of what is amended it is said, and not left to the spelling of ids, what stands when.

    A fold resolves any history; what nobody meant it resolves too, and says nothing.
    """
    told = [(f.event, f.field, f.reason) for f in amendments(timeline.entries)]
    expect(told, [], "what `check` says of the amendments")


LAWS: Final[tuple[Law, ...]] = (amendments_say_what_stands,)
"""The laws that `check_timeline` checks beside those of every timeline."""
