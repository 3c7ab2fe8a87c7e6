"""One event that became known long after, and then the current state."""

from __future__ import annotations

import datetime as dt

import ip4timeline as ip4
from benchmarks.common import OURS, Table, agree, median
from benchmarks.data import LATE_DAY, NOW, ROW, Data, date
from benchmarks.facets import Ours, streak, told


def _event() -> ip4.Event:
    return ip4.Meeting(
        id="late", occurred=date(LATE_DAY), known=date(NOW), partners=["korea"], known_basis="live"
    )


def run(data: Data) -> Table:
    """Append to a timeline whose index is there, then read everything, and the same in peers."""
    table = Table(
        f"One late event into {data.size:,}, then the current state",
        target="1,000x polars, pandas and a refold at 10^6; known on a day at most 5 ms at 10^6",
    )
    event, now = _event(), date(NOW)

    def ours() -> list[object]:
        return list(Ours(data.timeline.append(event)).as_of(now))

    def known(day: dt.date, by: dt.date) -> list[object]:
        return list(Ours(data.timeline.append(event)).as_of(day, by))

    def any_evolve() -> dict[object, object]:
        return dict(data.timeline.append(event).project(streak).as_of(now).items())

    want = told(Ours(data.timeline.append(event)).as_of(now))
    assert want != told(data.ours.as_of(now))
    again = ip4.Timeline([*data.events, event]).project(streak).as_of(now)
    data.timeline.project(streak).as_of(now).items()
    agree("arbitrary evolve", any_evolve(), dict(again.items()))
    peers = dict(data.peers)
    refold = peers.pop("plain refold, a loop by hand")
    agree("refold", refold.late(event, NOW), want)
    for name, peer in peers.items():
        agree(name, peer.late(ROW, NOW), want)
    (pairs,) = data.pairs(1, 51)
    table.add(OURS, median(ours, [()] * 51), "append, five `Tally` facets")
    table.add(f"{OURS}, known on a day", median(known, pairs), "append, five facets at fresh pairs")
    table.add(f"{OURS}, arbitrary `evolve`", median(any_evolve, [()] * 51), "append, one facet")
    table.add("plain refold, a loop by hand", median(refold.late, [(event, NOW)] * 5))
    for name, peer in peers.items():
        table.add(name, median(peer.late, [(ROW, NOW)] * 5), "append, sort or insert, five facets")
    return table
