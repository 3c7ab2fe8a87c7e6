"""Claims put to the record, and how sure the answer is."""

import pytest

import ip4timeline as ip4


def came(year, partner, level="leader", day=None):
    return ip4.Attendance(
        id=f"{year}-{partner}",
        occurred=day or f"{year}-06-29",
        partners=[partner],
        occasion=f"{year}-summit",
        delegates=[ip4.Delegate(person=f"{partner}-head", level=level)],
    )


EVENTS = [
    *(came(2022, p) for p in ip4.Partner),
    *(came(2023, p) for p in ip4.Partner),
    came(2024, "japan"),
    came(2024, "korea"),
    came(2024, "new-zealand"),
    came(2024, "australia", "deputy-leader"),
    came(2025, "new-zealand"),
    came(2025, "japan", "minister"),
]


def registries(*, covered="2022/2025", state="complete"):
    return ip4.Registries(
        occasions=tuple(
            ip4.Occasion(
                id=f"{year}-summit",
                title=str(year),
                format="summit",
                dates=f"{year}-06-29",
                series="nato-summit",
            )
            for year in range(2022, 2026)
        ),
        coverage=tuple(
            ip4.Coverage(
                kinds=["attendance"], series="nato-summit", partner=p, period=covered, state=state
            )
            for p in ip4.Partner
        ),
    )


TL = ip4.Timeline(EVENTS, registries())
OPEN = ip4.Timeline(EVENTS, registries(state="sampled"))
YEARS = ("2022-01-01", "2025-12-31")


def leaders(timeline=TL, first=YEARS[0], last=YEARS[1]):
    chosen = timeline.of(ip4.Attendance).in_series("nato-summit").where(level="leader")
    return chosen.between(first, last)


def test_count():
    answer = TL.count(leaders().about("japan"))
    assert (answer.value, answer.verdict, answer.reason) == (3, "yes", "")
    assert [e.id for e in answer.evidence] == ["2022-japan", "2023-japan", "2024-japan"]
    assert {c.partner for c in answer.coverage} == {"japan"}
    assert TL.count(leaders().about("japan"), 3).verdict == "yes"
    assert TL.count(leaders().about("japan"), 2).verdict == "no"
    assert TL.count(leaders().about("japan"), 4).verdict == "no"


def test_what_the_record_is_not_complete_for_is_not_established():
    assert OPEN.count(leaders(OPEN).about("japan")).verdict == "not established"
    assert OPEN.count(leaders(OPEN).about("japan"), 4).verdict == "not established"
    beyond = leaders(last="2026-12-31").about("japan")
    assert TL.count(beyond).verdict == "not established"
    assert "narrow it with between()" in TL.count(beyond).reason
    assert TL.count(TL.of(ip4.Attendance)).verdict == "not established"
    # The record can refute what it cannot establish.
    assert OPEN.count(leaders(OPEN).about("japan"), 2).verdict == "no"


def test_a_partial_date_leaves_a_count_possible():
    timeline = TL.append(came(2025, "korea", day="2025"))
    inside = leaders(timeline, last="2025-07-01").about("korea")
    assert timeline.count(inside).verdict == "possible"
    assert timeline.count(leaders(timeline).about("korea")).verdict == "yes"


def test_first():
    deputies = TL.of(ip4.Attendance).in_series("nato-summit").between(*YEARS)
    deputies = deputies.where(lambda e: e.level < ip4.Level.LEADER)
    answer = TL.first(deputies)
    assert answer.value.id == "2024-australia"
    assert answer.verdict == "yes"
    assert str(answer) == "yes: 2024-australia"
    assert TL.first(deputies, "2024-australia").verdict == "yes"
    wrong = TL.first(deputies, "2025-japan")
    assert wrong.verdict == "no"
    assert "came before" in wrong.reason
    with pytest.raises(ip4.TimelineError, match="not among"):
        TL.first(deputies, "2022-japan")
    assert (
        OPEN.first(OPEN.of(ip4.Attendance).in_series("nato-summit").between(*YEARS)).verdict
        == "not established"
    )


def test_first_of_none_and_of_partial_dates():
    none = leaders().where(level="official")
    assert TL.first(none).value is None
    assert TL.first(none).verdict == "no"
    assert OPEN.first(leaders(OPEN).where(level="official")).verdict == "not established"
    timeline = TL.append(
        ip4.Attendance(
            id="x",
            occurred="2024",
            partners=["korea"],
            occasion="2024-summit",
            delegates=[ip4.Delegate(person="p", level="minister")],
        )
    )
    chosen = timeline.of(ip4.Attendance).in_series("nato-summit").between(*YEARS)
    answer = timeline.first(chosen.where(lambda e: e.level < ip4.Level.LEADER))
    assert answer.verdict == "possible"
    assert {e.id for e in answer.evidence} == {"2024-australia", "x"}


def test_only():
    hague = leaders().where(occasion="2025-summit")
    assert (TL.only(hague).value, TL.only(hague).verdict) == ("new-zealand", "yes")
    assert TL.only(hague, "NZL").verdict == "yes"
    assert TL.only(hague, "japan").verdict == "no"
    madrid = leaders().where(occasion="2022-summit")
    assert (TL.only(madrid).value, TL.only(madrid).verdict) == (None, "no")
    assert "so did" in TL.only(madrid, "japan").reason
    assert OPEN.only(leaders(OPEN).where(occasion="2025-summit")).verdict == "not established"
    assert TL.only(leaders().where(occasion="2025-summit", level="official")).verdict == "no"


def test_streak():
    assert TL.streak(leaders(last="2024-12-31").about("japan")).value == 3
    assert TL.streak(leaders().about("japan")).value == 0
    assert TL.streak(leaders().about("new-zealand"), 4).verdict == "yes"
    everyone = TL.streak(leaders(last="2023-12-31"), 2)
    assert (everyone.value, everyone.verdict) == (2, "yes")
    assert len(everyone.evidence) == 8
    claim = TL.streak(leaders(last="2024-12-31"), 3)
    assert (claim.value, claim.verdict) == (0, "no")
    assert OPEN.streak(leaders(OPEN, last="2024-12-31"), 3).verdict == "not established"
    with pytest.raises(ip4.TimelineError, match="needs a series"):
        TL.streak(TL.of(ip4.Attendance))


def test_coverage_follows_offices_and_bodies():
    office = ip4.OfficeChanged(
        id="o",
        occurred="2024-10-01",
        partners=["japan"],
        office="japan-prime-minister",
        person="ishiba",
    )
    timeline = ip4.Timeline(
        [office],
        ip4.Registries(
            coverage=(
                ip4.Coverage(
                    series="japan-prime-minister",
                    kinds=["office-changed"],
                    partner="japan",
                    period="2012/..",
                    state="complete",
                ),
            )
        ),
    )
    chosen = timeline.of(ip4.OfficeChanged).where(office="japan-prime-minister")
    assert timeline.count(chosen.between("2012-01-01", None)).verdict == "yes"
    assert timeline.count(chosen).verdict == "not established"
