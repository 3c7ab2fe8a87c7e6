"""What a type checker knows of tables, and of timelines read from them."""

from collections.abc import Iterator
from typing import Any, assert_type

import ip4timeline as ip4
from ip4timeline import frames

tl = ip4.load()
rows: list[dict[str, Any]] = [{"id": "m", "kind": "meeting", "occurred": "2023"}]

assert_type(ip4.Timeline.from_frame(rows), ip4.Timeline)
assert_type(ip4.Timeline.from_arrow(tl), ip4.Timeline)
assert_type(ip4.Timeline.from_jsonl(["{}"], progress=print, verify=False), ip4.Timeline)
assert_type(frames.events(tl), frames.Table)
assert_type(frames.flat(tl).rows, Iterator[dict[str, Any]])
assert_type(frames.spells(tl.project(ip4.LEADER)), frames.Table)
assert_type(
    frames.survival(
        tl.project(ip4.LEADER), "2012-01-01", "2024-12-31", state=lambda leader: leader.person
    ),
    frames.Table,
)
assert_type(frames.panel(tl, frames.periods("2024-01-01", "2024-12-31", "year")), frames.Table)
assert_type(frames.snapshot(tl.as_of("2025-06-25")), frames.Table)
assert_type(frames.diff(tl.diff("2024-07-12", "2025-06-26")), frames.Table)
