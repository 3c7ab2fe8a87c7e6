"""Tables with a documented, stable schema: of a timeline, a history, a snapshot, a diff, a panel.

Everything here is plain Python; see `Table` for the ways into the libraries of frames.
"""

from ip4timeline.frames.entries import citations, events, flat
from ip4timeline.frames.incoming import from_frame, from_rows
from ip4timeline.frames.panels import panel, periods
from ip4timeline.frames.states import diff, snapshot, spells, survival
from ip4timeline.frames.table import FORMAT, Column, ListOf, Record, Table

__all__ = [
    "FORMAT",
    "Column",
    "ListOf",
    "Record",
    "Table",
    "citations",
    "diff",
    "events",
    "flat",
    "from_frame",
    "from_rows",
    "panel",
    "periods",
    "snapshot",
    "spells",
    "survival",
]
