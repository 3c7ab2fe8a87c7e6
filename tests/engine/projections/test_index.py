"""The index answers as the slow definition does, whatever was shared, kept or caught up with."""

import itertools
import pickle
from collections import ChainMap
from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.engine.events.parties import by_any_name
from ip4timeline.engine.log.event_log import updated
from ip4timeline.engine.log.versions import FOREVER, Frontier, Limits, Stream, Versions, order_key
from ip4timeline.engine.projections.history import Rows, Sheet
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing import events, timelines
from ip4timeline.testing.oracle import oracle

FIRST, LAST = 738_520, 738_640  # from the eve of 2023, in which the drawn events lie
KINDS = (ip4.Visit, ip4.Meeting, ip4.AgreementSigned, ip4.AgreementEnded, ip4.OfficeChanged)
days = st.integers(FIRST, LAST)


@ip4.tally(on=(ip4.Visit, ip4.Meeting), keys=lambda e: e.partners)
def seen(event: ip4.Visit | ip4.Meeting) -> int:
    """How often a partner was seen."""
    return 1


@ip4.tally(on=ip4.OfficeChanged, keys=lambda e: e.partners)
def changes(event: ip4.OfficeChanged) -> int:
    """How often an office of a partner changed hands: known before and long after."""
    return 1


@ip4.tally(
    on=(ip4.Visit, ip4.Meeting, ip4.OfficeChanged),
    keys=lambda e: [(p, e.kind) for p in e.partners],
    merge=max,
)
def latest(event: ip4.Event) -> tuple[str, int, str]:
    """The latest event of each kind, by its first possible day."""
    return (str(event.occurred.earliest), event.seq, event.id)


@ip4.projection(on=ip4.Event, keys=lambda e: e.partners)
def trail(value: tuple[str, ...] | None, event: ip4.Event) -> tuple[str, ...] | None:
    """The last five events, in fold order; a second meeting in a row forgets them."""
    here = f"{event.kind} {event.id}"
    if value and event.kind == "meeting" and value[-1].startswith("meeting"):
        return None
    return (*(value or ()), here)[-5:]


PROJECTIONS = (seen, latest, trail, ip4.PROGRAMME, ip4.AGREEMENTS, ip4.LEADER, ip4.CONTACTS)


def agrees(timeline, asked):
    """Everything that the two clocks can be asked, against the definition."""
    for projection, certainty, (day, known) in itertools.product(PROJECTIONS, READINGS, asked):
        want = oracle(timeline.entries, projection, day, known, certainty)
        on = None if known is None else from_day_number(known)
        view = timeline.project(projection, certainty=certainty)
        states = view.as_of(from_day_number(day), known_on=on)
        for key in view.known(on).keys:
            assert states.value(key) == want.get(key)  # one by one, before all at once
        assert dict(states.items()) == want
        assert dict(view.known(on).as_of(from_day_number(day))) == want


def asking():
    return st.lists(st.tuples(days, st.none() | days), min_size=2, max_size=6)


@settings(max_examples=40)
@given(timelines(KINDS, max_size=14), asking())
def test_law_both_clocks_answer_by_definition(timeline, asked):
    agrees(timeline, asked)


def read_often(timeline):
    """Reads everything on both clocks until what is read often is kept ready."""
    for projection, certainty in itertools.product(PROJECTIONS, READINGS):
        view = timeline.project(projection, certainty=certainty)
        for day in map(from_day_number, range(FIRST, LAST, 5)):
            for known_on in (None, "2030-01-01", from_day_number(FIRST + 60), day):
                view.as_of(day, known_on=known_on).items()
                view.as_of("2030-01-01", known_on=day).items()


@settings(max_examples=25)
@given(timelines(KINDS, max_size=10), events(KINDS), asking())
def test_law_who_reads_often_reads_the_same(timeline, late, asked):
    read_often(timeline)
    agrees(timeline, [*asked, (FIRST - 9_000, None), (LAST + 9_000, None), (LAST, FIRST - 9_000)])
    if all(late.id != entry.id for entry in timeline.entries):
        agrees(timeline.append(late), asked)


