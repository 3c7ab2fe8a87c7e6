"""Every law is there, holds of what is right, and fails of something planted that is wrong."""

import datetime as dt
from typing import ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import ip4timeline as ip4
from ip4timeline.testing import (
    LAWS,
    LawBroken,
    events,
    growths,
    timelines,
    whens,
)
from ip4timeline.testing.laws import independence
from ip4timeline.testing.laws import kinds as kind_laws

TRIES = 300
"""The most examples that a planted fault may take to be caught."""
VISITS = (ip4.Visit,)


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def trail(value: str | None, event: ip4.Visit) -> str | None:
    """The places visited, in fold order; an empty place forgets them."""
    return (value or "") + event.place if event.place else None


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners, lapses=lambda v: v + dt.timedelta(3))
def fresh(value: dt.date | None, event: ip4.Visit) -> dt.date:
    """The last visit, for three days."""
    return event.occurred.latest or event.occurred.earliest


@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners)
def visits(event: ip4.Visit) -> int:
    """The number of visits."""
    return 1


# Projections that break a law by themselves


@ip4.projection(on=ip4.Visit, keys=lambda e: "japan")
def text_for_keys(value: int | None, event: ip4.Visit) -> int:
    """Gives a text where a list of keys is due."""
    return 1


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def in_place(value: list[str] | None, event: ip4.Visit) -> list[str]:
    """Changes the value that it is given."""
    value = [] if value is None else value
    value.append(event.place)
    return value


@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def greatest_id(value: str | None, event: ip4.Visit) -> str:
    """Takes the greatest id for the latest."""
    return max(value or "", event.id)


@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners, merge=lambda a, b: a - b)
def difference(event: ip4.Visit) -> int:
    """Merges as if the first were the greater."""
    return event.occurred.bound("certain") or 0


@ip4.tally(on=ip4.Visit, keys=lambda e: e.partners, merge=lambda a, b: (a + b) / 2)
def mean(event: ip4.Visit) -> float:
    """Takes a mean of means for the mean."""
    return float(event.occurred.bound("certain") or 0)


# Timelines with one fault each


class Changed(ip4.Timeline):
    """A timeline that projects something else than itself."""

    def __init__(self, entries=(), registries=None, horizon=None):
        super().__init__(entries, registries or ip4.Registries(), horizon)
        object.__setattr__(self, "arrived", tuple(entries))

    def project(self, projection, *, known_on=None, certainty="certain"):
        plain = ip4.Timeline(self.folded(projection), self.registries, self.horizon)
        return plain.project(projection, known_on=self.asked(known_on), certainty=certainty)

    def folded(self, projection):
        return self.entries

    def asked(self, known_on):
        return known_on

    def append(self, *entries):
        return type(self)((*self.entries, *entries), self.registries, self.horizon)


class StartsLate(Changed):
    def folded(self, projection):
        return self.entries if len(self.entries) > 1 else ()


class ByArrival(Changed):
    def folded(self, projection):
        arrived = [e.id for e in self.arrived]
        return self.entries if arrived == sorted(arrived) else self.entries[1:]


class CountsTwice(Changed):
    def folded(self, projection):
        more = len(self.arrived) - len(self.entries)
        again = [e for e in self.arrived if isinstance(e, ip4.Event)][:more]
        return [*self.entries, *(attrs.evolve(e, id=f"{e.id}-again") for e in again)]


class MindsOtherKinds(Changed):
    def folded(self, projection):
        return () if any(e.kind == "aside" for e in self.entries) else self.entries


class KnowsTheFuture(Changed):
    def asked(self, known_on):
        return None


class HindsightEnds(Changed):
    def asked(self, known_on):
        return known_on or "2023-01-20"


class ForgetsCorrections(Changed):
    def folded(self, projection):
        return [e for e in self.entries if not isinstance(e, ip4.Amendment)]


class KeepsTheFirstCorrection(Changed):
    def folded(self, projection):
        events = [e for e in self.entries if isinstance(e, ip4.Event)]
        amendments = [e for e in self.entries if isinstance(e, ip4.Amendment)]
        return [*events, *{a.target: a for a in reversed(amendments)}.values()]


class DropsEarlyCorrections(Changed):
    def append(self, *entries):
        ids = {e.id for e in self.entries}
        kept = [e for e in entries if getattr(e, "target", e.id) in {e.id, *ids}]
        return super().append(*kept)


