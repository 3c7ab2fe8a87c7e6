"""Generated from the table of public names in the module beside it."""

from ip4timeline.export.charts.clocks import two_clocks
from ip4timeline.export.charts.counts import engagement_over_time
from ip4timeline.export.charts.differences import changes
from ip4timeline.export.charts.files import save
from ip4timeline.export.charts.lanes import swimlanes
from ip4timeline.export.charts.matrix import summit_matrix
from ip4timeline.export.charts.pictures import gallery

__all__ = [
    "changes",
    "engagement_over_time",
    "gallery",
    "save",
    "summit_matrix",
    "swimlanes",
    "two_clocks",
]