@settings(max_examples=40)
@given(timelines(KINDS, max_size=12), st.randoms(use_true_random=False), asking())
def test_law_a_timeline_that_grew_answers_as_one_made_at_once(timeline, random, asked):
    entries = list(timeline.entries)
    random.shuffle(entries)
    grown = ip4.Timeline((), timeline.registries)
    while entries:
        batch = [entries.pop() for _ in range(min(len(entries), random.choice((1, 1, 3))))]
        grown = grown.append(*batch)
        if random.random() < 0.6:  # else the index has several changes to catch up with
            agrees(grown, asked[:2])
    agrees(grown, asked)
    assert grown == timeline
    assert hash(grown) == hash(timeline)
    for projection in PROJECTIONS:
        for certainty in READINGS:
            one, other = (t.project(projection, certainty=certainty) for t in (grown, timeline))
            assert one.keys == other.keys
            assert [one.spells(k) for k in one.keys] == [other.spells(k) for k in other.keys]


@settings(max_examples=30)
@given(timelines(KINDS, max_size=10), events(KINDS), asking())
def test_law_an_append_leaves_the_old_timeline_as_it_was(timeline, event, asked):
    agrees(timeline, asked)
    grown = timeline.append(attrs.evolve(event, id="later"))
    agrees(grown, asked)
    agrees(timeline, asked)
    assert "later" not in timeline


@settings(max_examples=30)
@given(timelines(KINDS, max_size=10), asking())
def test_law_a_panel_is_its_days(timeline, asked):
    dates = [from_day_number(day) for day, _ in asked]
    known = [None if k is None else from_day_number(k) for _, k in asked]
    view = timeline.project(trail)
    assert [dict(s) for s in view.as_of_many(dates)] == [dict(view.as_of(d)) for d in dates]
    pairs = list(zip(dates, known, strict=True))
    want = [dict(view.as_of(d, known_on=k)) for d, k in pairs]
    assert [dict(s) for s in view.as_of_many(dates, known_on=known)] == want
    for one, (day, by) in zip(timeline.as_of_many(dates, known_on=known), pairs, strict=True):
        assert one.to_dict() == timeline.as_of(day, known_on=by).to_dict()


def test_a_panel_takes_one_knowledge_day_for_all_or_one_for_each():
    timeline = ip4.Timeline([visit(1), visit(2)])
    (one, other) = timeline.as_of_many(["2023-01-02", "2023-01-03"], known_on="2023-01-02")
    assert one["japan"].contacts["visit"].count == other["japan"].contacts["visit"].count == 1
    with pytest.raises(ip4.TimelineError, match="2 days and 1 known_on"):
        timeline.as_of_many(["2023-01-02", "2023-01-03"], known_on=["2023-01-02"])
    with pytest.raises(ip4.WhenError):
        timeline.project(seen).as_of_many(["2023"])
    past = timeline.known("2023-01-02").project(seen)
    assert [s["japan"] for s in past.as_of_many(["2023-01-09"], known_on=["2023-01-09"])] == [1]


def visit(n, *, known=None, partners=("japan",)):
    return ip4.Visit(
        id=f"v{n:04}",
        occurred=from_day_number(FIRST + 1 + n % 300),
        known=None if known is None else from_day_number(known),
        partners=partners,
        direction="to-nato",
    )


def many(count, partners=("japan",)):
    """Visits enough for blocks of three sizes, some of them known long after."""
    return [
        visit(n, known=FIRST + 1 + n % 300 + (n * 7919 % 37 if n % 5 else n * 31 % 200))
        if partners
        else visit(n)
        for n in range(count)
    ]


def test_the_blocks_of_a_tally_answer_by_definition():
    timeline = ip4.Timeline(many(2500))
    view = timeline.project(seen)
    plain = [(e.occurred.latest.toordinal(), e.known.toordinal()) for e in timeline.entries]
    for day, known in itertools.product(
        range(FIRST, FIRST + 320, 23), range(FIRST, FIRST + 520, 17)
    ):
        want = sum(1 for d, k in plain if d <= day and k <= known)
        states = view.as_of(from_day_number(day), known_on=from_day_number(known))
        assert states.get("japan", 0) == want
        assert dict(states.items()) == ({"japan": want} if want else {})


