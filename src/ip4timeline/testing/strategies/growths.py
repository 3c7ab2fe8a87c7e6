"""Timelines that grow by batches, dense in amendments of what was amended already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.testing.model import SMALLEST, AnyTimeline, Growth
from ip4timeline.testing.strategies.histories import amendments, timeline_class
from ip4timeline.testing.strategies.kinds import events

_LIMITS: Final = st.just(SMALLEST) | st.builds(
    Limits,
    late=st.sampled_from((0, 1, 16)),
    waiting=st.sampled_from((0, 1, 32)),
    prompt=st.sampled_from((-1, 0, 16)),
    block=st.sampled_from((1, 2, 16)),
    often=st.sampled_from((0, 1, 16)),
    repeats=st.sampled_from((0, 16, 1 << 30)),
    histories=st.sampled_from((0, 1, 8)),
    columns=st.sampled_from((0, 3, 100_000)),
    batches=st.sampled_from((0, 1, 64)),
)
"""What merges, catches up and forgets at once, and what hardly ever does."""
_WHAT: Final = st.sampled_from(("event", "event", "amendment", "again"))
_BACK: Final = st.sampled_from((0, 0, 0, 1, 2))
"""From how many timelines before the last one a batch goes on: mostly from the last."""
_ASKED: Final = st.sampled_from((True, True, False))
_BATCHES: Final = st.integers(1, 4)
_BATCH: Final = st.integers(1, 3)


@st.composite
def _grown(
    draw: st.DrawFn,
    kinds: Sequence[type[Event] | str] | None,
    timeline: type[Timeline[Any, Any]],
) -> Growth:
    source = events(kinds)
    batches: list[tuple[Entry, ...]] = []
    onto: list[int] = []
    asked: list[bool] = []
    written: list[Event] = []
    amended: list[Event] = []
    told: list[Entry] = []
    for number in range(draw(_BATCHES)):
        batch: list[Entry] = []
        for _ in range(draw(_BATCH)):
            what = draw(_WHAT) if written else "event"
            if what == "again":  # delivered twice
                entry = draw(st.sampled_from(told))
            elif what == "amendment":
                # What was amended last is the target as often as all the others together.
                targets = [*amended[-1:] * len(written), *written]
                entry = draw(amendments(targets, source, f"c{len(amended)}"))
                amended += [event for event in written if event.id == entry.target]
            else:
                entry = attrs.evolve(draw(source), id=f"e{len(written)}")
                written.append(entry)
            told.append(entry)
            batch.append(entry)
        batches.append(tuple(batch))
        onto.append(max(0, number - draw(_BACK)))
        asked.append(draw(_ASKED))
    return Growth(timeline(), tuple(batches), draw(_LIMITS), tuple(onto), tuple(asked))


def growths(
    kinds: Sequence[type[Event] | str] | None = None,
    *,
    timeline: type[Timeline[Any, Any]] | None = None,
) -> st.SearchStrategy[Growth]:
    """Timelines that grow: few events, amended and amended again, told twice, gone on from.

    A quarter of the entries amend an event, most often the one amended last, some of them
    without a day; another quarter was told before. A batch goes on from the last timeline or
    from one before it, and now and then nothing is asked between two. The limits are drawn too,
    each at its smallest among others.

    Args:
        kinds: the kinds of event, by class or name; left out, every registered one.
        timeline: the class of the timeline; left out, that of the domain of the kinds, or the
            engine's.
    """
    return _grown(kinds, timeline or timeline_class(kinds))


@st.composite
def growths_of(draw: st.DrawFn, timelines: st.SearchStrategy[AnyTimeline]) -> Growth:
    """How timelines that are drawn may have grown: their entries in any order, in batches."""
    whole = draw(timelines)
    rest: list[Entry] = draw(st.permutations(whole.entries))
    batches: list[tuple[Entry, ...]] = []
    while rest:
        size = draw(_BATCH)
        batches.append(tuple(rest[:size]))
        rest = rest[size:]
    start = type(whole)((), whole.registries)
    asked = tuple(draw(_ASKED) for _ in batches)
    return Growth(start, tuple(batches), draw(_LIMITS), tuple(range(len(batches))), asked)
