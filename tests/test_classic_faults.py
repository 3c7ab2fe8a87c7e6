"""The eight ways in which a time axis that was bolted on breaks, each told apart from ours.

Each test holds a small faulty fold or query beside the library's, and one property that both
are asked for: it must fail of the faulty one before it may vouch for ours.
"""

import itertools
from collections import Counter

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import ip4timeline as ip4
from ip4timeline.engine.time.days import day_number, from_day_number
from ip4timeline.testing import deliveries, timelines

KINDS = (ip4.Visit, ip4.OfficeChanged)
BRIEF = settings(deadline=None, suppress_health_check=list(HealthCheck))
JAPAN = ip4.Partner.JAPAN


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def itinerary(value: tuple[str, ...] | None, event: ip4.Visit) -> tuple[str, ...]:
    """The ids of the visits, in fold order."""
    return (*(value or ()), event.id)


def told_apart(examples, holds, ours, faulty):
    """Whether a property holds of ours for every example, and of the faulty one not for all."""

    @settings(BRIEF, max_examples=40)
    @given(examples)
    def always(example):
        assert holds(example, ours)

    @settings(BRIEF, max_examples=4000, database=None, phases=[Phase.generate])
    @given(examples)
    def never_false(example):
        assert holds(example, faulty)

    with pytest.raises(AssertionError):
        never_false()
    always()


def days_of(timeline):
    """Days on which anything may change on either clock, and their eves."""
    found = set()
    for entry in timeline.entries:
        for account in (entry, getattr(entry, "replacement", entry)):
            known = getattr(account, "known", None)
            when = getattr(account, "occurred", None)
            dates = (known, when and when.earliest, when and when.latest)
            found.update(d.toordinal() for d in dates if d)
    return [from_day_number(n - k) for n in sorted(found) for k in (1, 0)]


def fold(timeline, day, known_on=None, certainty="certain"):
    view = timeline.project(itinerary, known_on=known_on, certainty=certainty)
    return dict(view.as_of(day))


def visits(timeline):
    return [event for event in timeline if isinstance(event, ip4.Visit)]


def naive(events, day=None):
    """A fold as it is written in a hurry: the events, sorted by some key, up to some day."""
    found = {}
    for event in events:
        for partner in event.partners:
            found[partner] = (*found.get(partner, ()), event.id)
    return found


def test_a_missing_date_is_not_sorted_as_the_first_or_last_of_all():
    """An event without an effective day counts on no day, instead of always or after all."""

    def undated_never_count(timeline, answer):
        undated = {e.id for e in visits(timeline) if e.occurred.latest is None}
        return all(
            undated.isdisjoint(itertools.chain(*answer(timeline, day).values()))
            for day in days_of(timeline)
        )

    def null_first(timeline, day):
        key = lambda e: e.occurred.bound("certain") or 0  # noqa: E731
        counted = [e for e in visits(timeline) if key(e) <= day.toordinal()]
        return naive(sorted(counted, key=key))

    told_apart(timelines(KINDS, max_size=5), undated_never_count, fold, null_first)


def test_a_question_about_knowledge_is_not_answered_by_the_other_axis():
    """`known_on` leaves out what became known later, instead of what happened later."""

    def only_what_was_known(timeline, answer):
        stood = {e.id: e for e in visits(timeline)}
        return all(
            stood[id].known <= known_on
            for known_on in days_of(timeline)
            for id in itertools.chain(*answer(timeline, known_on).values())
            if id in stood and not timeline.project(itinerary).why(JAPAN).amendments
        )

    def ours(timeline, known_on):
        return fold(timeline, "2030-01-01", known_on)

    def by_the_wrong_axis(timeline, known_on):
        return naive(e for e in visits(timeline) if e.occurred.by(known_on) == "yes")

    uncorrected = timelines(KINDS, max_size=5).filter(
        lambda t: not any(isinstance(e, ip4.Amendment) for e in t.entries)
    )
    told_apart(uncorrected, only_what_was_known, ours, by_the_wrong_axis)


def test_batches_cut_on_one_axis_and_ordered_on_the_other_repeat_nothing():
    """Deliveries cut by the day of knowledge overlap in time; each event still counts once."""

    def each_counts_once(timeline, answer):
        batches = [
            [e for e in timeline.entries if low <= known_number(e) <= high]
            for low, high in ((0, 738540), (738540, 4_000_000))  # cut on a day that both take
        ]
        return all(len(ids) == len(set(ids)) for ids in answer(batches).values())

    def ours(batches):
        return fold(ip4.Timeline().append(*itertools.chain(*batches)), "2030-01-01")

    def one_after_the_other(batches):
        events = itertools.chain(*(visits(ip4.Timeline(batch)) for batch in batches))
        return naive(e for e in events)

    told_apart(timelines(KINDS, max_size=5), each_counts_once, ours, one_after_the_other)


def known_number(entry):
    known = getattr(entry, "known", None)
    return 0 if known is None else known.toordinal()


