"""A timeline that has grown answers as one built anew from the same entries.

The histories are dense in amendments: few ids, half of the entries amend one of them,
and questions come between the batches, so that what is kept has to be brought up to date.
"""

from collections import Counter

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.log.versions import Limits
from ip4timeline.engine.projections.index import Indices
from ip4timeline.engine.time.when import READINGS
from ip4timeline.testing.model import SMALLEST

DAYS = [f"2020-0{month}-15" for month in range(1, 6)]
ONE = Limits(late=1, waiting=1, prompt=0, block=2, often=1, repeats=1, histories=1)
SPAN = [*DAYS, "2030-01-01"]


@ip4.tally(on=ip4.PolicyAdopted, keys=lambda e: e.partners)
def count(event):
    return 1


@ip4.projection(on=ip4.PolicyAdopted, keys=lambda e: e.partners)
def titles(value, event):
    return (*(value or ()), event.title)


def policy(id, known, title, partner="japan", day="2020-01-01"):
    return ip4.PolicyAdopted(
        id=id, occurred=day, known=known, policy="p", title=title, partners=[partner]
    )


def timeline(limits):
    return ip4.Timeline()._like(None, Indices(EventLog((), None, limits)))


def answers(tl):
    found = {}
    for projection in (count, titles):
        for certainty in READINGS:
            for known_on in (None, *DAYS):
                view = tl.project(projection, known_on=known_on, certainty=certainty)
                about = (projection.name, certainty, known_on)
                found[about, "keys"] = view.keys
                for day in SPAN:
                    found[about, day] = dict(view.as_of(day))
                for key in view.keys:
                    found[about, key] = list(view.spells(key))
    return found


@st.composite
def batches(draw):
    """Batches of entries: few ids, many amendments of the last amended again."""
    found = []
    made = Counter()
    targets = ["x0"]
    for number in range(draw(st.integers(1, 6))):
        batch = []
        for _ in range(draw(st.integers(1, 4))):
            known, partner = draw(st.sampled_from(DAYS)), draw(st.sampled_from(["japan", "korea"]))
            kind = draw(st.sampled_from(["event", "event", "correction", "retraction"]))
            made[kind] += 1
            name = f"{kind[0]}{made[kind]}"
            if kind == "event":
                id = f"x{made[kind] - 1}"
                targets.append(id)
                batch.append(policy(id, known, id, partner, draw(st.sampled_from(DAYS))))
                continue
            target = draw(st.sampled_from([targets[-1], *targets]))
            since = draw(st.sampled_from([None, known]))
            about = {"id": name, "target": target, "reason": "r", "known": since, "seq": number}
            if kind == "retraction":
                batch.append(ip4.Retraction(**about))
            else:
                new = policy(target, known, name, partner, draw(st.sampled_from(DAYS)))
                batch.append(ip4.Correction(**about, replacement=new))
        found.append(batch)
    return found


def corrected_then(*amendments):
    """The fault as it was found: a corrected event, many plain ones, then the corrected again."""
    x = policy("x", "2020-01-15", "first")
    c1 = ip4.Correction(
        id="c1", target="x", known=DAYS[1], reason="r", replacement=policy("x", DAYS[1], "second")
    )
    others = [policy(f"other-{i:02}", DAYS[2], "other") for i in range(20)]
    return [[x], [c1], others, list(amendments)]


RETRACTED = corrected_then(ip4.Retraction(id="r1", target="x", known=DAYS[3], reason="r"))
TWICE = corrected_then(
    ip4.Correction(
        id="c2", target="x", known=DAYS[3], reason="r", replacement=policy("x", DAYS[3], "third")
    )
)


@given(batches(), st.sampled_from([SMALLEST, ONE, Limits()]))
@example(RETRACTED, Limits())
@example(TWICE, Limits())
@example(RETRACTED, ONE)
def test_grown_answers_as_built_anew(batches, limits):
    grown = timeline(limits)
    answers(grown)
    entries = []
    for batch in batches:
        entries += batch
        grown = grown.append(*batch)
        anew = ip4.Timeline(entries)
        assert grown == anew
        assert answers(grown) == answers(anew)


@given(batches(), st.data())
def test_branches_answer_as_built_anew(batches, data):
    """One goes on from any older timeline, and the others stand as they were."""
    grown = [(timeline(ONE), [])]
    for batch in batches:
        older, entries = data.draw(st.sampled_from(grown))
        grown.append((older.append(*batch), [*entries, *batch]))
        answers(grown[-1][0])
    for tl, entries in grown:
        assert answers(tl) == answers(ip4.Timeline(entries))


@pytest.mark.parametrize("batches", [RETRACTED, TWICE])
def test_the_shipped_record_grows_as_it_is_built(batches):
    grown = ip4.load()
    known = "2020-12-31"

    def visit(event):
        return ip4.Visit(
            id=event.id, occurred=event.occurred, known=event.known, partners=["japan"],
            direction="to-nato", counterparts=["nato"], summary="s",
        )  # fmt: skip

    for batch in batches:
        batch = [
            attrs.evolve(e, replacement=visit(e.replacement))
            if isinstance(e, ip4.Correction)
            else e
            if isinstance(e, ip4.Retraction)
            else visit(e)
            for e in batch
        ]
        grown = grown.append(*batch)
        grown.as_of("2026-12-31").to_dict()
    anew = ip4.Timeline(grown.entries, grown.registries)
    for known_on in (None, known):
        found = [tl.as_of("2026-12-31", known_on=known_on).to_dict() for tl in (grown, anew)]
        assert found[0] == found[1]
