"""One call that holds a projection, a kind, a timeline or dates to every law that applies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from ip4timeline.engine.events.amendments import Amendment
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.events.kinds import kinds as registered
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.when import When
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.testing.domains import domain_of
from ip4timeline.testing.laws import Law, LawBroken, Subject, laws_of
from ip4timeline.testing.laws.record import LAWS as RECORD_LAWS
from ip4timeline.testing.model import AnyTimeline, Growth
from ip4timeline.testing.strategies import (
    events,
    growths,
    growths_of,
    timeline_class,
    timelines,
    whens,
)

T = TypeVar("T")


def check_projection(
    projection: Projection[Any, Any],
    *,
    kinds: Sequence[type[Event]] = (),
    max_examples: int | None = None,
    laws: Iterable[str] | None = None,
    examples: st.SearchStrategy[Any] | None = None,
    timeline: type[Timeline[Any, Any]] | None = None,
) -> None:
    """Hold a projection or tally to every law of a fold, over random timelines.

    Some of the timelines are made at once, others grow and are asked in between.

    Args:
        projection: a projection or tally.
        kinds: further kinds of event to mix in.
        max_examples: how many timelines to try; left out, as many as the profile of
            Hypothesis says, which are 100 where none is set.
        laws: only the laws of these names; left out, all.
        examples: timelines of your own instead, for kinds whose events cannot be drawn by
            the types of their fields.
        timeline: the class of the timelines; left out, that of the domain of the kinds, or the
            engine's.

    Raises:
        LawBroken: a law does not hold; it shows the smallest timeline found.
    """
    tries = _tries(max_examples)
    chosen = _chosen(laws, "projection", "growth")
    growing: st.SearchStrategy[Growth]
    if examples is None:
        drawn = concrete([*projection.on, *kinds])
        made = timeline or timeline_class(drawn)
        examples, growing = timelines(drawn, timeline=made), growths(drawn, timeline=made)
    else:
        growing = growths_of(examples)

    def case(law: Law, example: Any) -> None:
        law(projection, example)

    _run(examples, chosen["projection"], case, tries)
    # Each growth is asked about many times over, and has several timelines.
    _run(growing, chosen["growth"], case, max(1, tries // 4))


def check_kind(
    cls: type[Event],
    *,
    stored: Iterable[tuple[dict[str, Any], Event]] = (),
    max_examples: int | None = None,
    laws: Iterable[str] | None = None,
) -> None:
    """Hold a registered kind of event to every law of a kind, over random events of it.

    Args:
        cls: the kind.
        stored: plain data as files hold them, each with the event that it means today; at
            least one of every older version.
        max_examples: how many events to try; left out, as many as the profile of
            Hypothesis says, which are 100 where none is set.
        laws: only the laws of these names; left out, all.

    Raises:
        LawBroken: a law does not hold; it shows the smallest event found.
    """
    frozen = [part for pair in stored for part in pair]

    def case(law: Law, event: Event) -> None:
        law(cls, event, *(frozen if law.name == "old_versions_read_as_today" else ()))

    _run(events([cls]), laws_of("kind", laws), case, _tries(max_examples))


def check_timeline(
    timeline: AnyTimeline,
    *,
    projections: Sequence[Projection[Any, Any]] | None = None,
    max_examples: int = 10,
    laws: Iterable[str] | None = None,
) -> None:
    """Hold a timeline of your own to every law, by parts of it that are small enough to show.

    Each part is a few of its entries, with the targets of the corrections among them; a
    timeline of the same class is made anew for each. If a domain has laws of its own for it,
    it is held to them as well.

    Args:
        timeline: the timeline.
        projections: those to fold over it; left out, the timeline's own.
        max_examples: how many parts to try.
        laws: only the laws of these names; left out, all.

    Raises:
        LawBroken: a law does not hold; it shows the smallest part found.
    """
    rules = timeline.projections if projections is None else tuple(projections)
    domain = domain_of(type(timeline))
    more = (*RECORD_LAWS, *(domain.laws if domain else ()))
    chosen = _chosen(laws, "timeline", "projection", "growth", more=more)

    def case(law: Law, part: AnyTimeline | Growth) -> None:
        if law.about == "timeline":
            law(part, rules)
            return
        for projection in rules:
            if any(isinstance(entry, projection.on) for entry in part.entries):
                law(projection, part)

    parts = _parts(timeline)
    _run(parts, [*chosen["timeline"], *chosen["projection"]], case, max_examples)
    _run(growths_of(parts), chosen["growth"], case, max_examples)


def _chosen(
    names: Iterable[str] | None, *subjects: Subject, more: Iterable[Law] = ()
) -> dict[Subject, list[Law]]:
    """The laws of some subjects that have the given names, by subject; all, if none is given.

    Raises:
        KeyError: none of them has such a name.
    """
    every = {law.name: law for subject in subjects for law in laws_of(subject)}
    every |= {law.name: law for law in more}
    found = [every[name] for name in (every if names is None else names)]
    return {subject: [law for law in found if law.about == subject] for subject in subjects}


def check_dates(
    dates: st.SearchStrategy[When] | None = None,
    *,
    max_examples: int | None = None,
    laws: Iterable[str] | None = None,
) -> None:
    """Hold dates to every law of a date: those of `whens`, or of a strategy of your own.

    Raises:
        LawBroken: a law does not hold; it shows the simplest date found.
    """

    def case(law: Law, when: When) -> None:
        law(when)

    drawn = whens() if dates is None else dates
    _run(drawn, laws_of("date", laws), case, _tries(max_examples))


def _tries(max_examples: int | None) -> int:
    return settings().max_examples if max_examples is None else max_examples


def _run(
    examples: st.SearchStrategy[T],
    laws: Sequence[Law],
    case: Callable[[Law, T], None],
    max_examples: int,
) -> None:
    if not laws:
        return
    broken: list[LawBroken] = []

    @settings(
        max_examples=max_examples,
        deadline=None,
        database=None,  # an example of one subject says nothing about the next
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(examples)
    def run(example: T) -> None:
        # Once a law is known to be broken, a smaller example is sought of that one alone.
        for law in [broken[0].law] if broken else laws:
            try:
                case(law, example)
            except LawBroken as error:
                broken.append(error)
                raise

    again = ""
    try:
        run()
    except LawBroken as error:
        found = error
    except Flaky:
        found = min(reversed(broken), key=lambda error: len(error.entries))
        again = "The same events did not break it again: something besides them decides."
    else:
        return
    # Raised anew, without the frames and notes of the search that led there.
    anew = LawBroken(*found.args)
    if again:
        anew.add_note(again)
    raise anew from found.__cause__


@st.composite
def _some(draw: st.DrawFn, timeline: AnyTimeline) -> AnyTimeline:
    by_id = {entry.id: entry for entry in timeline.entries}
    chosen: list[Entry] = draw(
        st.lists(st.sampled_from(timeline.entries), min_size=1, max_size=6, unique_by=id)
    )
    amended = (entry.target for entry in chosen if isinstance(entry, Amendment))
    targets = [by_id[target] for target in amended if target in by_id]
    return type(timeline)((*chosen, *targets), timeline.registries, timeline.horizon)


def _parts(timeline: AnyTimeline) -> st.SearchStrategy[AnyTimeline]:
    return _some(timeline) if timeline.entries else st.just(timeline)


def concrete(kinds: Sequence[type[Event]]) -> list[type[Event]]:
    """The registered kinds that are one of these or a subclass."""
    found = [
        cls
        for cls in registered().values()
        if issubclass(cls, Event) and issubclass(cls, tuple(kinds))
    ]
    return found or [k for k in kinds if k.kind]
