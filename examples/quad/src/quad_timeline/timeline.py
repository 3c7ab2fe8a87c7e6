"""The timeline of the Quad, and the events that come with the package."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import attrs

from ip4timeline.engine import Projection, Slice, Timeline, load_folder
from quad_timeline.kinds import Event
from quad_timeline.members import Member
from quad_timeline.projections import ATTENDED, HOSTS, MANDATES, PLEDGED
from quad_timeline.registries import Registries


@attrs.frozen(init=False, eq=False, repr=False)
class QuadTimeline(Timeline[Event, Slice]):
    """What happened between the members of the Quad, to be asked on two clocks."""

    registries_type: ClassVar[type[Registries]] = Registries
    parties: ClassVar[type[Member]] = Member
    projections: ClassVar[tuple[Projection[Any, Any], ...]] = (HOSTS, ATTENDED, MANDATES, PLEDGED)


def load() -> QuadTimeline:
    """The invented events that come with the package."""
    return load_folder(QuadTimeline, Path(__file__).parent / "events")
