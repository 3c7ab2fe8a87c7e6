"""A state machine that uses a timeline in every way, next to a model that cannot be wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.amendments import Amendment, Correction, Retraction
from ip4timeline.engine.events.entry import Entry, Event
from ip4timeline.engine.projections.projection import Projection
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.testing.checking import concrete
from ip4timeline.testing.domains import built_in, domain_of
from ip4timeline.testing.laws import PATHS, READINGS
from ip4timeline.testing.laws.questions import as_shown
from ip4timeline.testing.model import Model
from ip4timeline.testing.strategies import days, events

Held = tuple[Any, Model]
"""A timeline, or whatever answers like one, with the model of it."""


def timeline_machine(
    empty: Callable[[], Any] | None = None,
    *,
    kinds: Sequence[type[Event]] | None = None,
    projections: Sequence[Projection[Any, Any]] | None = None,
) -> type[RuleBasedStateMachine]:
    """A state machine that appends, corrects, retracts, asks and replays.

    Several timelines are held at once, since each step makes a new one and the old ones
    must stand. Its ``TestCase`` is what a test runner collects; subclass it to add rules.

    Args:
        empty: makes an empty timeline; what it returns must have `append`, `known`,
            `project`, `pending` and iteration as `Timeline` has them. Left out, the timeline
            of NATO and the four.
        kinds: the kinds of event to append; left out, some that the projections handle.
        projections: what to ask; each must handle some of the kinds. Left out, some of those
            of the class of timelines.
    """
    begin, kinds, projections = _used(empty, kinds, projections)
    drawn = events(kinds)
    number = st.integers(0, 9)
    recent = st.sampled_from((0, 0, 0, 1, 1, 2, 5))
    day = days() | st.sampled_from([dt.date(1999, 1, 1), dt.date(2025, 1, 1), dt.date.max])
    known = st.none() | day
    reading = st.sampled_from(READINGS)
    projection = st.sampled_from(list(projections))

    class TimelineMachine(RuleBasedStateMachine):
        """Timelines and their models, step by step."""

        def __init__(self) -> None:
            super().__init__()
            self.count = 0
            self.held: list[Held] = [(begin(), Model())]

        def _id(self, letter: str) -> str:
            self.count += 1
            return f"{letter}{self.count}"

        def _from(self, back: int) -> Held:
            return self.held[-1 - min(back, len(self.held) - 1)]

        def _grow(self, held: Held, entry: Entry) -> None:
            timeline, model = held
            if model.accepts(entry):
                self.held.append((timeline.append(entry), model.append(entry)))
                return
            try:
                timeline.append(entry)
            except TimelineError:
                return
            raise AssertionError(f"{entry.id} was appended and must not be")

        @rule(back=recent, some=st.lists(drawn, min_size=1, max_size=4))
        def append(self, back: int, some: list[Event]) -> None:
            """Appends events, each to what the one before it had made."""
            for event in some:
                self._grow(self._from(back), attrs.evolve(event, id=self._id("e")))
                back = 0

        @rule(back=recent, place=number)
        def deliver_again(self, back: int, place: int) -> None:
            """Appends something that is there."""
            held = self._from(back)
            for entry in held[1].entries[place : place + 1]:
                self._grow(held, entry)

        @rule(back=recent, place=number, notes=st.sampled_from(["other", "another"]))
        def contradict(self, back: int, place: int, notes: str) -> None:
            """Appends something that differs from what is there under its id."""
            held = self._from(back)
            for entry in held[1].entries[place : place + 1]:
                self._grow(held, attrs.evolve(entry, notes=notes))

        def _target(self, held: Held, place: int) -> str:
            # One past the events that are there is the next to come.
            ids = [e.id for e in held[1].entries if isinstance(e, Event)]
            return [*ids, f"e{self.count + 2}"][place % (len(ids) + 1)]

        @rule(back=recent, place=number, event=drawn, since=known, seq=st.integers(0, 1))
        def correct(
            self, back: int, place: int, event: Event, since: dt.date | None, seq: int
        ) -> None:
            """Corrects an event that is there or the next to come."""
            held = self._from(back)
            target = self._target(held, place)
            correction = Correction(
                id=self._id("c"),
                target=target,
                reason="it was otherwise",
                known=since,
                seq=seq,
                replacement=attrs.evolve(event, id=target),
            )
            self._grow(held, correction)

        @rule(back=recent, place=number, since=known)
        def retract(self, back: int, place: int, since: dt.date | None) -> None:
            """Retracts an event that is there or the next to come."""
            held = self._from(back)
            target = self._target(held, place)
            self._grow(
                held, Retraction(id=self._id("r"), target=target, reason="it was not", known=since)
            )

        @rule(back=recent, event=drawn, since=known, gone=st.booleans())
        def amend_again(self, back: int, event: Event, since: dt.date | None, gone: bool) -> None:
            """Amends the event that was amended last, with a higher place than all before it."""
            held = self._from(back)
            targets = [e.target for e in held[1].entries if isinstance(e, Amendment)]
            if not targets:
                return
            told: dict[str, Any] = {
                "target": targets[-1], "reason": "again", "known": since, "seq": self.count
            }  # fmt: skip
            if gone:
                self._grow(held, Retraction(id=self._id("r"), **told))
                return
            replacement = attrs.evolve(event, id=targets[-1])
            self._grow(held, Correction(id=self._id("c"), replacement=replacement, **told))

        @rule(back=st.integers(1, 20), some=st.lists(drawn, min_size=1, max_size=3))
        def go_on_from_an_older_one(self, back: int, some: list[Event]) -> None:
            """Appends to a timeline from which others have gone on, and goes on from there."""
            held = self._from(back)
            for event in some:
                before = len(self.held)
                self._grow(held, attrs.evolve(event, id=self._id("e")))
                held = self.held[-1] if len(self.held) > before else held

        @rule(back=recent, by=day)
        def know(self, back: int, by: dt.date) -> None:
            """Goes back to what was known by a day."""
            timeline, model = self._from(back)
            past = (timeline.known(by), model.known(by.toordinal()))
            self._same(past)
            # Not the newest: what knows of no later day soon takes nothing more.
            self.held.insert(-1, past)

        @rule(back=recent, what=projection, place=number, certainty=reading)
        def ask(self, back: int, what: Projection[Any, Any], place: int, certainty: Any) -> None:
            """Asks of each day on which something may begin, and of its eve."""
            timeline, model = self._from(back)
            choices: list[int | None] = [None, *reversed(model.known_days())]
            by = choices[place % len(choices)]
            known_on = None if by is None else from_day_number(by)
            view = timeline.project(what, known_on=known_on, certainty=certainty)
            for number in model.days():
                expected = model.values(what, number, by, certainty)
                on = from_day_number(number)
                got = dict(view.as_of(on))
                assert got == expected, f"{what.name} as of {on}: {got}, by the model {expected}"

        @rule(back=recent, what=projection, certainty=reading, along=st.sampled_from(PATHS))
        def replay(self, back: int, what: Projection[Any, Any], certainty: Any, along: Any) -> None:
            """Compares each step of a replay with that day of the model."""
            timeline, model = self._from(back)
            view = timeline.project(what, certainty=certainty)
            for step in view.replay("0001-01-01", "9999-12-31", along=along):
                number = step.day.toordinal()
                by = number if along == "both" else None
                expected = model.values(what, number, by, certainty)
                got = dict(step.states)
                assert got == expected, f"{what.name} on {step.day}: {got}, by the model {expected}"

        @rule(back=recent)
        def stand(self, back: int) -> None:
            """Whatever was done since, an older timeline is what it was."""
            self._same(self._from(back))

        @invariant()
        def is_as_the_model(self) -> None:
            """The newest timeline holds what its model holds."""
            self._same(self.held[-1])

        def _same(self, held: Held) -> None:
            timeline, model = held
            # Of remarks and evidence a cut shows what was public by then: see the laws of cuts.
            stands = set(as_shown(timeline))
            assert stands == {*as_shown(model.stands())}, "other events stand than in the model"
            pending = {amendment.id for amendment in timeline.pending}
            assert pending == model.pending(), "other amendments are pending than in the model"
            horizon = None if model.horizon is None else from_day_number(model.horizon)
            assert timeline.horizon == horizon, "the horizon is not that of the model"

    return TimelineMachine


def _used(
    empty: Callable[[], Any] | None,
    kinds: Sequence[type[Event]] | None,
    projections: Sequence[Projection[Any, Any]] | None,
) -> tuple[Callable[[], Any], Sequence[type[Event]], Sequence[Projection[Any, Any]]]:
    """What a machine uses, with what is left out taken from the domain, or from the timeline."""
    domain = domain_of(empty)
    own = isinstance(empty, type) and issubclass(empty, Timeline)
    if domain is None and not own and not (empty and kinds and projections):
        domain = built_in()
    begin: Any = empty or (domain and domain.timeline)
    if projections is None:
        projections = domain.projections if domain else begin.projections
    if kinds is None:
        handled = [cls for projection in projections for cls in projection.on]
        kinds = domain.kinds if domain else concrete(handled)
    return begin, kinds, projections
