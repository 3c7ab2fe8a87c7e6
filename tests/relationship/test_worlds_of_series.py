"""The law of claims for occasions in a row: `yes` and `no` only where every world says so."""

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import ip4timeline as ip4

from .small import absent, asked, came, met, occasion, record, rows, scheduled
from .worlds import FIRST, Dice, Fact, Held, fact, is_covered, is_scheduled_in_full, number

WORLDS = EXAMPLES = 25
YEARS = (2020, 2021, 2022, 2023)
ALWAYS = "../2021 2022/.."
PERIODS = (ALWAYS, ALWAYS, "2020/2023", "2021-06-11/2023", "../2022", "2022/..", "2020?/2023")
BETWEEN = (
    (None, None), ("2020-01-01", "2023-12-31"), ("2021-06-11", "2022-06-30"),
    (None, "2019-12-31"), (None, "2022-06-10"), ("2023-06-11", None), ("2024-01-01", None),
)  # fmt: skip
KINDS = {"attendance": ip4.Attendance, "meeting": ip4.Meeting, "invitation": ip4.Invitation}
MARKS = (None, "2021-06-30", "2022-06-10")


def plans(draw, of, year):
    """How an occasion was scheduled, called off, and scheduled again; or nothing of it."""
    how = draw(st.sampled_from(["once", "once", "once", "never", "off", "again", "open"]))
    if how == "never":
        return
    yield scheduled(of, draw(st.sampled_from([f"{year}-01-01", f"{year - 1}-07-01"])))
    if how in ("off", "again", "open"):
        day = draw(st.sampled_from([f"{year}-03-01", f"{year}-03"]))
        yield ip4.OccasionCalledOff(id=f"off-{of.id}", occurred=day, occasion=of.id)
    if how in ("again", "open"):
        day = f"{year}-03-20" if how == "again" else f"[{year}-01-02..]"
        yield scheduled(of, day, id=f"again-{of.id}", known=f"{year}-04-01")


def seen(draw, kind, of, year, partner):
    """What a record has of one partner and one occasion."""
    id = f"{of.id}-{partner}"
    how = draw(st.sampled_from(["there", "there", "there", "nothing", "other"]))
    if how == "nothing":
        return
    if kind == "meeting":
        day = draw(st.sampled_from([f"{year}-06-10", f"{year}-06"]))
        yield met(id, day, "" if how == "other" else of.id, partner)
    elif kind == "invitation":
        day = draw(st.sampled_from([f"{year}-02-01", f"[..{year}-05-30]", f"{year - 1}-11"]))
        level = draw(st.sampled_from(["leader", "leader", None]))
        yield asked(id, day, of.id, partner, level=level, known=f"{year}-06-01")
    elif how == "other":
        yield absent(id, of.id, partner)
    else:
        yield came(id, of.id, partner)


