"""The verdicts of examples/fact_checks.py follow from the record: change it, and they change."""

import runpy
from types import SimpleNamespace

import attrs
import pytest

import ip4timeline as ip4

MADRID, WASHINGTON, HAGUE = "2022-madrid-summit", "2024-washington-summit", "2025-the-hague-summit"


@pytest.fixture(scope="module")
def facts(root):
    return SimpleNamespace(**runpy.run_path(str(root / "examples" / "fact_checks.py")))


@pytest.fixture(scope="module")
def said(facts):
    """What a check comes to on a timeline."""
    return lambda check, timeline: facts.verdict(getattr(facts, check)(timeline))


AT_LAST = {"known": "2030-01-01", "reason": "for the test"}
"""Later than every amendment of the record, so that ours are the ones that stand."""


def without(timeline, *ids):
    return timeline.append(
        *(ip4.Retraction(id=f"retract-{id}", target=id, **AT_LAST) for id in ids)
    )


def changed(timeline, id, **fields):
    event = attrs.evolve(timeline.event(id), **fields)
    return timeline.append(
        ip4.Correction(id=f"correct-{id}", target=id, replacement=event, **AT_LAST)
    )


def declared(timeline, series, kind, period):
    """The same events in a record that is declared complete for a kind, for all four."""
    rows = [
        ip4.Coverage(series=series, kinds=[kind], period=period, state="complete", partner=p)
        for p in ip4.Partner
    ]
    # A record that called itself sampled there would be contradicted, and establish nothing.
    others = [
        row
        for row in timeline.registries.coverage
        if row.series != series or kind not in row.kinds or row.state == "complete"
    ]
    registries = attrs.evolve(timeline.registries, coverage=(*others, *rows))
    return ip4.Timeline(timeline.entries, registries)


def attendance(timeline, partner, occasion):
    (event,) = timeline.of(ip4.Attendance).about(partner).where(occasion=occasion)
    return event


def as_leader(event):
    head, *others = event.delegates
    return (attrs.evolve(head, level="leader"), *others)


def test_ten_claims_each_with_a_source_of_the_registry(facts, record):
    assert len(facts.CLAIMS) == 10
    for claim in facts.CLAIMS:
        source = record.registries.source(claim.source)
        assert source.url or source.notes


def test_every_verdict_occurs(facts, record):
    verdicts = [facts.verdict(claim.check(record)) for claim in facts.CLAIMS]
    assert set(verdicts) == {"true", "partly true", "false", "not established"}


def test_the_report_names_evidence_and_a_citation_of_each(facts, record):
    lines = list(facts.report(record))
    for claim in facts.CLAIMS:
        for answer in claim.check(record).values():
            for event in answer.evidence:
                cited = facts.cited(event, record.registries)
                assert f"     {event.id}: {cited}" in lines
                assert "http" in cited
    assert sum(line.startswith("   said by ") for line in lines) == 10


def test_the_script_prints_the_report(root, record, facts, capsys):
    runpy.run_path(str(root / "examples" / "fact_checks.py"), run_name="__main__")
    assert capsys.readouterr().out.rstrip() == "\n".join(facts.report(record)).rstrip()


def test_no_claim_is_true_of_a_record_without_events(facts, record):
    empty = ip4.Timeline((), record.registries)
    for claim in facts.CLAIMS[:-1]:
        if claim.check is facts.japan_took_part_in_air_defender:
            with pytest.raises(ip4.UnknownNameError, match="no exercise"):
                claim.check(empty)
            continue
        assert facts.verdict(claim.check(empty)) in ("not established", "false")


def test_leaders_at_three_summits_turns_on_washington(said, facts, record):
    assert said("leaders_at_three_summits", record) == "partly true"
    parts = facts.leaders_at_three_summits(record)
    assert {name for name, answer in parts.items() if answer.verdict == "no"} == {"Australia"}
    marles = attendance(record, "australia", WASHINGTON)
    assert marles in parts["Australia"].evidence
    with_leader = changed(record, marles.id, delegates=as_leader(marles))
    assert said("leaders_at_three_summits", with_leader) == "true"


def test_third_summit_in_a_row_needs_all_twelve(said, facts, record):
    assert said("third_summit_in_a_row", record) == "true"
    (answer,) = facts.third_summit_in_a_row(record).values()
    assert len(answer.evidence) == 12
    for event in answer.evidence:
        assert said("third_summit_in_a_row", without(record, event.id)) == "false"


