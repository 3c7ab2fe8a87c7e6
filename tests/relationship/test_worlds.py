"""The law of claims: `yes` and `no` only where every world that the record allows says so.

Worlds are drawn by chance, so that the law finds a confident wrong answer and proves none right.
"""

import contextlib
import datetime as dt
from collections import Counter
from typing import ClassVar
from unittest import mock

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.engine.events import kinds as registered

from .small import P, pledge, record, rows, visit
from .worlds import Dice, fact, hidden, number

WORLDS = EXAMPLES = 25
ALWAYS = "../2022 2023/.."  # one period without bounds is no date
DATES = (
    "2022-03-01", "2022-03-02", "2022-03", "2022", "2022-03-01?", "2022~", "2021-12-20/2022-01-15",
    "2022-02-20/2022-03-10", "2022-03-01/", "[2022-03-01..]", "[..2022-03-02]", "2022-12-30",
    "2023-02-01", "2023",
)  # fmt: skip
PERIODS = (
    ALWAYS,
    ALWAYS,
    "2021/2023",
    "../2022",
    "2022/..",
    "2022/2022",
    "2022?/2023",
    "2021/2022~",
)
BETWEEN = ((None, None), ("2022-01-01", "2022-12-31"), (None, "2022-03-01"), ("2022-03-02", None))


@contextlib.contextmanager
def stemming():
    """As long as it lasts, a kind that stems from `Visit` is registered."""
    with mock.patch.object(registered, "_KINDS", dict(registered._KINDS)):

        @ip4.register
        @attrs.frozen(kw_only=True, order=False, eq=False, repr=False, weakref_slot=False)
        class Stemming(ip4.Visit):
            kind: ClassVar[str] = "state-visit"

        yield Stemming


def declared(draw, series, kind, level=False):
    """Rows that declare a record complete, over and again, for some or for a rank, or not."""
    found = []
    for _ in range(draw(st.integers(0, 2))):
        partners = draw(st.sampled_from([P, P, P[:2]]))
        rank = "leader" if level and draw(st.booleans()) else None
        for period in draw(st.sampled_from(PERIODS)).split():
            found += rows(series, period, kind, partners=partners, level=rank)
    if draw(st.integers(0, 3)) == 3:
        state = draw(st.sampled_from(["sampled", "unknown"]))
        found += rows(series, draw(st.sampled_from(PERIODS[2:])), kind, partners=P[:1], state=state)
    return found


def check(answer, worlds, truth):
    """That no world contradicts a verdict."""
    if answer.verdict in ("yes", "no"):
        for world in worlds:
            assert truth(world) is (answer.verdict == "yes"), (answer, world)


def opposite(truth):
    return lambda world: not truth(world)


