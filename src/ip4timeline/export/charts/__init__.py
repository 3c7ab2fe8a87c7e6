"""Pictures of the record, drawn by Altair: ``pip install 'ip4timeline[charts]'``.

Each chart takes a timeline and gives an Altair chart with a description in words, on UTC scales
and in colours that the colour-blind can tell apart; what colour says is also written. `save`
writes one as SVG, PNG, PDF or a page that works without a network.
"""

from ip4timeline.engine._door import door as _door

_ROOMS = {
    "ip4timeline.export.charts.clocks": "two_clocks",
    "ip4timeline.export.charts.counts": "engagement_over_time",
    "ip4timeline.export.charts.differences": "changes",
    "ip4timeline.export.charts.files": "save",
    "ip4timeline.export.charts.lanes": "swimlanes",
    "ip4timeline.export.charts.matrix": "summit_matrix",
    "ip4timeline.export.charts.pictures": "gallery",
}
"""The public names of the room, by the module that defines each; the stub is generated."""

__all__, __getattr__, __dir__ = _door(__name__, _ROOMS)
