"""Checking new rows in the context of a record finds what reading all as one would find."""

import random

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.record.checks import check as check_all
from ip4timeline.record.checks import check_coverage
from ip4timeline.record.context import Context

CITES = [ip4.Cite(source="s")]


def whole(entries, registries):
    """The faults of everything, as texts."""
    found = {str(fault) for fault in check_all(entries, registries)}
    return found | {str(fault) for _, fault in check_coverage(entries, registries)}


def with_rows(timeline, rows):
    entries = [row for row in rows if isinstance(row, ip4.Entry)]
    others = [row for row in rows if not isinstance(row, ip4.Entry)]
    registries, _ = timeline.registries.with_rows(*others)
    return [*timeline.entries, *entries], registries


def mutated(rng, number, timeline):
    """A row that may or may not fit to a record."""
    event = rng.choice([e for e in timeline.entries if isinstance(e, ip4.Event)])
    known = rng.choice([None, None, event.known.isoformat(), "2026-06-01"])
    common = {
        "id": f"new-{number}",
        "reason": "was otherwise",
        "cites": event.cites,
        "known": known,
    }
    match rng.randrange(8):
        case 0:
            return ip4.Retraction(target=event.id, **common)
        case 1:
            return ip4.Retraction(target=rng.choice(["nobody", f"new-{1 - number % 2}"]), **common)
        case 2:
            changed = attrs.evolve(event, notes="other", seq=event.seq + rng.choice([0, 1]))
            return ip4.Correction(target=event.id, replacement=changed, **common)
        case 3:
            same = [e for e in timeline.entries if type(e) is type(event)]
            other = attrs.evolve(rng.choice(same), id=event.id)
            return ip4.Correction(target=event.id, replacement=other, **common)
        case 4:
            return attrs.evolve(event, id=f"new-{number}", cites=rng.choice([event.cites, ()]))
        case 5:
            plans = [e for e in timeline.entries if hasattr(e, "occasion")]
            occasion = rng.choice([o.id for o in timeline.registries.occasions] + ["nowhere"])
            return attrs.evolve(rng.choice(plans), id=f"new-{number}", occasion=occasion)
        case 6:
            return ip4.Coverage(
                series=rng.choice(["nato-summit", "nothing"]),
                kinds=["attendance"],
                period="2020/2024",
                state="sampled",
            )
        case _:
            return ip4.Office(
                id=f"office-{number}",
                title="Office",
                party=rng.choice(["japan", "nobody"]),
                level="minister",
            )


@pytest.fixture(scope="module")
def context(record):
    return Context.of(record)


@pytest.mark.parametrize("seed", range(25))
def test_in_context_as_in_the_whole(record, context, seed):
    rng = random.Random(seed)
    rows = [mutated(rng, number, record) for number in range(rng.choice([1, 1, 2, 4]))]
    found = {str(fault) for fault in context.faults(rows)}
    assert found == whole(*with_rows(record, rows)), rows
