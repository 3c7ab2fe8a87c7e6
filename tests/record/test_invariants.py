"""What holds on the real record, rule by rule."""

import itertools

import pytest

import ip4timeline as ip4
from ip4timeline.nato.confidence import confidence_of
from ip4timeline.record.curation import lint
from ip4timeline.record.curation.canonical import canonical
from ip4timeline.relationship import AGREEMENTS


@pytest.mark.parametrize("rule", lint.RULES)
def test_the_record_has_no_remark(record, rule):
    assert [str(fault) for fault in lint.RULES[rule](record)] == []


def test_every_file_is_in_canonical_form(root):
    for path in sorted((root / "events").rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        assert canonical(text, path.name) == text, path


def test_attendances_belong_to_a_scheduled_occasion_and_fall_within_its_dates(record):
    scheduled = {e.occasion for e in record.of(ip4.OccasionScheduled)}
    for event in record.of(ip4.Attendance, ip4.Absence):
        dates = record.registries.occasion(event.occasion).dates
        assert event.occasion in scheduled, event.id
        end = dates.until or dates.latest
        assert dates.earliest <= event.occurred.earliest <= event.occurred.latest <= end, event.id


def test_a_cancellation_follows_an_acceptance_and_a_declination_none(record):
    accepted = {}
    for event in record.of(ip4.Acceptance):
        accepted.setdefault((event.partner, event.occasion, event.person), []).append(event.known)
    for event in record.of(ip4.Cancellation):
        days = accepted[event.partner, event.occasion, event.person]
        assert min(days) <= event.known, event.id
    for event in record.of(ip4.Declination):
        days = accepted.get((event.partner, event.occasion, event.person), [])
        assert not any(day < event.known for day in days), event.id


def test_a_replaced_agreement_holds_until_the_day_the_other_begins(record):
    view = record.project(AGREEMENTS)
    for event in record.of(ip4.AgreementSigned):
        for old, partner in itertools.product(event.replaces, event.partners):
            spells = [s for key in view.keys if key == (partner, old) for s in view.spells(key)]
            assert spells, (event.id, old)
            begun = event.occurred.latest
            ended = spells[-1].until
            assert ended is not None, (event.id, old)
            assert ended <= begun, (event.id, old)


def test_most_events_are_established(record):
    levels = [confidence_of(event, record.registries).level for event in record]
    assert levels.count("established") >= 0.7 * len(levels)


def test_ids_tell_events_apart_from_registry_entries(record):
    registries = record.registries
    named = [*registries.sources, *registries.people, *registries.offices, *registries.occasions]
    ids = {entry.id for entry in named}
    assert not ids & {entry.id for entry in record.entries}
