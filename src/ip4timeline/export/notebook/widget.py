"""Replay in a notebook: drag through the days on two clocks, as an anywidget.

``pip install 'ip4timeline[notebook]'``. It works in JupyterLab, Notebook, VS Code and, by
``marimo.ui.anywidget``, in marimo; it fetches nothing, and every control takes keys. Where no
widget runs - in what nbconvert writes, on a page of a code host - the day is shown as it stood
when the cell ran.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ip4timeline.engine.display.page import Page, some
from ip4timeline.engine.display.render import to_html
from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.words import change_words, key_words
from ip4timeline.engine.time.days import Date, DayLike, day_number, from_day_number
from ip4timeline.engine.time.phrases import day_words
from ip4timeline.engine.timeline.evidence import event_grid
from ip4timeline.frames.extras import need
from ip4timeline.relationship.projections.tallies import CONTACTS, SUPPORT, VOICES
from ip4timeline.relationship.snapshot.snapshot import Snapshot
from ip4timeline.relationship.timeline import Timeline

need("anywidget", "notebook")  # says what to install where it is missing

import anywidget  # noqa: E402
import traitlets  # noqa: E402

_HERE: Final = Path(__file__).parent
_SUMS: Final = frozenset(rule.name for rule in (CONTACTS, SUPPORT, VOICES))
RECENT: Final = 30
"""How many days back the list of events reaches."""


class Replay(anywidget.AnyWidget):
    """A timeline on any day, by what is known now, was known that day, or by a chosen day.

    The day and the knowledge are traits: set `day`, `known` or `knowledge`, observe them, or
    read `snapshot` in another cell.

    Args:
        timeline: the events.
        start: the first day to choose from.
        end: the last.
        day: the day shown at first; left out, ``end``.
        known_on: the day by which a thing has to be public at first; ``None``: hindsight.

    Attributes:
        day: the day shown, as a day number (``date.toordinal``).
        known: the chosen day of knowledge, likewise.
        knowledge: ``hindsight``, ``that-day`` (known by the day shown) or ``chosen``.
        changes: the days on which something changed as known, which the buttons go to.
        page: what is shown, as HTML.
        said: what is shown, in a few words for a screen reader.

    Raises:
        TimelineError: ``start`` is not before ``end``, or ``known_on`` is not within them.
    """

    _esm = _HERE / "replay.js"
    _css = _HERE / "replay.css"

    first = traitlets.Int().tag(sync=True)
    last = traitlets.Int().tag(sync=True)
    day = traitlets.Int().tag(sync=True)
    known = traitlets.Int().tag(sync=True)
    knowledge = traitlets.Enum(("hindsight", "that-day", "chosen"), "hindsight").tag(sync=True)
    changes = traitlets.List(traitlets.Int()).tag(sync=True)
    page = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        timeline: Timeline,
        *,
        start: DayLike = "2022-01-01",
        end: DayLike = "2025-12-31",
        day: DayLike | None = None,
        known_on: DayLike | None = None,
    ) -> None:
        first, last = day_number(start), day_number(end)
        if first >= last:
            raise TimelineError(f"{start} is not before {end}")
        if known_on is not None and not first <= day_number(known_on) <= last:
            raise TimelineError(
                f"known_on={known_on} is not within {start} and {end}; give another start or end"
            )
        self.timeline = timeline
        super().__init__(
            first=first,
            last=last,
            day=last if day is None else day_number(day),
            known=last if known_on is None else day_number(known_on),
            knowledge="hindsight" if known_on is None else "chosen",
        )
        self._step_by_what_is_known()
        self._show()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and for what runs none the page that it shows, as HTML and as text."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        still = {"text/html": self.page, "text/plain": f"{self.said}\n\n{self.snapshot}"}
        return {**data, **still}, metadata

    @property
    def known_on(self) -> Date | None:
        """The day by which a thing has to be public; ``None``: all that there is."""
        if self.knowledge == "hindsight":
            return None
        return from_day_number(self.known if self.knowledge == "chosen" else self.day)

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is shown."""
        return self.timeline.as_of(from_day_number(self.day), known_on=self.known_on)

    @traitlets.validate("day", "known")
    def _within(self, proposal: Any) -> int:
        return int(min(max(proposal["value"], self.first), self.last))

    @traitlets.observe("day", "known", "knowledge")
    def _changed(self, change: Any) -> None:
        # Before the construction is over there is nothing to show yet.
        if not self.page:
            return
        if change.name == "knowledge" or (change.name == "known" and self.knowledge == "chosen"):
            self._step_by_what_is_known()
        self._show()

    def _step_by_what_is_known(self) -> None:
        """Let the buttons lead to the days on which something changed as known, and no others."""
        first, last = from_day_number(self.first), from_day_number(self.last)
        if self.knowledge == "that-day":
            steps = self.timeline.replay(first, last, along="both")
        else:
            steps = self.timeline.replay(first, last, known_on=self.known_on)
        self.changes = [step.day.toordinal() for step in steps]

    def _show(self) -> None:
        snapshot, known = self.snapshot, self.known_on
        since = from_day_number(max(self.day - RECENT + 1, 1))
        steps = self.timeline.replay(since, snapshot.as_of, known_on=known)
        recent = [event for step in steps for event in step.events][::-1]
        parts = event_grid(recent, self.timeline.registries)
        page = Page(f"What came to count in the last {RECENT} days, the latest first", parts)
        rows = self._that_day()
        day = day_words(snapshot.as_of)
        changed = (
            Page(f"What changed on {day}", some(rows, "", "Which", "Before", "After"))
            if rows
            else Page(f"Nothing changed on {day}", ())
        )
        by = snapshot.question.knowledge
        # First, for both are shown when the page comes.
        self.said = (
            f"{day}, {by}: {len(rows)} values "
            f"changed that day, {len(recent)} events in the last {RECENT} days"
        )
        self.page = to_html(changed) + snapshot._repr_html_() + to_html(page)

    def _that_day(self) -> list[tuple[str, ...]]:
        """What became of which value on the day shown; sums that only grew are left out.

        Where both clocks run together, the day before is seen as it was known the day before.
        """
        day, registries = from_day_number(self.day), self.timeline.registries
        before = from_day_number(max(self.day - 1, 1))
        changes = [*self.timeline.diff(before, day, known_on=self.known_on)]
        if self.knowledge == "that-day":
            changes = [*self.timeline.learned(before, day, as_of=before), *changes]
        became: dict[Any, tuple[Any, Any]] = {}
        for change in changes:
            if change.projection not in _SUMS:
                was, _ = became.get((change.projection, change.key), (change.before, None))
                became[change.projection, change.key] = was, change.after
        return [
            (key_words(key, registries), *change_words(was, now, registries))
            for (_, key), (was, now) in became.items()
            if was != now
        ]
