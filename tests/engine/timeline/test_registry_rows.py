"""Rows of registries on a timeline that grows, and two timelines compared."""

import attrs
import pytest

import ip4timeline as ip4

ANN = ip4.Person(id="ann", name="Ann Example")
BEN = ip4.Person(id="ben", name="Ben Example")
SAMPLED = ip4.Coverage(
    series="nato-summit", kinds=["attendance"], period="2022/2025", state="sampled"
)


def test_rows_of_registries_are_appended(hague):
    grown = hague.append(BEN, SAMPLED)
    assert grown.registries.person_by_id["ben"] == BEN
    assert grown.registries.coverage == (SAMPLED,)
    assert "ben" not in hague.registries.person_by_id
    assert grown.entries == hague.entries
    assert grown == ip4.Timeline(hague.entries, grown.registries)


def test_what_was_computed_is_kept(hague):
    assert hague.append(BEN)._indices is hague._indices


def test_the_same_row_counts_once(hague):
    assert hague.append(ANN, ANN) == hague
    twice = hague.append(SAMPLED).append(SAMPLED, SAMPLED)
    assert twice.registries.coverage == (SAMPLED,)


@pytest.mark.parametrize(
    "rows", [[attrs.evolve(ANN, name="Other")], [BEN, attrs.evolve(BEN, name="B")]]
)
def test_an_id_is_given_once(hague, rows):
    with pytest.raises(ip4.TimelineError, match="two rows of people have the id"):
        hague.append(*rows)


def test_rows_and_events_together(hague):
    event = ip4.Meeting(id="m", occurred="2025-06-24", partners=["japan"])
    grown = hague.append(event, BEN)
    assert "m" in grown
    assert grown.registries.person_by_id["ben"] == BEN
    with pytest.raises(ip4.TimelineError, match="is not an event"):
        hague.append("m")


def test_rows_are_taken_away(hague):
    registries, rest = hague.registries.with_rows(BEN, "no row")
    assert rest == ["no row"]
    assert registries.without_rows(BEN) == hague.registries
    assert hague.registries.without_rows() is hague.registries
    assert hague.with_registries(registries).registries is registries


def test_two_timelines_compared(hague):
    late = hague.append(
        ip4.Retraction(id="no", target="t", reason="was not so"),
        ip4.Meeting(id="m", occurred="2025-06-24", known="2025-07-01", partners=["korea"]),
    )
    found = hague.compare(late, as_of="2025-06-30")
    assert ("CONTACTS", (ip4.Partner.KOREA, "meeting")) in {(c.projection, c.key) for c in found}
    assert [event.id for event in found.events] == ["m"]
    earlier = hague.compare(late, as_of="2025-06-30", known_on="2025-06-30")
    assert {c.key[0] for c in earlier} == {ip4.Partner.JAPAN}
    assert "ENGAGEMENTS" in {c.projection for c in earlier}
    assert list(hague.compare(late, as_of="2025-01-01")) == []
    assert list(hague.compare(hague, as_of="2025-06-30")) == []