class Stale(Changed):
    """What was folded once is not folded again."""

    def append(self, *entries):
        grown = super().append(*entries)
        object.__setattr__(grown, "arrived", None if len(self.entries) > 1 else grown.arrived)
        return grown

    def folded(self, projection):
        return self.entries[:-1] if self.arrived is None else self.entries


class Seen:
    """A view with one answer changed."""

    def __init__(self, view):
        self._view = view

    def __getattr__(self, name):
        return getattr(self._view, name)


def eve(day):
    return ip4.When(day).earliest.subtract(days=1)


class DayBefore(Seen):
    def as_of(self, day, **more):
        return self._view.as_of(eve(day), **more)


class DayAfter(Seen):
    def as_of(self, day, **more):
        return self._view.as_of(ip4.When(day).earliest.add(days=1), **more)


class LapsesLate(Seen):
    def get(self, key, day):
        return self._view.get(key, eve(day))


class LosesTheLast(Seen):
    def spells(self, key):
        return self._view.spells(key)[:-1]


class OneReason(Seen):
    def spells(self, key):
        return [attrs.evolve(s, because=s.because[:1]) for s in self._view.spells(key)]


class EndsEarly(Seen):
    def diff(self, before, after):
        return self._view.diff(before, eve(after))


class LearnsBackwards(Seen):
    def learned(self, before, after, *, as_of):
        return self._view.learned(after, before, as_of=as_of)


class SilentLapses(Seen):
    def replay(self, start, end, *, along="occurred"):
        return (step for step in self._view.replay(start, end, along=along) if step.events)


class OneClock(Seen):
    def replay(self, start, end, *, along="occurred"):
        return self._view.replay(start, end)


class FromTheStart(Seen):
    def replay(self, start, end, *, along="occurred"):
        return self._view.replay("0001-01-01", end, along=along)


class FirstEvent(Seen):
    def why(self, key, as_of=None):
        why = self._view.why(key, as_of)
        return attrs.evolve(why, events=why.events[:1])


class NoAmendments(Seen):
    def why(self, key, as_of=None):
        return attrs.evolve(self._view.why(key, as_of), amendments=())


class Hindsight(Seen):
    def why(self, key, as_of=None):
        return self._view.known(None).why(key, as_of)


def seen_by(cls):
    class Looked(Changed):
        def project(self, projection, **more):
            return cls(super().project(projection, **more))

    Looked.__name__ = cls.__name__
    return Looked


class InPlace(Changed):
    def append(self, *entries):
        grown = super().append(*entries)
        object.__setattr__(self, "entries", grown.entries)
        return grown


class CountForDigest(Changed):
    digest = property(lambda self: str(len(self.entries)))


class NothingPending(Changed):
    pending = ()


class NoHorizon(Changed):
    def known(self, day):
        return self


class LosesAChange(ip4.Timeline):
    def diff(self, before, after, **more):
        diff = super().diff(before, after, **more)
        return attrs.evolve(diff, changes=diff.changes[:-1])


class LosesAStep(ip4.Timeline):
    def replay(self, *span, **more):
        return list(super().replay(*span, **more))[1:]


# Kinds with one fault each


@attrs.frozen(kw_only=True, order=False)
class NeverRegistered(ip4.Event):
    kind: ClassVar[str] = "never-registered"


@attrs.frozen(kw_only=True, order=False)
class Listed(ip4.Event):
    kind: ClassVar[str] = "listed-of-tests"

    things: tuple[str, ...] = attrs.field(default=(), converter=list)


@attrs.frozen(kw_only=True, order=False)
class Growing(ip4.Event):
    kind: ClassVar[str] = "growing-of-tests"

    size: int = attrs.field(converter=lambda value: value + 1)


@attrs.frozen(kw_only=True, order=False)
class KnownAtOnce(ip4.Event):
    kind: ClassVar[str] = "known-at-once-of-tests"

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        if self.occurred.earliest:
            object.__setattr__(self, "known", self.occurred.earliest)


@attrs.frozen(kw_only=True, order=False)
class Second(ip4.Event):
    kind: ClassVar[str] = "second-of-tests"
    version: ClassVar[int] = 2


@pytest.fixture(autouse=True)
def registered():
    for cls in (Listed, Growing, KnownAtOnce, Second):
        ip4.register(cls)
    yield
    from ip4timeline.engine.events import kinds as vocabulary

    for cls in (Listed, Growing, KnownAtOnce, Second):
        vocabulary._KINDS.pop(cls.kind)


