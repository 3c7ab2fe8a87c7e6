"""Checked by mypy, never run: kinds, projections and laws of one's own."""

from collections.abc import Mapping
from typing import Any, ClassVar, assert_type

import attrs
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.testing import (
    LawBroken,
    check_dates,
    check_kind,
    check_projection,
    check_timeline,
    events,
    timelines,
    whens,
)


@ip4.register
@attrs.frozen(kw_only=True, order=False, repr=False)
class PortCall(ip4.Event):
    kind: ClassVar[str] = "port-call"

    port: str
    days: int = 1


call = PortCall(id="a", occurred="2025-03", partners=["japan"], port="Rota")
assert_type(call.port, str)
assert_type(ip4.kinds(), Mapping[str, type[ip4.Entry]])
assert_type(ip4.to_data(call), dict[str, Any])
assert_type(ip4.from_data({"kind": "port-call"}), ip4.Entry)
PortCall(id="a", occurred="2025-03")  # type: ignore[call-arg]


@ip4.upcaster("port-call", from_version=1)
def with_days(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "days": 1}


@ip4.projection(on=PortCall, keys=lambda e: [(p, e.port) for p in e.partners])
def last_call(value: ip4.When | None, event: PortCall) -> ip4.When | None:
    return event.occurred


@ip4.tally(on=PortCall, keys=lambda e: e.partners, merge=max)
def longest(event: PortCall) -> int:
    return event.days


assert_type(last_call, ip4.Projection[tuple[ip4.Partner, str], ip4.When])
assert_type(longest, ip4.Tally[ip4.Partner, int])
tl = ip4.Timeline([call], ip4.Registries())
view = tl.project(last_call)
assert_type(view.as_of("2025-06-25")[ip4.Partner.JAPAN, "Rota"], ip4.When)
for spell in view.spells((ip4.Partner.JAPAN, "Rota")):
    assert_type(spell, ip4.Spell[ip4.When])
    assert_type(spell.because, tuple[str, ...])
assert_type(tl.project(longest).as_of("2025-06-25")["japan"], int)
assert_type(tl.of(PortCall), ip4.Selection[PortCall])
for event in tl.of(PortCall).about("japan").between(None, "2025-12-31"):
    assert_type(event.days, int)
assert_type(last_call(None, call), ip4.When | None)


@ip4.projection(on=ip4.Visit, keys=lambda e: e.port)  # type: ignore[attr-defined]
def without_port(value: int | None, event: ip4.Visit) -> int:
    return 1


assert_type(events([PortCall]), st.SearchStrategy[PortCall])
assert_type(timelines([PortCall], timeline=ip4.Timeline), st.SearchStrategy[ip4.Timeline])
assert_type(whens(), st.SearchStrategy[ip4.When])
check_projection(last_call, max_examples=10)
check_kind(PortCall, stored=[({"kind": "port-call"}, call)])
check_timeline(tl, projections=[last_call, longest])
check_dates()
check_projection(max)  # type: ignore[arg-type]

try:
    ip4.load("mine")
except ip4.RecordError as error:
    assert_type(error.faults, tuple[ip4.Fault, ...])
    assert_type(error.faults[0].line, int | None)
except ip4.UnknownNameError as unknown:
    assert_type(unknown.nearest, tuple[str, ...])
except LawBroken as broken:
    assert_type(str(broken), str)
