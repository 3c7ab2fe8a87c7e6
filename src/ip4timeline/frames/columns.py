"""What the columns of many tables share: their version, the partner, a date and its bounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from ip4timeline.engine.events.columns import Column
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import When
from ip4timeline.nato.partners import Partner

FORMAT: Final = 1
"""The version of every schema; a column that is renamed, retyped or dropped raises it."""


def day(value: dt.date | None) -> dt.date | None:
    """A date as the standard library has it, which every library of frames knows."""
    return None if value is None else dt.date(value.year, value.month, value.day)


def day_of(number: int | None) -> dt.date | None:
    """The standard library's date of a day number."""
    return None if number is None else day(from_day_number(number))


def bounds(when: When, prefix: str = "") -> dict[str, Any]:
    """The columns of a `When` beside its text: earliest, latest, until."""
    return {
        f"{prefix}earliest": day(when.earliest),
        f"{prefix}latest": day(when.latest),
        f"{prefix}until": day(when.until),
    }


PARTNER: Final = (
    Column("partner", "text", "slug of the partner; null where it is about none of the four"),
    Column("partner_iso3", "text", "its ISO 3166-1 alpha-3 code"),
    Column("partner_cow", "whole", "its country number in the Correlates of War project"),
)
"""The columns by which a row joins with other data about one of the four."""


def partner_cells(partner: Partner | None) -> dict[str, Any]:
    """The cells of `PARTNER`."""
    if partner is None:
        return {}
    return {
        "partner": partner.value,
        "partner_iso3": partner.alpha3,
        "partner_cow": partner.cow,
    }


def schema_page(columns: Iterable[Column]) -> str:
    """Columns as a Markdown table, as the documentation shows them."""
    lines = ["| column | type | meaning |", "|---|---|---|"]
    for column in columns:
        mark = " (derived)" if column.derived else ""
        lines.append(f"| `{column.name}` | {column.type} | {column.meaning}{mark} |")
    return "\n".join(lines) + "\n"
