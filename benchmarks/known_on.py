"""All partners and facets as of a random day, as it was known by another."""

from __future__ import annotations

from benchmarks.common import OURS, Table, agree, mean
from benchmarks.data import Data, date
from benchmarks.facets import streak, told

TARGET = {1_000: "25x", 100_000: "100x", 1_000_000: "500x"}


def run(data: Data) -> Table:
    """Five tallies on both clocks."""
    target = TARGET.get(data.size)
    table = Table(
        f"As of a random day, known on another, five `Tally` facets, {data.size:,} events",
        target=f"{target} a plain refold and 20x polars" if target else "",
    )
    asked = data.asked(1000)
    for name, peer in data.peers.items():
        for day, known in asked[:6]:
            agree(name, peer.as_of(day, known), told(data.ours.as_of(date(day), date(known))))
    dates = [(date(day), date(known)) for day, known in asked]
    for pair in dates:  # blocks are made when first asked for
        data.ours.as_of(*pair)
    table.add(OURS, mean(data.ours.as_of, dates), "1,000 pairs a round; half within two months")
    for name, peer in data.peers.items():
        few = data.few(name)
        table.add(name, mean(peer.as_of, asked[:few]), f"{few} pairs a round")
    return table


def run_any(data: Data) -> Table:
    """One arbitrary evolve function on both clocks, against a refold of its own."""
    table = Table(
        f"As of a random day, known on another, one arbitrary `evolve`, {data.size:,} events"
    )
    view = data.timeline.project(streak)
    ordered = sorted(data.events, key=lambda e: (e.occurred.bound("certain"), e.seq, e.id))

    def ours(day: int, known: int) -> dict[object, object]:
        return dict(view.as_of(date(day), known_on=date(known)).items())

    def refold(day: int, known: int) -> dict[object, object]:
        found: dict[object, object] = {}
        for event in ordered:
            if (event.occurred.bound("certain") or 0) > day:
                break
            if event.known_day <= known:
                for partner in event.partners:
                    found[partner] = streak(found.get(partner), event)  # type: ignore[arg-type]
        return found

    asked = data.asked(30)
    for pair in asked[:6]:
        agree("refold", refold(*pair), ours(*pair))
    table.add(OURS, mean(ours, asked, rounds=2), "refolds from the first day that was unsettled")
    few = asked[: min(30, data.few("plain"))]
    table.add("plain refold, a loop by hand", mean(refold, few, rounds=2))
    return table
