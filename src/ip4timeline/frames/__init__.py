"""Tables with a documented, stable schema: of a timeline, a history, a snapshot, a diff, a panel.

Everything here is plain Python; see `Table` for the ways into the libraries of frames.
"""

from ip4timeline.engine.events.columns import Column, ListOf, Record
from ip4timeline.frames.adapters.parquet import write_parquet
from ip4timeline.frames.columns import FORMAT
from ip4timeline.frames.entries import events
from ip4timeline.frames.flat import citations, flat
from ip4timeline.frames.incoming import from_frame, from_rows, read_parquet
from ip4timeline.frames.out import table_of, to_arrow, to_duckdb, to_pandas, to_polars
from ip4timeline.frames.panels import panel, periods
from ip4timeline.frames.points import values
from ip4timeline.frames.states import diff, snapshot, spells, survival
from ip4timeline.frames.table import Table, csv_of
from ip4timeline.frames.versions import log, versions, write_versions

__all__ = [
    "FORMAT",
    "Column",
    "ListOf",
    "Record",
    "Table",
    "citations",
    "csv_of",
    "diff",
    "events",
    "flat",
    "from_frame",
    "from_rows",
    "log",
    "panel",
    "periods",
    "read_parquet",
    "snapshot",
    "spells",
    "survival",
    "table_of",
    "to_arrow",
    "to_duckdb",
    "to_pandas",
    "to_polars",
    "values",
    "versions",
    "write_parquet",
    "write_versions",
]