@st.composite
def of_series(draw):
    """A record of a series, the kind that is asked for, and a seed of chance."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    occasions, events = [], []
    for year in YEARS:
        if draw(st.integers(0, 3)):
            forms = (None, None, f"{year}-06-10", f"{year}-06", str(year))
            of = occasion(year, draw(st.sampled_from(forms)))
            occasions.append(of)
            events += plans(draw, of, year)
            for partner in ("japan", "korea"):
                events += seen(draw, kind, of, year, partner)
    coverage = []
    for _ in range(draw(st.integers(0, 2))):
        period = draw(st.sampled_from(PERIODS))
        level = draw(st.sampled_from([None, None, "leader"])) if kind != "meeting" else None
        for part in period.split():
            coverage += rows("s", part, kind, level=level)
    if not draw(st.integers(0, 3)):
        coverage += rows("s", "2021/2022", kind, partners=["japan"], state="sampled")
    if not occasions:
        occasions = [occasion(2022)]
    return (
        record(*events, coverage=coverage, occasions=occasions),
        kind,
        draw(st.integers(0, 2**32)),
    )


@attrs.frozen
class World:
    """The occasions that were held, and every event of the kind in question."""

    held: list
    facts: list
    recorded: frozenset


def world_of(timeline, kind, dice):
    events = list(timeline.select())
    at = {e.id: dice.begin_end(e.occurred)[0] for e in events}
    all_, held = [], []
    for row in timeline.registries.occasions:
        one = Held(row.id, *dice.begin_end(row.dates), dice.random())
        all_.append(one)
        told = [e for e in events if e.kind.startswith("occasion-") and e.occasion == row.id]
        # On one day they have the order of the record.
        last = max(enumerate(told), key=lambda n: (at[n[1].id], n[0]), default=(0, None))[1]
        if dice.random() < 0.5 if last is None else isinstance(last, ip4.OccasionScheduled):
            held.append(one)
    for n in range(dice.randint(0, 2)):
        day = dice.day()
        if not is_scheduled_in_full(timeline, "s", day):
            all_.append(Held(f"hidden-{n}", day, day, dice.random()))
            held.append(all_[-1])
    facts = [fact(e, dice) for e in events if e.kind == kind]
    for n, one in enumerate(facts):
        if not one.occasion:
            # No occasion of an event that names none is another than those of its days.
            there = [o.id for o in all_ if o.begin <= one.begin <= o.end]
            facts[n] = attrs.evolve(one, occasion=dice.choice([*there, ""]))
    away = {(e.partner, e.occasion) for e in events if e.kind == "absence"}
    for n in range(dice.randint(0, 3)):
        of, partner = dice.choice(all_), dice.choice(["japan", "korea"])
        begin, end = of.begin, of.end
        if kind == "invitation":
            told = [at[e.id] for e in events if e.id in (f"sch-{of.id}", f"again-{of.id}")]
            begin = min(*told, of.begin) if told else FIRST
            end = of.begin
        day, level = dice.day(begin, end), dice.choice(["leader", "minister"])
        known = is_covered(timeline, kind, partner, day, series="s", level=level)
        if not known and (partner, of.id) not in away:
            whom = frozenset([ip4.Partner.of(partner)])
            facts.append(Fact(f"hidden-{n}", kind, whom, day, day, dice.random(), level, "", of.id))
    return World(held, facts, frozenset(at)), {o.id: o for o in all_}


def check(answer, worlds, truth):
    if answer.verdict in ("yes", "no"):
        for world in worlds:
            assert truth(*world) is (answer.verdict == "yes"), (answer, world)


def days_of(answer):
    """The days that an answer says it is about."""
    if not answer.period:
        return None, None
    first, _, last = answer.period.partition("/")
    days = (first, last or first)
    return tuple(None if day == ".." else number(day) for day in days)


@settings(max_examples=EXAMPLES)
@given(of_series(), st.data())
def test_no_world_contradicts_what_is_claimed_of_occasions(drawn, data):
    timeline, kind, seed = drawn
    days = data.draw(st.sampled_from(BETWEEN), label="days")
    low, high = map(number, days)
    dice = Dice(seed, timeline, *days)
    worlds = [world_of(timeline, kind, dice) for _ in range(WORLDS)]
    leaders = kind != "meeting" and data.draw(st.booleans(), label="leaders")
    partners = data.draw(st.sampled_from([("japan",), ("japan", "korea")]), label="partners")
    chosen = timeline.of(KINDS[kind]).in_series("s")
    if leaders:
        chosen = chosen.where(level="leader")

    def such(world, partner, id):
        return [
            f
            for f in world.facts
            if partner in f.partners and f.occasion == id and (not leaders or f.level == "leader")
        ]

    whole = chosen.about(*partners)
    check_runs(timeline, whole.between(*days), worlds, partners, such)
    japans = chosen.about("japan")
    for row in timeline.registries.occasions:
        there = japans.where(occasion=row.id)
        check(timeline.exists(there), worlds, lambda w, _, id=row.id: bool(such(w, "japan", id)))
    within = japans.between(*days)
    check_number(timeline, within, worlds, such)
    check_first(timeline, within, worlds, (low, high), such, data)


def check_runs(timeline, chosen, worlds, partners, such):
    def run(world, answer):
        low, high = days_of(answer)
        row = [
            o
            for o in world.held
            if (low is None or o.begin >= low) and (high is None or o.end <= high)
        ]
        n = 0
        for one in sorted(row, key=lambda o: o.rank, reverse=True):
            if not all(such(world, partner, one.id) for partner in partners):
                break
            n += 1
        return n

    found = timeline.streak(chosen)
    check(found, worlds, lambda w, _: run(w, found) == found.value)
    for n in (1, 2, 3):
        answer = timeline.streak(chosen, n)
        check(answer, worlds, lambda w, _, n=n, a=answer: run(w, a) >= n)


def check_number(timeline, chosen, worlds, such):
    """How many there are: those of the record, and of others those of the days in question."""
    for n in range(4):
        answer = timeline.count(chosen, n)
        low, high = days_of(answer)

        def truth(world, all_, n=n, low=low, high=high):
            found = [f for id in all_ for f in such(world, "japan", id)]
            given = chosen.first, chosen.last
            return n == sum(
                f.touches(*given) if f.id in world.recorded else f.touches(low, high) for f in found
            )

        check(answer, worlds, truth)


def check_first(timeline, chosen, worlds, days, such, data):
    """The first and the last occasion with such an event, and the second."""
    id = data.draw(st.sampled_from([o.id for o in timeline.registries.occasions]), label="claim")
    mark = data.draw(st.sampled_from(MARKS), label="mark")
    backwards = data.draw(st.booleans(), label="backwards")
    n = 1 if backwards else data.draw(st.integers(1, 2), label="n")
    try:
        if backwards:
            answer = timeline.last(chosen, id, before=mark)
        else:
            answer = timeline.nth(chosen, n, id, since=mark)
    except ip4.TimelineError:
        return  # it is not among them, or no day is left

    def counts(f):
        if not f.touches(*days):
            return False
        if mark is None:
            return True
        return f.begin < number(mark) if backwards else f.begin > number(mark)

    def truth(world, all_):
        row = [o for o in all_.values() if any(map(counts, such(world, "japan", o.id)))]
        row.sort(key=lambda o: o.rank, reverse=backwards)
        return len(row) >= n and row[n - 1].id == id

    check(answer, worlds, truth)
