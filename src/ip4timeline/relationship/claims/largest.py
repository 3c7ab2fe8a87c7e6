"""Which sum was the largest, each currency apart."""

from __future__ import annotations

from typing import Any

import attrs

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.timeline.selection import Selection
from ip4timeline.nato.kinds.base import Event
from ip4timeline.nato.kinds.contacts import Support
from ip4timeline.relationship.claims.answer import Answer, Interval, Verdict
from ip4timeline.relationship.claims.coverage import coverage_of
from ip4timeline.relationship.claims.matches import check_claim, matches
from ip4timeline.relationship.claims.period import period_of, shown, unsure_reason


def largest(
    selection: Selection[Any], claim: Event | str | None = None, *, currency: str = ""
) -> Answer[Any]:
    """The largest amount of support in one currency, or whether ``claim`` was larger than any.

    Amounts of other currencies are neither compared nor changed into it.

    Args:
        selection: of `Support`, best of one stage: a pledge and its payment are two events.
        claim: an event or its id; its currency is that in question.
        currency: the currency in question, where the selection has several.

    Raises:
        TimelineError: the selection holds other kinds, or several currencies and none is named,
            or what is claimed is not in the selection or has no amount.
    """
    check_claim(claim)
    if not selection.kinds or not all(issubclass(cls, Support) for cls in selection.kinds):
        raise TimelineError("only support has amounts; narrow it with of(ip4.Support)")
    id = claim.id if isinstance(claim, Event) else claim
    found = matches(selection)
    sums = [e for e in (*found.sure, *found.doubtful) if isinstance(e, Support)]
    named = next((e for e in sums if e.id == id), None)
    if id is not None and named is None:
        selection.where(id=id)  # which refuses what nothing has
        raise TimelineError(f"{id!r} is not among the events selected")
    if named is not None and named.amount is None:
        raise TimelineError(f"{id!r} has no amount to compare")
    unit = _unit(selection, sums, named, currency)
    same = [e for e in sums if e.currency == unit and e.amount is not None]
    best = max((e.amount for e in same if e.amount is not None), default=None)
    leading = [e for e in same if e.amount == best]
    value = leading[0] if len(leading) == 1 else None
    chosen = value if named is None else named
    coverage, gap = coverage_of(selection)
    among = _Among(same, [e for e in sums if e.amount is None], set(found.doubtful), gap)
    if chosen is not None:
        verdict, sure, rivals = among.of(chosen)
        evidence: tuple[Event, ...] = (chosen, *sure)
        reason = gap or unsure_reason(rivals or [chosen], selection)
        if verdict == "no":
            reason = f"{sure[0].id} is {sure[0].amount} {unit}"
        elif verdict == "yes":
            reason = ""
    else:
        verdict = among.any()
        evidence = tuple(leading)
        reason = gap or unsure_reason(among.open(), selection)
        if verdict == "no":
            reason = f"{len(leading)} are equally large" if leading else "there is none"
    return Answer(
        value=value,
        verdict=verdict,
        evidence=evidence,
        coverage=coverage,
        reason=reason,
        doubtful=found.doubtful,
        period=shown(period_of(selection)),
    )


@attrs.frozen
class _Among:
    """The amounts of one currency, and what else may be larger.

    Attributes:
        same: the events with an amount in it.
        unstated: those without an amount, which may be any.
        doubtful: those that only may be such ones.
        gap: why the record may lack some.
    """

    same: list[Support]
    unstated: list[Support]
    doubtful: set[Event]
    gap: str

    def of(self, one: Support) -> tuple[Verdict, list[Support], list[Support]]:
        """Whether one is larger than any other; those that surely are as large, that may be."""
        assert one.amount is not None
        above = [
            e for e in self.same if e.amount is not None and e.amount >= one.amount and e != one
        ]
        sure = [e for e in above if e not in self.doubtful]
        rivals = [e for e in above if e in self.doubtful] + self.unstated
        verdict = Interval(len(sure), len(sure) + len(rivals), self.gap).verdict(at_most=0)
        if verdict == "yes" and one in self.doubtful:
            verdict = "possible"
        return verdict, sure, rivals

    def any(self) -> Verdict:
        """Whether one of them, or of those that the record may lack, is larger than any other."""
        if self.gap:
            return "not established"
        verdicts = {self.of(e)[0] for e in self.same}
        return "possible" if self.unstated or verdicts - {"no"} else "no"

    def open(self) -> list[Support]:
        """The events on which it hangs whether one is."""
        return [*(e for e in self.same if e in self.doubtful), *self.unstated]


def _unit(
    selection: Selection[Any], sums: list[Support], named: Support | None, currency: str
) -> str:
    """The currency in question."""
    units = sorted({e.currency for e in sums if e.currency})
    if named is not None:
        if currency and currency != named.currency:
            raise TimelineError(f"{named.id!r} is in {named.currency}, not in {currency}")
        return named.currency
    if currency:
        selection.where(currency=currency)  # which refuses what nothing has
        return currency
    if len(units) > 1:
        raise TimelineError(f"the largest in which currency? Name one: {', '.join(units)}")
    return units[0] if units else ""