def test_programmes_by_washington_turns_on_the_day_of_the_last_one(said, facts, record):
    (last,) = record.of(ip4.AgreementSigned).about("new-zealand").where(type="itpp")
    assert said("programmes_by_washington", record) == "not established"
    assert facts.programmes_by_washington(record)["New Zealand"].verdict == "possible"
    for occurred, verdict in (("2024-07-01", "true"), ("2024-10-01", "partly true")):
        dated = changed(record, last.id, occurred=occurred, known=occurred)
        assert said("programmes_by_washington", dated) == verdict
    assert said("programmes_by_washington", without(record, last.id)) == "partly true"


def test_only_luxon_turns_on_the_others(said, record):
    assert said("only_luxon_in_the_hague", record) == "true"
    luxon = attendance(record, "new-zealand", HAGUE)
    assert said("only_luxon_in_the_hague", without(record, luxon.id)) == "false"
    iwaya = attendance(record, "japan", HAGUE)
    with_two = changed(record, iwaya.id, delegates=as_leader(iwaya), instead_of="")
    assert said("only_luxon_in_the_hague", with_two) == "false"


def test_japans_first_absence_turns_on_both_parts(said, record):
    assert said("japans_first_absence", record) == "true"
    earlier = without(record, attendance(record, "japan", MADRID).id)
    assert said("japans_first_absence", earlier) == "partly true"
    iwaya = attendance(record, "japan", HAGUE)
    there = changed(record, iwaya.id, delegates=as_leader(iwaya), instead_of="")
    assert said("japans_first_absence", there) == "partly true"


def test_korean_minister_turns_on_2023(said, facts, record):
    parts = facts.korean_minister_four_times(record)
    assert said("korean_minister_four_times", record) == "partly true"
    assert [year for year, answer in parts.items() if answer.verdict == "no"] == ["2023"]
    (deputy,) = parts["2023"].evidence
    minister = attrs.evolve(deputy.delegates[0], level="minister")
    promoted = changed(record, deputy.id, delegates=(minister,), instead_of="")
    assert said("korean_minister_four_times", promoted) == "true"
    # The record is not declared complete for these sessions: silence proves nothing.
    assert said("korean_minister_four_times", without(record, deputy.id)) == "not established"


def test_first_summit_of_the_four_turns_on_those_before(said, facts, record):
    assert said("first_summit_of_the_four", record) == "false"
    parts = facts.first_summit_of_the_four(record)
    assert parts["Korea"].verdict == "not established"
    earlier = [event.id for answer in parts.values() for event in answer.evidence]
    emptied = without(record, *earlier)
    assert said("first_summit_of_the_four", emptied) == "not established"
    complete = declared(emptied, "nato-summit", "attendance", "../2021-12-31")
    assert said("first_summit_of_the_four", complete) == "true"


def test_air_defender_turns_on_the_correction(said, facts, record):
    assert said("japan_took_part_in_air_defender", record) == "false"
    # On the opening day the public had a Japanese transport aircraft there.
    opening = record.known("2023-06-12")
    assert said("japan_took_part_in_air_defender", opening) == "true"
    (event,) = facts.japan_took_part_in_air_defender(record)["took part"].evidence
    assert event.capacity == "observer"
    gone = without(record, event.id)
    assert said("japan_took_part_in_air_defender", gone) == "not established"


def test_first_mission_turns_on_a_declaration_of_completeness(said, facts, record):
    assert said("first_mission_of_its_own", record) == "not established"
    complete = declared(record, "mission-changed", "mission-changed", "../2026-12-31")
    assert said("first_mission_of_its_own", complete) == "true"
    (event,) = facts.first_mission_of_its_own(record)["the first"].evidence
    rival = attrs.evolve(
        event,
        id="rival",
        partners=["korea"],
        occurred="2024-01-10",
        known="2024-01-10",
        mission="korea-mission-to-nato",
    )
    assert said("first_mission_of_its_own", record.append(rival)) == "false"


def test_cancelled_turns_on_the_kind_of_step(said, facts, record):
    assert said("lee_and_ishiba_cancelled", record) == "partly true"
    parts = facts.lee_and_ishiba_cancelled(record)
    (declined,), (cancelled,) = parts["Korea"].evidence, parts["Japan"].evidence
    assert (declined.kind, cancelled.kind) == ("declination", "cancellation")
    assert said("lee_and_ishiba_cancelled", without(record, cancelled.id)) == "false"
    assert said("lee_and_ishiba_cancelled", without(record, declined.id)) == "not established"
