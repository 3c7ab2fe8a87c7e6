"""All partners and facets as of a random day; and how that grows with the record."""

from __future__ import annotations

from benchmarks.common import OURS, Table, agree, mean
from benchmarks.data import Data, date
from benchmarks.facets import told


def run(data: Data) -> Table:
    """As of a day, everything known."""
    table = Table(
        f"As of a random day, all partners and five `Tally` facets, {data.size:,} events",
        target="1,000x the fastest of pandas, polars and DuckDB at 10^5 and 10^6",
    )
    days = [day for day, _ in data.asked(2000)]
    for name, peer in data.peers.items():
        for day in days[:4]:
            agree(name, peer.as_of(day), told(data.ours.as_of(date(day))))
    note = "2,000 days a round, by a warm view, which has tables of its days"
    table.add(OURS, mean(data.ours.as_of, [(date(day),) for day in days]), note)
    for name, peer in data.peers.items():
        few = data.few(name)
        table.add(name, mean(peer.as_of, [(day,) for day in days[:few]]), f"{few} days a round")
    return table
