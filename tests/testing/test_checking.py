"""One call holds a projection, kind or timeline to its laws, and says which is broken."""

import datetime as dt
from typing import ClassVar

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.testing import LawBroken, check_projection, check_timeline, timelines

CHOSEN = (ip4.LEADER, ip4.PROGRAMME, ip4.CONTACTS)


@attrs.frozen(kw_only=True, order=False)
class Poll(ip4.Event):
    """A kind of a user's own, with fields that no built-in kind has."""

    kind: ClassVar[str] = "poll-of-checking"

    share: float
    asked: dt.date


@ip4.projection(on=ip4.Report, keys=lambda e: [e.medium])
def claimed(value: tuple[str, ...] | None, event: ip4.Report) -> tuple[str, ...]:
    """The kinds of event a medium has claimed."""
    return (*(value or ()), event.asserts.kind if event.asserts else "nothing")


@ip4.projection(on=Poll, keys=lambda e: e.partners, lapses=lambda v: v[0] + dt.timedelta(9))
def polled(value: tuple[dt.date, float] | None, event: Poll) -> tuple[dt.date, float]:
    """The last poll by the day it asked, for nine days."""
    mine = (event.asked, event.share)
    return mine if value is None else max(value, mine)


@ip4.tally(on=Poll, keys=lambda e: e.partners)
def shares(event: Poll) -> float:
    """The sum of shares."""
    return event.share


@pytest.mark.parametrize("projection", [claimed, polled, shares], ids=lambda p: p.name)
def test_every_law_holds_for_reports_and_for_kinds_of_ones_own(projection):
    check_projection(projection, max_examples=8)


def test_the_record_keeps_every_law(record):
    check_timeline(record, max_examples=2)


def test_what_was_known_keeps_every_law(record):
    check_timeline(record.known("2024-06-30"), projections=CHOSEN, max_examples=3)


def test_an_empty_timeline_keeps_every_law():
    check_timeline(ip4.Timeline(), max_examples=1)


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def by_spelling(value: str | None, event: ip4.Visit) -> str:
    """Takes the greatest id for the latest."""
    return max(value or "", event.id)


def test_a_broken_law_is_told_in_the_words_of_the_domain():
    with pytest.raises(LawBroken) as caught:
        check_projection(by_spelling)
    told = str(caught.value)
    assert "by_spelling breaks the law ids_are_only_names.\n" in told
    assert "  Why: An id says nothing about time" in told
    assert "\nWith the events\n  e0: visit 2023-01" in told
    assert "asked: the values, with the ids {'e0': 'n002', 'e1': 'n001'}, as of 2023-01" in told
    assert told.endswith("expected: {japan: 'n001'}\ngot: {japan: 'n002'}")


def test_an_error_of_a_projection_is_a_broken_law_with_its_cause():
    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
    def careless(value, event):
        return value + 1

    with pytest.raises(LawBroken, match="TypeError") as caught:
        check_projection(careless, max_examples=20)
    assert isinstance(caught.value.__cause__, TypeError)
    assert len(caught.value.entries) == 1


def test_what_breaks_a_law_only_once_is_told_as_such():
    calls = []

    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
    def fickle(value, event):
        calls.append(1)
        return 1 if len(calls) > 40 else len(calls)

    with pytest.raises(LawBroken) as caught:
        check_projection(fickle, max_examples=50)
    assert any("something besides them decides" in n for n in caught.value.__notes__)


def test_only_the_laws_named_are_checked():
    check_projection(by_spelling, laws=["equals_the_oracle", "spells_cover_the_days_with_a_value"])
    with pytest.raises(KeyError):
        check_projection(by_spelling, laws=["bounds_are_ordered"])
    with pytest.raises(KeyError):
        check_timeline(ip4.Timeline(), laws=["no_such_law"])


def test_examples_of_ones_own_grow_as_well():
    few = timelines([ip4.Visit], max_size=3)
    check_projection(ip4.CONTACTS, examples=few, laws=["growing_is_rebuilding"], max_examples=10)