@st.composite
def of_visits(draw):
    """A record of visits, a selection of them, and a seed of chance."""
    events = [
        visit(
            f"v{n}",
            draw(st.sampled_from(DATES)),
            draw(st.sampled_from(["japan", "japan", "korea", "japan+korea"])),
            known="2025-01-01",
            place=draw(st.sampled_from(["Brussels", ""])),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    coverage = declared(draw, "visit", "visit")
    stems = draw(st.integers(0, 3)) == 3
    if stems and draw(st.booleans()):
        for period in ALWAYS.split():
            coverage += rows("state-visit", period, "state-visit")
    days = draw(st.sampled_from(BETWEEN))
    sure = draw(st.booleans())
    where = draw(st.booleans()) and any(e.place for e in events)  # of no event it is refused
    return record(*events, coverage=coverage), days, sure, where, stems, draw(st.integers(0, 2**32))


@settings(max_examples=EXAMPLES)
@given(of_visits(), st.data())
def test_no_world_contradicts_what_is_claimed_of_events(drawn, data):
    timeline, days, sure, where, stems, seed = drawn
    low, high = map(number, days)
    with stemming() if stems else contextlib.nullcontext():
        everybody = timeline.of(ip4.Visit).between(*days, sure=sure)
        if where:
            everybody = everybody.where(place="Brussels")
        dice = Dice(seed, timeline, *days)
        kinds = ["visit", "state-visit"] if stems else ["visit"]
        worlds = []
        for _ in range(WORLDS):
            facts = [fact(e, dice, low, high) for e in timeline.select()]
            facts += hidden(timeline, dice, kinds)
            worlds.append((facts, [
                f for f in facts if f.touches(low, high) and (not where or f.place == "Brussels")
            ]))  # fmt: skip
        chosen = everybody.about("japan")
        check_counts(timeline, chosen, worlds)
        check_partners(timeline, everybody, worlds)
        check_years(timeline, chosen, worlds)
        for _ in range(3):
            check_order(timeline, chosen, worlds, data)


def japanese(world):
    return [f for f in world[1] if "japan" in f.partners]


def check_counts(timeline, chosen, worlds):
    def some(world):
        return bool(japanese(world))

    check(timeline.exists(chosen), worlds, some)
    check(timeline.never(chosen), worlds, opposite(some))
    found = timeline.count(chosen)
    check(found, worlds, lambda world: len(japanese(world)) == found.value)
    for n in range(4):
        check(timeline.count(chosen, n), worlds, lambda w, n=n: len(japanese(w)) == n)
        check(timeline.count(chosen, at_least=n), worlds, lambda w, n=n: len(japanese(w)) >= n)
        check(timeline.count(chosen, at_most=n), worlds, lambda w, n=n: len(japanese(w)) <= n)


def check_partners(timeline, everybody, worlds):
    def numbers(world):
        return Counter(partner for f in world[1] for partner in f.partners)

    def alone(world, partner=None):
        found = set(numbers(world))
        return len(found) == 1 and partner in (None, *found)

    def ahead(world, partner=None):
        found = numbers(world)
        best = [p for p in P if found[p] == max(found.values(), default=0) and found[p]]
        return len(best) == 1 and partner in (None, *best)

    for ask, truth in ((timeline.only, alone), (timeline.most, ahead)):
        for partner in ("japan", "korea", "australia"):
            check(ask(everybody, partner), worlds, lambda w, p=partner, t=truth: t(w, p))
        answer = ask(everybody)
        # Of a value it says whether that is the one, and without one whether there is one.
        wanted = answer.value if answer.verdict == "yes" or ask == timeline.most else None
        check(answer, worlds, lambda w, p=wanted, t=truth: t(w, p))


def check_years(timeline, chosen, worlds):
    low, high = chosen.first, chosen.last
    if low is not None and high is not None:
        years = range(dt.date.fromordinal(low).year, dt.date.fromordinal(high).year + 1)
        spans = [(number(f"{y}-01-01"), number(f"{y}-12-31")) for y in years]
        check(
            timeline.every_year(chosen),
            worlds,
            lambda world: all(any(f.touches(*s) for f in japanese(world)) for s in spans),
        )


def check_order(timeline, chosen, worlds, data):
    """The first, the last and the n-th, since and before a day or an event, with a claim or not."""
    events = list(timeline.select())
    marks = [None, "2022-03-01", "2021-12-31", *events]
    mark = data.draw(st.sampled_from(marks), label="mark")
    id = data.draw(st.sampled_from([None, *(e.id for e in events)]), label="claim")
    n = data.draw(st.integers(1, 2), label="n")
    backwards = data.draw(st.booleans(), label="backwards")
    try:
        if backwards:
            n, answer = 1, timeline.last(chosen, id, before=mark)
        else:
            answer = timeline.nth(chosen, n, id, since=mark)
    except ip4.TimelineError:
        return  # what is claimed is not among them, or no day is left

    def beyond(world, f):
        if isinstance(mark, ip4.Visit):
            (at,) = (other for other in world[0] if other.id == mark.id)
            return f.rank < at.rank if backwards else f.rank > at.rank
        if mark is None:
            return True
        return f.begin < number(mark) if backwards else f.begin > number(mark)

    def truth(world):
        order = sorted((f for f in japanese(world) if beyond(world, f)), key=lambda f: f.rank)
        if backwards:
            order.reverse()
        wanted = id or (answer.value and answer.value.id)
        return len(order) >= n and wanted in (None, order[n - 1].id)

    check(answer, worlds, truth)


@st.composite
def of_support(draw):
    """A record of support."""
    events = [
        attrs.evolve(
            pledge(
                f"p{n}",
                "2022-03-01",
                draw(st.sampled_from(["3", "5", "5", None])),
                draw(st.sampled_from(["USD", "USD", "EUR"])),
            ),
            occurred=draw(st.sampled_from(DATES)),
            known="2025-01-01",
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    coverage = declared(draw, "support", "support")
    days = draw(st.sampled_from(BETWEEN))
    return record(*events, coverage=coverage), days, draw(st.integers(0, 2**32))


@settings(max_examples=EXAMPLES)
@given(of_support(), st.booleans())
def test_no_world_contradicts_what_is_claimed_of_sums(drawn, sure):
    timeline, days, seed = drawn
    low, high = map(number, days)
    chosen = timeline.of(ip4.Support).about("japan").between(*days, sure=sure)
    dice = Dice(seed, timeline, *days)
    worlds = []
    for _ in range(WORLDS):
        facts = [fact(e, dice, low, high) for e in timeline.select()]
        facts += hidden(timeline, dice, ["support"])
        worlds.append([f for f in facts if f.touches(low, high) and "japan" in f.partners])

    def largest(world, wanted, unit):
        sums = [f for f in world if f.currency == unit]
        best = [f for f in sums if f.amount == max(g.amount for g in sums)]
        return len(best) == 1 and wanted in (None, best[0].id)

    sums = {e.id: e.currency for e in timeline.select() if e.amount}
    for claim, unit in ((None, "USD"), *sums.items()):
        try:
            answer = timeline.largest(chosen, claim, currency=unit)
        except ip4.TimelineError:
            continue
        wanted = claim or (answer.value and answer.value.id)
        check(answer, worlds, lambda w, wanted=wanted, unit=unit: largest(w, wanted, unit))


@settings(max_examples=EXAMPLES)
@given(st.permutations(range(8)), st.integers(0, 4), st.data())
def test_what_a_record_leaves_nothing_open_of_is_decided(order, size, data):
    """The law above would hold of one that never says yes or no."""
    events = [
        visit(f"v{n}", f"2022-03-{10 + order[n]}", data.draw(st.sampled_from(["japan", "korea"])))
        for n in range(size)
    ]
    coverage = [row for period in ALWAYS.split() for row in rows("visit", period, "visit")]
    timeline = record(*events, coverage=coverage)
    everybody = timeline.of(ip4.Visit).between(*data.draw(st.sampled_from(BETWEEN)))
    chosen = everybody.about("japan")
    answers = [timeline.exists(chosen), timeline.never(chosen), timeline.count(chosen, 1)]
    answers += [ask(everybody, "japan") for ask in (timeline.only, timeline.most)]
    answers += [timeline.only(everybody), timeline.most(everybody)]
    claims = [None, *(event.id for event in chosen)]
    claim = data.draw(st.sampled_from(claims))
    answers += [timeline.first(chosen, claim), timeline.last(chosen, claim)]
    for mark in ("2022-03-14", *events):
        with contextlib.suppress(ip4.TimelineError):
            answers.append(timeline.first(chosen, claim, since=mark))
        with contextlib.suppress(ip4.TimelineError):
            answers.append(timeline.last(chosen, claim, before=mark))
    assert {answer.verdict for answer in answers} <= {"yes", "no"}, answers
