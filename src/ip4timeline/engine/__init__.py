"""A bitemporal event log and its projections; it knows no NATO, no country, no office."""

from ip4timeline.engine._door import door as _door

_ROOMS = {
    "ip4timeline.engine.codec.plain": "from_data to_data to_json",
    "ip4timeline.engine.errors": """
        EventError Fault MissingExtraError RecordError TimelineError UnknownNameError WhenError
    """,
    "ip4timeline.engine.events.amendments": "Amendment Correction Retraction",
    "ip4timeline.engine.events.entry": "Cite Entry Event",
    "ip4timeline.engine.events.fields": "means one_of required texts to_amount",
    "ip4timeline.engine.events.kinds": "kinds register upcaster",
    "ip4timeline.engine.events.parties": "Party",
    "ip4timeline.engine.events.registries": "Registries registry",
    "ip4timeline.engine.events.sources": "Coverage Source",
    "ip4timeline.engine.files.folder": "load_folder",
    "ip4timeline.engine.projections": "rules",
    "ip4timeline.engine.projections.projection": "Projection Tally projection tally",
    "ip4timeline.engine.projections.states": "States",
    "ip4timeline.engine.time.days": "DayLike",
    "ip4timeline.engine.time.when": "Certainty Spell When to_when to_when_or_none",
    "ip4timeline.engine.timeline.diff": "Change Diff",
    "ip4timeline.engine.timeline.evidence": "Explanation",
    "ip4timeline.engine.timeline.selection": "Selection",
    "ip4timeline.engine.timeline.slice": "Slice",
    "ip4timeline.engine.timeline.timeline": "Timeline",
    "ip4timeline.engine.timeline.spells": "Spells",
    "ip4timeline.engine.timeline.steps": "Step ViewStep",
    "ip4timeline.engine.timeline.view": "View",
}
"""The public names of the engine, by the module that defines each; the stub is generated."""

__all__, __getattr__, __dir__ = _door(__name__, _ROOMS)
