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
    # A row for each partner of each event that counts from a day, as a table of the record has.
    counted = [e for e in timeline if e.occurred.bound("certain") is not None]
    rows = [(e, partner) for e in counted for partner in (e.partners or ("",))]
    frame = pd.DataFrame(
        {
            "day": [e.occurred.bound("certain") for e, _ in rows],
            "kind": pd.Categorical([e.kind for e, _ in rows]),
            "partner": pd.Categorical([str(partner) for _, partner in rows]),
            "office": pd.Categorical([getattr(e, "office", "") for e, _ in rows]),
            "person": [getattr(e, "person", "") for e, _ in rows],
            "full": [getattr(e, "capacity", "") == "full" for e, _ in rows],
        }
    )
    leaders = [p.leader_office for p in ip4.Partner]
    cut = frame[frame["full"] & frame["office"].isin(leaders)].astype({"partner": str})

    def ours(day: dt.date) -> object:
        return timeline.as_of(day)["japan"].leader

    def holder(day: dt.date) -> str:
        leader = timeline.as_of(day)["japan"].leader
        return leader.holder if leader else ""

    def of_all(day: dt.date) -> str:
        kept = frame[
            (frame["day"] <= day.toordinal())
            & (frame["kind"] == "office-changed")
            & frame["full"]
            & frame["office"].isin(leaders)
        ]
        found = kept.groupby("partner", observed=True)["person"].last().get("japan", "")
        return str(found)

    def of_cut(day: dt.date) -> str:
        kept = cut[cut["day"] <= day.toordinal()]
        return str(kept.groupby("partner")["person"].last().get("japan", ""))

    for day in days[:50]:
        for name, other in (("pandas", of_all), ("pandas, cut", of_cut)):
            agree(name, {"person": other(day)}, {"person": holder(day)})
    asked = [(day,) for day in days]
    one = Table(
        f"Shipped record ({len(timeline.entries)} entries): as of a day, who led Japan, warm",
        target="1,000x a pandas filter and group",
    )
    one.add(OURS, median(ours, asked, rounds=5), "a day not asked before; evidence a call away")
    # As many days as the timeline keeps snapshots of: from the second round on, all were asked.
    one.add(f"{OURS}, a day asked before", median(ours, asked[:100], rounds=5))
    one.add("pandas, filter and group", median(of_all, asked[:200], rounds=3), "all events")
    one.add(
        "pandas, filter and group of a cut",
        median(of_cut, asked[:200], rounds=3),
        f"only the {len(cut)} rows of leaders, cut out beforehand",
    )
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