drawn_visits = st.lists(
    st.tuples(
        st.integers(0, 90),
        st.integers(-40, 60),
        st.sampled_from([("japan",), ("korea",), ("japan", "korea")]),
        st.none() | st.tuples(st.integers(0, 90), st.integers(0, 90)),
    ),
    min_size=6,
    max_size=30,
)


@settings(max_examples=60)
@given(drawn_visits, st.lists(st.tuples(st.integers(-1, 100), st.integers(-41, 151)), min_size=8))
def test_law_prompt_slow_and_amended_events_add_up(drawn, asked):
    entries = []
    for n, (day, lag, partners, amended) in enumerate(drawn):
        event = ip4.OfficeChanged(
            id=f"o{n:02}",
            occurred=from_day_number(FIRST + day),
            known=from_day_number(FIRST + day + lag),
            partners=partners,
            office="an-office",
        )
        entries.append(event)
        if amended is not None:
            other, known = (from_day_number(FIRST + part) for part in amended)
            entries.append(
                ip4.Correction(
                    id=f"c{n}",
                    known=known,
                    target=event.id,
                    reason="r",
                    replacement=attrs.evolve(event, occurred=other),
                )
            )
    view = ip4.Timeline(entries).project(changes)
    ever = [day for day, *_ in asked]
    for day, known in [*asked, *zip(ever, ever, strict=True)]:
        day, known = FIRST + day, FIRST + known
        states = view.as_of(from_day_number(day), known_on=from_day_number(known))
        want = oracle(entries, changes, day, known, "certain")
        assert dict(states.items()) == want
        assert {
            key: view.known(from_day_number(known)).get(key, from_day_number(day)) for key in want
        } == want


def test_what_is_read_often_is_read_from_what_is_ready():
    timeline = ip4.Timeline([visit(n) for n in range(0, 400, 7)])
    view = timeline.project(seen)
    days = [e.occurred.latest.toordinal() for e in timeline.entries]
    for day in range(FIRST - 30, FIRST + 500):
        count = sum(d <= day for d in days)
        states = view.as_of(from_day_number(day))
        assert dict(states.items()) == ({"japan": count} if count else {})
        assert states.get("JPN") == (count or None)
    (sheet,) = view._index._lasting
    assert sheet.at(FIRST + 500) is sheet.at(FIRST + 499)


@pytest.mark.parametrize(
    "limits", [Limits(), Limits(often=0, repeats=1), Limits(often=1, repeats=2)]
)
def test_law_a_sheet_gives_what_its_rows_give_however_often_it_is_read(limits):
    rows = [
        ("a", Rows([3, 5, 9], ["x", None, "y"])),
        ("b", Rows([4], ["z"])),
        ("c", Rows([1, 2, 3, 9], [1, 2, None, 4])),
    ]
    sheet = Sheet(rows, limits)
    for place in [*range(11)] * 3:
        given = {key: value for key, each in rows if (value := each.at(place)) is not None}
        assert sheet.at(place) == given


def test_what_would_mostly_repeat_itself_is_not_made_ready():
    def made(count):
        sheet = Sheet([(n, Rows([n], [n])) for n in range(count)], Limits(often=0, repeats=16))
        sheet.at(count)
        return sheet.at(count) is sheet.at(count + 1)

    # As many days as keys, and one change on each: at 16 keys a value is held 16 times.
    assert made(16)
    assert not made(17)


def test_a_partner_in_a_key_goes_by_any_of_its_names():
    assert by_any_name(("JPN", "visit", "JPN"), [ip4.Partner]) == (
        ip4.Partner.JAPAN,
        "visit",
        "JPN",
    )
    assert by_any_name("KOR", [ip4.Partner]) is ip4.Partner.KOREA
    assert by_any_name(("visit", "JPN"), [ip4.Partner]) == ("visit", "JPN")
    assert by_any_name(7, [ip4.Partner]) == 7
    assert by_any_name((), [ip4.Partner]) == ()
    view = ip4.Timeline([visit(0)]).project(seen)
    assert view.get("JPN", "2024-01-01") == view.as_of("2024-01-01")["JPN"] == 1


