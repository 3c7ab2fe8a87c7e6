"""All partners and facets as of a day not asked of before; and how that grows with the record."""

from __future__ import annotations

from benchmarks.common import OURS, Table, agree, fresh, mean
from benchmarks.data import Data, date
from benchmarks.facets import told

TARGET = "floor 200x the fastest of pandas, polars and DuckDB at 10^5, goal 500x"


def run(data: Data) -> Table:
    """As of a day, everything known."""
    table = Table(
        f"As of a day, all partners and five `Tally` facets, {data.size:,} events", target=TARGET
    )
    days = [day for day, _ in data.asked(30)]
    for name, peer in data.peers.items():
        for day in days[:4]:
            agree(name, peer.as_of(day), told(data.ours.as_of(date(day))))
    for day in days:  # read often, it has every day ready: how it is used
        data.ours.as_of(date(day))
    rounds = [[(day,) for day in some] for some in data.days(3, 2000)]
    table.add(OURS, fresh(data.ours.as_of, rounds), "2,000 fresh days a round, by a warm view")
    table.add(f"{OURS}, asked again", mean(data.ours.as_of, rounds[0]), "2,000 days, repeated")
    for name, peer in data.peers.items():
        few = data.few(name)
        table.add(name, mean(peer.as_of, [(day,) for day in days[:few]]), f"{few} days a round")
    return table
