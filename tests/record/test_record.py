"""The record that ships, as the acceptance of the project states it."""

import itertools
import re

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.record.compiled import compile_record, decompile
from ip4timeline.record.readers import load
from ip4timeline.testing.laws import READINGS
from ip4timeline.testing.oracle import oracle

SUMMITS = {
    2022: "2022-madrid-summit",
    2023: "2023-vilnius-summit",
    2024: "2024-washington-summit",
    2025: "2025-the-hague-summit",
    2026: "2026-ankara-summit",
}
HAGUE = SUMMITS[2025]


def levels(snapshot, occasion):
    matrix = snapshot.summit_matrix()
    return {p.value: matrix[occasion, p].level for p in ip4.Partner}


def test_the_hague_with_hindsight(record):
    snapshot = record.as_of("2025-06-25")
    cells = {p: snapshot.summit_matrix()[HAGUE, p] for p in ("japan", "korea", "australia")}
    assert levels(snapshot, HAGUE) == {
        "japan": "minister",
        "korea": "minister",
        "australia": "deputy-leader",
        "new-zealand": "leader",
    }
    assert {p: (c.person, c.instead_of) for p, c in cells.items()} == {
        "japan": ("takeshi-iwaya", "shigeru-ishiba"),
        "korea": ("wi-sung-lac", "lee-jae-myung"),
        "australia": ("richard-marles", "anthony-albanese"),
    }
    leaders = {p.value: r.leader.person for p, r in snapshot.items()}
    assert leaders == {
        "japan": "shigeru-ishiba",
        "korea": "lee-jae-myung",
        "australia": "anthony-albanese",
        "new-zealand": "christopher-luxon",
    }
    assert all(r.programme.type == "itpp" for r in snapshot.values())


def test_the_hague_as_it_was_known(record):
    def japan(known_on):
        return record.as_of("2025-06-25", known_on=known_on)["japan"].engagements[HAGUE]

    before, after = japan("2025-06-20"), japan("2025-06-24")
    assert (before.status, before.level, before.person) == ("expected", "leader", "shigeru-ishiba")
    assert (after.status, after.level, after.person, after.instead_of) == (
        "expected",
        "minister",
        "takeshi-iwaya",
        "shigeru-ishiba",
    )
    withdrawal = [s for s in after.steps if s.kind == "cancellation"]
    assert [(s.person, s.occurred.text) for s in withdrawal] == [("shigeru-ishiba", "2025-06-23")]
    for engagement, known_on in ((before, "2025-06-20"), (after, "2025-06-24")):
        why = record.why(engagement)
        assert len(why) >= 3
        assert all(event.known.isoformat() <= known_on for event in why)
        assert all(why.citations(event) for event in why)
        published = [
            c.source.published.earliest.isoformat()
            for event in why
            for c in why.citations(event)
            if c.source and c.source.published and not c.later
        ]
        assert published
        assert max(published) <= known_on


def test_washington_vilnius_and_the_edges_of_time(record):
    washington = record.as_of("2024-07-12")
    assert sorted(levels(washington, SUMMITS[2024]).values()) == [
        "deputy-leader",
        "leader",
        "leader",
        "leader",
    ]
    before_vilnius = record.as_of("2023-07-08")
    assert set(levels(before_vilnius, SUMMITS[2022]).values()) == {"leader"}
    assert before_vilnius.nato.allies == 31
    assert not record.as_of("1980-01-01").summit_matrix().occasions
    assert not record.as_of("0001-01-01").summit_matrix().occasions


def test_programmes_end_by_their_terms(record):
    later = record.as_of("2040-01-01")
    for partner in ("japan", "korea", "australia"):
        assert later[partner].programme is None
        why = later[partner].why("programme")
        assert why.lapsed.isoformat() == "2027-01-01"
        assert why.events[0].term.text == "2023/2026"
    # No source seen gives a term for New Zealand's; an unknown end never lapses.
    new_zealand = later["new-zealand"].programme
    assert new_zealand.term is None
    assert new_zealand.term_state("2040-01-01") == "unknown"


def test_ankara_reads_unknown(record):
    for relationship in record.as_of("2026-11-01").values():
        assert relationship.engagements[SUMMITS[2026]].status == "unknown"
    reports = record.of(ip4.Report).between("2026-02-01", "2026-02-28")
    assert len(reports) >= 1
    assert not [e for e in record.of(ip4.Attendance) if e.occasion == SUMMITS[2026]]


def test_each_summit_accounts_for_all_four(record):
    snapshot = record.as_of("2026-01-01")
    for year in range(2022, 2026):
        for relationship in snapshot.values():
            assert relationship.engagements[SUMMITS[year]].status == "attended"


OFFICES = [p.leader_office for p in ip4.Partner] + ["nato-secretary-general"]


@pytest.mark.parametrize("office", OFFICES)
def test_terms_have_neither_gap_nor_overlap_since_2012(record, office):
    spells = record.project(ip4.OFFICES).spells(office)
    assert spells[0].since.isoformat() <= "2012-01-01"
    for one, other in itertools.pairwise(spells):
        assert one.until == other.since
    assert spells[-1].until is None
    assert all(spell.value.person for spell in spells)


