"""The record that ships: one field, and the whole snapshot as plain data."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd

import ip4timeline as ip4
from benchmarks.common import OURS, Table, agree, median


def run() -> list[Table]:
    """Days vary over fourteen years."""
    timeline = ip4.load()
    draw = random.Random(3)
    first = dt.date(2012, 1, 1)
    days = [first + dt.timedelta(draw.randrange(5_000)) for _ in range(600)]
    offices = [e for e in timeline.of(ip4.OfficeChanged) if e.partners]
    frame = pd.DataFrame(
        {
            "day": [e.occurred.bound("certain") for e in offices],
            "partner": [str(e.partners[0]) for e in offices],
            "office": [e.office for e in offices],
            "person": [e.person for e in offices],
            "full": [e.capacity == "full" for e in offices],
        }
    )
    leading = frame[frame["full"] & frame["office"].isin([p.leader_office for p in ip4.Partner])]

    def ours(day: dt.date) -> object:
        return timeline.as_of(day)["japan"].leader

    def holder(day: dt.date) -> str:
        leader = timeline.as_of(day)["japan"].leader
        return leader.holder if leader else ""

    def filtered(day: dt.date) -> str:
        kept = leading[leading["day"] <= day.toordinal()]
        found = kept.groupby("partner")["person"].last().get("japan", "")
        return str(found)

    for day in days[:50]:
        agree("pandas", {"person": filtered(day)}, {"person": holder(day)})
    asked = [(day,) for day in days]
    one = Table(
        f"Shipped record ({len(timeline.entries)} entries): as of a day, who led Japan, warm",
        target="1,000x a pandas filter and group",
    )
    one.add(OURS, median(ours, asked, rounds=5), "with its evidence a call away")
    one.add("pandas, filter and group", median(filtered, asked[:200], rounds=3))
    whole = Table("Shipped record: the whole four-partner snapshot as plain data", target="1 ms")
    recent = [(dt.date(2025, 1, 1) + dt.timedelta(draw.randrange(360)),) for _ in range(300)]
    for name, dates in (("any day since 2012", asked[:300]), ("any day of 2025", recent)):
        whole.add(name, median(lambda day: timeline.as_of(day).to_dict(), dates))
    known = [(day, first + dt.timedelta(draw.randrange(5_000))) for (day,) in asked[:300]]
    whole.add(
        "any day, known on any other",
        median(lambda day, by: timeline.as_of(day, known_on=by).to_dict(), known),
    )
    return [one, whole]
