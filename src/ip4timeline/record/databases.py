"""What the SQLite files of this package say that they are, so that each is known by what it is."""

from __future__ import annotations

from typing import Final

TABLES: Final = 0x69703478  # "ip4x"
"""The application id of a database that was exported, to be asked in SQL."""
NO_LOG: Final = (
    "is what `ip4timeline export --format sqlite` wrote: tables to be asked in SQL, and no log. "
    "Ask the record that it was made of; what can be asked again is an export as jsonl, json or "
    "parquet"
)
"""What to tell whoever takes such a database for a log."""