def test_a_late_event_shares_what_it_does_not_touch():
    timeline = ip4.Timeline(
        [*many(40), *(attrs.evolve(visit(n), id=f"k{n}", partners=["korea"]) for n in range(9))]
    )
    for projection in (seen, trail):
        timeline.project(projection).as_of("2023-06-01")["japan"]
    index = {p: timeline._indices.index(p, "certain") for p in (seen, trail, ip4.LEADER)}
    grown = timeline.append(attrs.evolve(visit(3), id="late"))
    for projection in (seen, trail):
        new = grown._indices.index(projection, "certain")
        assert new.find("korea") is index[projection].find("korea")
        assert new.find("japan").stream.base is index[projection].find("japan").stream.base
    sums = [i.find("japan").sums[0] for i in (grown._indices.index(seen, "certain"), index[seen])]
    assert sums[0] is sums[1]
    assert grown._indices.index(ip4.LEADER, "certain") is index[ip4.LEADER]
    assert grown._log._base is timeline._log._base


def counting(calls):
    @ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
    def last(value: str | None, event: ip4.Visit) -> str:
        calls.append(event.id)
        return str(event.occurred)

    return last


def test_a_late_event_is_folded_from_its_day_until_the_values_meet_again():
    calls = []
    last = counting(calls)
    timeline = ip4.Timeline(many(300))
    assert timeline.project(last).get("japan", "2024-12-31") == str(visit(299).occurred)
    calls.clear()
    grown = timeline.append(attrs.evolve(visit(100), id="w"))
    assert grown.project(last).get("japan", "2024-12-31") == str(visit(299).occurred)
    assert len(calls) <= 3
    calls.clear()
    assert grown.project(last, known_on="2999-12-31").get("japan", "2024-12-31")
    assert not calls


def test_many_late_events_join_the_base():
    timeline = ip4.Timeline(many(100))
    view = timeline.project(seen)
    assert view.get("japan", "2024-12-31") == 100
    grown = timeline
    for n in range(100, 200):
        grown = grown.append(visit(n, known=FIRST + 400))
        if n % 7 == 0:
            assert grown.project(seen).get("japan", "2024-12-31") == n + 1
            assert grown.project(seen, known_on="2023-06-01").get("japan", "2024-12-31") is not None
    assert len(grown._indices.index(seen, "certain").find("japan").stream.late) < 40
    assert grown.project(seen).get("japan", "2024-12-31") == 200
    assert grown.entries == ip4.Timeline(grown.entries).entries
    assert len(grown) == 200


def test_a_correction_moves_an_event_between_keys_days_and_kinds():
    timeline = ip4.Timeline(many(50))
    assert timeline.project(ip4.CONTACTS).get(("japan", "visit"), "2024-12-31").count == 50
    meeting = ip4.Meeting(id="v0007", occurred="2023-05-01", known="2023-05-02", partners=["korea"])
    fixed = timeline.append(
        ip4.Correction(id="c", target="v0007", reason="r", known="2023-12-01", replacement=meeting)
    )
    view = fixed.project(ip4.CONTACTS)
    assert view.get(("japan", "visit"), "2024-12-31").count == 49
    assert view.get(("korea", "meeting"), "2024-12-31").count == 1
    before = view.known("2023-11-30")
    assert before.get(("japan", "visit"), "2024-12-31").count == 50
    assert not before.knows(("korea", "meeting"))
    gone = fixed.append(ip4.Retraction(id="r", target="v0007", reason="r", known="2023-12-02"))
    assert not gone.project(ip4.CONTACTS).knows(("korea", "meeting"))
    assert gone.project(ip4.CONTACTS).known("2023-12-01").knows(("korea", "meeting"))
    assert ("korea", "meeting") not in gone.project(ip4.CONTACTS).keys
    agrees(gone, [(LAST, None), (LAST, FIRST + 60), (FIRST + 30, FIRST + 400)])