def test_the_korean_presidency(record):
    spells = record.project(ip4.LEADER).spells("korea")
    acting = [s.value.person for s in spells if s.value.capacity == "acting"]
    assert acting == [
        "goh-kun",
        "hwang-kyo-ahn",
        "hwang-kyo-ahn",
        "han-duck-soo",
        "choi-sang-mok",
        "han-duck-soo",
        "han-duck-soo",
        "lee-ju-ho",
    ]


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("1949-08-23", 0),
        ("1949-08-24", 12),
        ("1952-02-18", 14),
        ("1960-01-01", 15),
        ("1990-01-01", 16),
        ("1999-03-12", 19),
        ("2004-03-29", 26),
        ("2009-04-01", 28),
        ("2017-06-05", 29),
        ("2020-03-27", 30),
        ("2023-04-04", 31),
        ("2024-03-07", 32),
    ],
)
def test_the_number_of_allies_is_counted(record, day, count):
    assert record.as_of(day).nato.allies == count


def test_an_appointment_announced_ahead(record):
    def general(known_on):
        return record.as_of("2024-10-01", known_on=known_on).nato.secretary_general.person

    assert general("2024-06-25") == "jens-stoltenberg"
    assert general("2024-06-26") == "mark-rutte"


def test_facts_disclosed_later(record):
    late = [e for e in record.of(ip4.AgreementSigned) if e.known > e.occurred.latest]
    assert len(late) >= 2
    for event in late:
        key = (event.partners[0], event.agreement)
        view = record.project(ip4.AGREEMENTS)
        day = event.occurred.latest
        assert view.get(key, day) is not None
        hidden = view.known(event.known.subtract(days=1)).get(key, day)
        assert hidden is None or hidden.stage == "announced"


def test_a_public_account_later_corrected(record):
    correction = next(e for e in record.entries if isinstance(e, ip4.Correction) and e.known)
    before = record.known(correction.known.subtract(days=1)).event(correction.target)
    after = record.known(correction.known).event(correction.target)
    assert before != after

    def account(event):  # of remarks and sources a cut shows what was public by then
        return attrs.evolve(event, notes="", cites=())

    assert account(after) == account(correction.replacement)


def test_the_tokyo_office_from_proposal_to_shelving(record):
    states = record.project(ip4.PROPOSALS).spells("tokyo-liaison-office")
    assert states[0].value.state == "proposed"
    assert states[-1].value.state == "shelved"
    assert any("macron" in o or "france" in o for o in states[-1].value.opponents)


def test_every_event_is_cited_and_claims_nothing_singular(record):
    # What counts or looks back is a rule of the lint: tests/record/test_invariants.py.
    hindsight = re.compile(r"\b(only|unprecedented|historic)\b", re.IGNORECASE)
    for event in record:
        assert event.cites, event.id
        assert not hindsight.search(event.summary), (event.id, event.summary)


def test_diff_and_learned_name_what_changed(record):
    found = record.diff("2024-07-12", "2025-06-26")
    by = {(c.projection, str(c.key)) for c in found}
    assert ("LEADER", "japan") in by
    assert ("LEADER", "korea") in by
    assert ("OFFICES", "nato-secretary-general") in by
    assert ("LEADER", "australia") not in by
    learned = record.learned("2025-06-20", "2025-06-24", as_of="2025-06-25")
    assert {e.kind for e in learned.events} >= {"cancellation", "acceptance"}
    assert all("2025-06-20" < e.known.isoformat() <= "2025-06-24" for e in learned.events)
    engagements = {c.key[0].value for c in learned if c.projection == "ENGAGEMENTS"}
    assert engagements == {"japan", "korea"}


def test_compiled_and_read_from_files_are_equal(record, root):
    assert load(root / "events") == record
    assert load(root / "events").digest == record.digest
    assert decompile(compile_record(record)) == record


def days_of_change(record, projection, certainty):
    """The day numbers on which a value can change, and those on which knowledge can."""
    targets = {a.target for a in record.entries if isinstance(a, ip4.Amendment)}
    handled = [
        e
        for e in record.entries
        if isinstance(e, (ip4.Amendment, *projection.on)) or e.id in targets
    ]
    accounts = [e for e in handled if isinstance(e, ip4.Event)]
    accounts += [a.replacement for a in handled if isinstance(a, ip4.Correction)]
    days = set(record.project(projection, certainty=certainty).days())
    days |= {e.occurred.bound(certainty) for e in accounts} - {None}
    # A lapse once believed in, before a correction moved it, is a day of change as well.
    for amendment in handled:
        if isinstance(amendment, ip4.Amendment) and amendment.known:
            eve = amendment.known.subtract(days=1)
            days |= set(record.project(projection, known_on=eve, certainty=certainty).days())
    known = {e.known.toordinal() for e in accounts}
    known |= {a.known.toordinal() for a in handled if isinstance(a, ip4.Amendment) and a.known}
    return handled, sorted(days), [None, *sorted(known)]


def spread(days, most=36):
    """At most so many of the days, the first and the last among them, evenly apart."""
    if len(days) <= most:
        return days
    return [days[round(i * (len(days) - 1) / (most - 1))] for i in range(most)]


@pytest.mark.parametrize("projection", ip4.PROJECTIONS, ids=lambda p: p.name)
def test_every_projection_equals_the_oracle_on_the_real_record(record, projection):
    """For pairs of days on which anything of the projection changes, in both readings.

    All pairs, unless a clock has more than thirty-six such days: then of so many spread over them.
    """
    compared = 0
    for certainty in READINGS:
        handled, days, known_days = days_of_change(record, projection, certainty)
        for known_on in spread(known_days):
            known = None if known_on is None else from_day_number(known_on)
            view = record.project(projection, certainty=certainty, known_on=known)
            for day in spread(days):
                got = dict(view.as_of(from_day_number(day)))
                want = oracle(handled, projection, day, known_on, certainty)
                assert got == want, (from_day_number(day), known, certainty)
                compared += 1
    assert compared > 50
