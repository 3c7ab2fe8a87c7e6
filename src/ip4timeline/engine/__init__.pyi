"""Generated from the table of public names in the module beside it."""

from ip4timeline.engine.codec.plain import from_data, to_data, to_json
from ip4timeline.engine.errors import (
    EventError,
    Fault,
    MissingExtraError,
    RecordError,
    TimelineError,
    UnknownNameError,
    WhenError,
)
from ip4timeline.engine.events.amendments import Amendment, Correction, Retraction
from ip4timeline.engine.events.entry import Cite, Entry, Event
from ip4timeline.engine.events.fields import means, one_of, required, texts, to_amount
from ip4timeline.engine.events.kinds import kinds, register, upcaster
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.events.registries import Registries, registry
from ip4timeline.engine.events.sources import Coverage, Source
from ip4timeline.engine.files.folder import load_folder
from ip4timeline.engine.projections import rules
from ip4timeline.engine.projections.projection import Projection, Tally, projection, tally
from ip4timeline.engine.projections.states import States
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.time.when import Certainty, Spell, When, to_when, to_when_or_none
from ip4timeline.engine.timeline.diff import Change, Diff
from ip4timeline.engine.timeline.evidence import Explanation
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.engine.timeline.slice import Slice
from ip4timeline.engine.timeline.spells import Spells
from ip4timeline.engine.timeline.steps import Step, ViewStep
from ip4timeline.engine.timeline.timeline import Timeline
from ip4timeline.engine.timeline.view import View

__all__ = [
    "Amendment",
    "Certainty",
    "Change",
    "Cite",
    "Correction",
    "Coverage",
    "DayLike",
    "Diff",
    "Entry",
    "Event",
    "EventError",
    "Explanation",
    "Fault",
    "MissingExtraError",
    "Party",
    "Projection",
    "RecordError",
    "Registries",
    "Retraction",
    "Selection",
    "Slice",
    "Source",
    "Spell",
    "Spells",
    "States",
    "Step",
    "Tally",
    "Timeline",
    "TimelineError",
    "UnknownNameError",
    "View",
    "ViewStep",
    "When",
    "WhenError",
    "from_data",
    "kinds",
    "load_folder",
    "means",
    "one_of",
    "projection",
    "register",
    "registry",
    "required",
    "rules",
    "tally",
    "texts",
    "to_amount",
    "to_data",
    "to_json",
    "to_when",
    "to_when_or_none",
    "upcaster",
]