def test_a_projection_does_not_ignore_the_axis_that_it_is_asked_about():
    """A value kept beside the events shows the latest state to whoever asks about the past."""

    def knows_no_more_than_then(timeline, answer):
        return all(
            answer(timeline, known_on) == fold(timeline.known(known_on), "2030-01-01")
            for known_on in days_of(timeline)
        )

    def ours(timeline, known_on):
        return fold(timeline, "2030-01-01", known_on)

    def materialised(timeline, known_on):
        return fold(timeline, "2030-01-01")

    told_apart(timelines(KINDS, max_size=5), knows_no_more_than_then, ours, materialised)


def test_the_ends_of_a_period_are_in_or_out_and_not_both():
    """A spell holds from its first day to the day before its last; neighbours share no day."""

    def holds_on_one_spell_a_day(timeline, held):
        for partner in ip4.Partner:
            spells = timeline.project(itinerary).spells(partner)
            for day in days_of(timeline):
                value = timeline.project(itinerary).get(partner, day)
                found = [s.value for s in spells if held(s, day)]
                if found != ([] if value is None else [value]):
                    return False
        return True

    def ours(spell, day):
        return day in spell

    def both_inclusive(spell, day):
        return spell.since <= day and (spell.until is None or day <= spell.until)

    told_apart(timelines(KINDS, max_size=5), holds_on_one_spell_a_day, ours, both_inclusive)


def test_a_late_event_does_not_make_a_kept_state_wrong():
    """A state kept by the number of events folded goes on as if the past were complete."""

    def late_is_as_good_as_early(entries, run):
        whole = ip4.Timeline(entries)
        return run(entries) == fold(whole, "2030-01-01")

    def ours(entries):
        timeline = ip4.Timeline()
        for entry in entries:
            timeline = timeline.append(entry)
            fold(timeline, "2030-01-01")  # asked in between, so that something could be kept
        return fold(timeline, "2030-01-01")

    def by_position(entries):
        kept, position = {}, 0
        timeline = ip4.Timeline()
        for entry in entries:
            timeline = timeline.append(entry)
            ordered = sorted(
                (e for e in visits(timeline) if e.occurred.latest),
                key=lambda e: (e.occurred.latest, e.seq, e.id),
            )
            for event in ordered[position:]:  # what is new is taken to stand at the end
                for partner in event.partners:
                    kept[partner] = (*kept.get(partner, ()), event.id)
            position = len(ordered)
        return kept

    told_apart(deliveries(KINDS, max_size=5), late_is_as_good_as_early, ours, by_position)


def test_neighbouring_ranges_repeat_nothing_at_their_border():
    """What came to count between two days and in the next period adds up to the whole."""

    def adds_up(timeline, came):
        days = [d.isoformat() for d in days_of(timeline)]
        first, last = "2000-01-01", "2030-01-01"
        whole = came(timeline, first, last)
        return all(
            Counter(came(timeline, first, day) + came(timeline, day, last)) == Counter(whole)
            for day in days
        )

    def ours(timeline, before, after):
        return [event.id for event in timeline.project(itinerary).diff(before, after).events]

    def between_both_inclusive(timeline, before, after):
        first, last = day_number(before), day_number(after)
        bounds = ((e.id, e.occurred.bound("certain")) for e in visits(timeline) if e.partners)
        return [id for id, day in bounds if day is not None and first <= day <= last]

    told_apart(timelines(KINDS, max_size=5), adds_up, ours, between_both_inclusive)


def test_what_was_seen_live_is_what_a_replay_shows():
    """Folding as events arrive and replaying them later end in the same state."""

    def live_equals_replay(entries, live):
        timeline = ip4.Timeline(entries)
        steps = list(timeline.project(itinerary).replay("0001-01-01", "9999-12-31"))
        replayed = dict(steps[-1].states) if steps else {}
        return live(entries) == replayed

    def ours(entries):
        timeline = ip4.Timeline()
        for entry in entries:
            timeline = timeline.append(entry)
        return fold(timeline, "9999-12-31")

    def in_order_of_arrival(entries):
        arrived = {e.id: e for e in entries if isinstance(e, ip4.Visit) and e.occurred.latest}
        return naive(arrived.values())

    told_apart(deliveries(KINDS, max_size=5), live_equals_replay, ours, in_order_of_arrival)


def test_there_are_eight():
    assert len([name for name in globals() if name.startswith("test_")]) == 8 + 2


def test_the_faulty_folds_are_right_where_nothing_is_nasty():
    """They are plausible: on a tidy record none of them can be told from ours."""
    events = [
        ip4.Visit(id=f"v{n}", occurred=day, partners=["japan"], direction="to-nato")
        for n, day in enumerate(["2023-01-05", "2023-02-05", "2023-03-05"])
    ]
    timeline = ip4.Timeline([attrs.evolve(e) for e in events])
    assert naive(visits(timeline)) == fold(timeline, "2030-01-01")