def lenient(data):
    return ip4.from_data({k: v for k, v in data.items() if k != "no_such_field"})


def filling(data):
    return ip4.from_data({"id": "made-up", "occurred": "2023", "direction": "to-nato", **data})


# Dates with one fault each


class Off:
    """A date with one answer changed."""

    def __init__(self, when):
        self.when = when

    def __getattr__(self, name):
        return getattr(self.when, name)

    def __str__(self):
        return str(self.when)

    def __eq__(self, other):
        return self.when == other

    def __hash__(self):
        return hash(self.when)


class TurnedRound(Off):
    earliest = property(lambda self: self.when.latest)
    latest = property(lambda self: self.when.earliest)


class Respelt(Off):
    def __str__(self):
        return str(self.when).replace("2023-01", "2023-02")


class Undone(Off):
    def by(self, day):
        return {"yes": "no", "no": "yes"}.get(self.when.by(day), "possible")


class Swapped(Off):
    def bound(self, certainty):
        return self.when.bound("possible" if certainty == "certain" else "certain")


class Guessed(Off):
    latest = property(lambda self: self.when.latest or dt.date(2030, 12, 31))


class WithMargin(Off):
    @property
    def latest(self):
        latest = self.when.latest
        return latest + dt.timedelta(bool(self.when.qualifier)) if latest else None


class LastDayExcluded(Off):
    def term_state(self, day):
        return self.when.term_state(day if str(day) == "9999-12-31" else day.add(days=1))


