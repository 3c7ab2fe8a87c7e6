"""The gallery: the pictures that the documentation shows, a row each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from ip4timeline.export.charts.clocks import two_clocks
from ip4timeline.export.charts.counts import engagement_over_time
from ip4timeline.export.charts.differences import changes
from ip4timeline.export.charts.files import save
from ip4timeline.export.charts.lanes import swimlanes
from ip4timeline.export.charts.matrix import summit_matrix
from ip4timeline.relationship.timeline import Timeline

GALLERY: Final[dict[str, Callable[[Timeline, bool], Any]]] = {
    "summit-matrix": lambda timeline, dark: summit_matrix(timeline, "2025-06-25", dark=dark),
    "swimlanes": lambda timeline, dark: swimlanes(timeline, "2025-12-31", dark=dark),
    "engagement-over-time": lambda timeline, dark: engagement_over_time(
        timeline, "2025-12-31", dark=dark
    ),
    "two-clocks": lambda timeline, dark: two_clocks(timeline, dark=dark),
    "changes": lambda timeline, dark: changes(timeline, "2024-07-12", "2025-06-26", dark=dark),
}
"""How each picture is drawn, for a light or a dark page, by the name of its file."""


def gallery(timeline: Timeline, dark: bool = False) -> dict[str, Any]:
    """One chart of each kind, by the name of its picture in the documentation."""
    return {name: draw(timeline, dark) for name, draw in GALLERY.items()}


def draw_all(timeline: Timeline, folder: str) -> None:
    """Draw the gallery, for light and for dark pages, into a folder, which is made if need be."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        for name, chart in gallery(timeline, dark).items():
            save(chart, Path(folder) / f"{name}{'-dark' if dark else ''}.png", scale=1.5)
