"""All partners and facets as of a day, as it was known by another: pairs not asked of before."""

from __future__ import annotations

import ip4timeline as ip4
from benchmarks.common import OURS, Table, agree, fresh, mean
from benchmarks.data import Data, date
from benchmarks.facets import Ours, streak, told


def run(data: Data) -> Table:
    """Five tallies on both clocks."""
    table = Table(
        f"As of a day, known on another, five `Tally` facets, {data.size:,} events",
        target="floor 20x polars at 10^5 and 10^6, goal 50x",
    )
    asked = data.asked(1000)
    for name, peer in data.peers.items():
        for day, known in asked[:6]:
            agree(name, peer.as_of(day, known), told(data.ours.as_of(date(day), date(known))))
    first, *rounds = data.pairs(4, 1000)
    fresh(data.ours.as_of, [first])  # sums are made when they are first read
    note = "1,000 fresh pairs, half within two months"
    table.add(OURS, fresh(data.ours.as_of, rounds), f"{note}; after 1,000 others")
    cold = fresh(Ours(ip4.Timeline(data.events)).as_of, [first[:300]])
    table.add(f"{OURS}, cold", cold, "the first 300 pairs ever, orders and sums made on the way")
    table.add(f"{OURS}, asked again", mean(data.ours.as_of, rounds[0]), "1,000 pairs, repeated")
    for name, peer in data.peers.items():
        few = data.few(name)
        table.add(name, mean(peer.as_of, asked[:few]), f"{few} pairs a round")
    return table


def run_any(data: Data) -> Table:
    """One arbitrary evolve function on both clocks, against a refold of its own."""
    table = Table(f"As of a day, known on another, one arbitrary `evolve`, {data.size:,} events")
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
    rounds = [[(d.toordinal(), k.toordinal()) for d, k in some] for some in data.pairs(2, 30)]
    note = "30 fresh pairs a round; refolds from the first day that was unsettled"
    table.add(OURS, fresh(ours, rounds), note)
    few = asked[: min(30, data.few("plain"))]
    table.add("plain refold, a loop by hand", mean(refold, few, rounds=2))
    return table