def until_broken(examples, case):
    """Look for a breach and leave it as large as it is found: to shrink takes long."""

    @settings(
        max_examples=TRIES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(examples)
    def run(example):
        case(example)

    run()


def fold(projection, timeline=ip4.Timeline, kinds=VISITS):
    examples = timelines(kinds, max_size=6).map(lambda t: timeline(t.entries, t.registries))
    return lambda law: until_broken(examples, lambda example: law(projection, example))


def growth(projection, timeline, kinds=VISITS):
    examples = growths(kinds, timeline=timeline)
    return lambda law: until_broken(examples, lambda example: law(projection, example))


def whole(cls):
    def fell(office, day, person, known=None, id=None):
        return ip4.OfficeChanged(
            id=id or f"{person}-{day}",
            occurred=day,
            known=known,
            partners=["japan"],
            office=office,
            person=person,
        )

    leader = "japan-prime-minister"
    ben = fell(leader, "2023-01-12", "ben", id="ben")
    programme = ip4.AgreementSigned(
        id="signed",
        occurred="2023-02",
        partners=["japan"],
        agreement="programme",
        title="Programme",
        type="itpp",
        term="2023/2026",
    )
    entries = [
        fell(leader, "2023-01-05", "ann"),
        ben,
        fell(leader, "2023-03", "cho", known="2023-04-01"),
        programme,
        ip4.Correction(
            id="c1",
            target="ben",
            reason="it was later",
            known="2023-02-01",
            replacement=attrs.evolve(ben, occurred="2023-01-20", known="2023-01-21"),
        ),
        ip4.Retraction(id="c2", target="nobody", reason="it was not"),
    ]
    return lambda law: law(cls(entries), [ip4.LEADER, ip4.PROGRAMME])


def kind(cls):
    return lambda law: until_broken(events([cls]), lambda event: law(cls, event))


def date(cls):
    return lambda law: until_broken(whens().map(cls), law)


PLANTED = {
    "keys_are_fixed_by_the_event": fold(text_for_keys),
    "evolve_depends_on_its_arguments_alone": fold(in_place),
    "equals_the_oracle": fold(trail, seen_by(DayBefore)),
    "splits_and_resumes": fold(trail, StartsLate),
    "ignores_arrival": fold(trail, ByArrival),
    "ignores_second_deliveries": fold(visits, CountsTwice),
    "ignores_kinds_it_does_not_handle": fold(trail, MindsOtherKinds),
    "ids_are_only_names": fold(greatest_id),
    "ties_are_harmless_or_refused": fold(ip4.STATUSES, kinds=(ip4.StatusChanged,)),
    "nothing_known_later_matters": fold(trail, KnowsTheFuture),
    "nothing_effective_later_matters": fold(trail, seen_by(DayAfter)),
    "no_known_on_is_one_past_every_event": fold(trail, HindsightEnds),
    "a_correction_reads_as_written_right": fold(trail, ForgetsCorrections),
    "the_last_correction_stands": fold(trail, KeepsTheFirstCorrection),
    "corrections_come_in_any_order": fold(trail, DropsEarlyCorrections),
    "appending_is_rebuilding": fold(trail, Stale),
    "growing_is_rebuilding": growth(visits, Stale),
    "lapses_are_seen_by_all": fold(fresh, seen_by(LapsesLate)),
    "spells_cover_the_days_with_a_value": fold(trail, seen_by(LosesTheLast)),
    "spells_break_with_the_evidence": fold(trail, seen_by(OneReason)),
    "diffs_compose": fold(trail, seen_by(EndsEarly)),
    "what_is_learned_composes": fold(trail, seen_by(LearnsBackwards)),
    "replays_show_each_change": fold(fresh, seen_by(SilentLapses)),
    "replays_along_both_clocks_show_what_was_known": fold(trail, seen_by(OneClock)),
    "replays_can_begin_on_any_day": fold(trail, seen_by(FromTheStart)),
    "why_names_the_evidence": fold(trail, seen_by(FirstEvent)),
    "evidence_suffices": fold(trail, seen_by(FirstEvent)),
    "why_names_the_amendments": fold(trail, seen_by(NoAmendments)),
    "why_shows_nothing_unknown": fold(trail, seen_by(Hindsight)),
    "merge_takes_either_first": fold(difference),
    "merge_takes_any_three_by_any_two": fold(mean),
    "merge_agrees_with_every_split": fold(mean),
    "timelines_are_values": whole(InPlace),
    "digests_tell_contents": whole(CountForDigest),
    "stored_timelines_read_back": whole(ip4.Timeline),
    "amendments_without_target_are_inert": whole(NothingPending),
    "nothing_is_known_past_the_horizon": whole(NoHorizon),
    "the_whole_differs_as_its_parts_do": whole(LosesAChange),
    "the_whole_replays_as_its_parts_do": whole(LosesAStep),
    "kinds_are_known_by_name": kind(NeverRegistered),
    "events_are_values": kind(Listed),
    "stored_events_read_back": kind(Growing),
    "unknown_fields_are_refused": kind(ip4.Visit),
    "required_fields_are_named": kind(ip4.Visit),
    "known_is_given_or_the_latest_day": kind(KnownAtOnce),
    "folds_count_every_kind": kind(ip4.Visit),
    "old_versions_read_as_today": kind(Second),
    "bounds_are_ordered": date(TurnedRound),
    "texts_read_back": date(Respelt),
    "once_begun_is_begun": date(Undone),
    "early_readings_are_no_later": date(Swapped),
    "no_bound_is_made_up": date(Guessed),
    "doubt_moves_no_bound": date(WithMargin),
    "terms_run_out_once": date(LastDayExcluded),
}
"""For each law, something wrong that it must catch."""
PATCHED = {
    "ties_are_harmless_or_refused": (independence, "check", lambda *record, projections: ()),
    "stored_timelines_read_back": (
        ip4.Timeline,
        "from_jsonl",
        classmethod(lambda cls, lines: cls()),
    ),
    "unknown_fields_are_refused": (kind_laws, "from_data", lenient),
    "required_fields_are_named": (kind_laws, "from_data", filling),
    "folds_count_every_kind": (kind_laws, "oracle", lambda *question: {}),
}
"""Where nothing of the user's can break a law, the part of the library that is made wrong."""


def test_each_law_has_a_planted_fault():
    assert list(PLANTED) and set(PLANTED) == set(LAWS)


@pytest.mark.parametrize("name", LAWS)
def test_each_law_catches_what_is_planted(name, monkeypatch):
    if name in PATCHED:
        monkeypatch.setattr(*PATCHED[name])
    with pytest.raises(LawBroken) as caught:
        PLANTED[name](LAWS[name])
    broken = caught.value
    assert broken.law is LAWS[name]
    text = str(broken)
    assert f"breaks the law {name}." in text
    assert broken.law.statement in text
    assert broken.law.reason in text
    assert broken.question and broken.expected != broken.got


@pytest.mark.parametrize("name", [name for name, law in LAWS.items() if law.about == "timeline"])
def test_a_law_of_timelines_holds_of_a_right_one(name):
    whole(ip4.Timeline)(LAWS[name])


@pytest.mark.parametrize("name", LAWS)
def test_each_law_states_itself_and_its_reason(name):
    law = LAWS[name]
    assert law.name == name
    assert law.statement.endswith(".") and len(law.statement) < 120
    assert law.reason.endswith(".")