def test_reasons_of_a_long_history_share_one_list():
    view = ip4.Timeline(many(300)).project(seen)
    spells = view.spells("japan")
    assert spells[0].because == ("v0000",)
    assert spells[-1].because[:2] == ("v0000", "v0001")
    assert spells[-1].because[-1] == "v0299"
    assert len(spells[-1].because) == 300
    assert spells[3].because != spells[4].because
    assert spells[3].because._ids is spells[4].because._ids
    assert hash(spells[3].because) == hash(tuple(spells[3].because))
    assert pickle.loads(pickle.dumps(spells[3])) == spells[3]
    assert repr(spells[1].because) == "('v0000', 'v0001')"
    with pytest.raises(IndexError):
        spells[0].because[1]


def test_threads_may_ask_and_append_at_once():
    timeline = ip4.Timeline(many(600))
    want = dict(ip4.Timeline(many(600)).project(seen).as_of("2023-06-01", known_on="2023-07-01"))

    def ask(n):
        grown = timeline.append(visit(1000 + n, partners=["korea"]))
        view = grown.project(seen)
        return (
            dict(timeline.project(seen).as_of("2023-06-01", known_on="2023-07-01")) == want
            and view.get("korea", "2024-12-31") == 1
            and timeline.project(trail).get("japan", "2023-06-01") is not None
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(40)))


# The parts


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.integers(-1, 10))
def test_law_a_frontier_is_the_highest_so_far(pairs, x):
    pairs.sort(key=lambda pair: pair[0])
    heights = Frontier(pairs)
    assert heights.through(x) == max((h for a, h in pairs if a <= x), default=-1)
    assert heights.first_above(x) == next((a for a, h in pairs if h > x), FOREVER)


@given(st.lists(events(KINDS), max_size=8), st.integers(0, 8))
def test_law_late_events_join_the_base_in_the_one_order(drawn, split):
    kept = [attrs.evolve(e, id=f"e{n}") for n, e in enumerate(drawn)]
    kept = sorted((e for e in kept if e.occurred.latest), key=lambda e: order_key(e, "certain"))
    late = kept[split::2]
    base, beside = (
        Versions("certain", events) for events in ([e for e in kept if e not in late], late)
    )
    assert list(base.merged(beside).events) == kept
    assert [e for _, e in Stream(Limits(), base, beside).dated()] == kept
    assert [e for _, e in Stream(Limits(), base.merged(beside)).dated()] == kept


def test_what_came_late_is_said_over_what_many_share():
    base = {n: n for n in range(100)}
    mapping = ChainMap({}, base)
    for n in range(90, 130):
        mapping = updated(mapping, {n: -n}, Limits())
        late, shared = mapping.maps
        assert len(late) <= 16 + 10
        assert shared is base or len(shared) > 100
    assert dict(mapping) == {**{n: n for n in range(90)}, **{n: -n for n in range(90, 130)}}


@ip4.projection(on=ip4.Statement, keys=lambda e: e.partners)
def kept_as_said(value, event):
    """One, true, or the name of the type that the value had: equal values of other types differ."""
    return {"one": 1, "true": True}.get(event.about, type(value).__name__)


def test_a_late_event_that_changes_only_the_type_of_a_value_is_followed_to_the_end():
    def said(id, day, about):
        return ip4.Statement(
            id=id,
            occurred=day,
            partners=["japan"],
            about=about,
            affiliation="analyst",
            speakers=[ip4.Participant(person="p")],
        )

    early, last = said("a", "2023-01-01", "one"), said("c", "2023-01-05", "which")
    before = ip4.Timeline([early, last])
    assert before.project(kept_as_said).as_of("2023-02-01")["japan"] == "int"
    grown = before.append(said("b", "2023-01-02", "true"))
    assert grown.project(kept_as_said).as_of("2023-02-01")["japan"] == "bool"
