"""A timeline in step with a store, beside what the laws say of it."""

import subprocess
import sys
import threading
import time

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.store import ConflictError, Live, MemoryStore, Revision, StoreError, follow
from ip4timeline.testing.stores.bench import SOURCE, event


def test_a_live_timeline_shares_what_was_computed(record):
    live = Live(MemoryStore(), record)
    before = live.timeline
    before.as_of("2025-01-01")["japan"].leader  # noqa: B018
    live.append([attrs.evolve(SOURCE, id="new-source", title="New")])
    assert live.timeline._indices is before._indices
    assert "new-source" in live.timeline.registries.source_by_id
    assert "new-source" not in before.registries.source_by_id


def test_faults_against_the_shipped_record(record):
    live = Live(MemoryStore(), record)
    new = attrs.evolve(event(1), cites=[ip4.Cite(source="no-such-source")])
    with pytest.raises(ip4.RecordError) as error:
        live.append([new])
    assert [fault.reason for fault in error.value.faults] == ["no source 'no-such-source'"]
    cited = attrs.evolve(event(1), cites=record.entries[0].cites)
    assert live.check([cited]) == []
    assert live.append([cited]).position == 1
    assert live.position == 1
    assert len(live.timeline) == len(record) + 1


def test_a_public_name_is_no_module():
    """Whoever imports the room first must not take the name of what it defines."""
    code = "import ip4timeline.testing, ip4timeline.store as s\n"
    code += "print(*(callable(getattr(s, name)) for name in s.__all__))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(out.stdout.split()) == {"True"}


def test_a_cut_is_no_base(record):
    with pytest.raises(StoreError, match="knows nothing after"):
        Live(MemoryStore(), record.known("2020-01-01"))


def test_a_live_timeline_follows():
    store = MemoryStore()
    live = Live(store)
    seen = []

    def follow():
        for timeline in live.follow(wait=20):
            seen.append(len(timeline))
            if len(timeline) == 3:
                return

    thread = threading.Thread(target=follow)
    thread.start()
    for number in range(3):
        store.append([event(number)])
        time.sleep(0.01)
    thread.join()
    assert seen[-1] == 3
    assert live.position == 3


def test_a_version_names_log_row_and_base(record):
    one, other = Live(MemoryStore()), Live(MemoryStore(), record)
    assert one.version != other.version
    assert one.version.startswith("0-")
    assert one.point("3").rests_on(ip4.Timeline().digest, "3")


def test_checking_rows_against_any_timeline(record):
    assert ip4.check(record, record.entries[:3]) == []
    came = next(e.occasion for e in record.entries if e.kind == "attendance")
    target = next(
        e for e in record.entries if e.kind == "occasion-scheduled" and e.occasion == came
    )
    gone = ip4.Retraction(id="gone", target=target.id, reason="was not so", cites=target.cites)
    faults = ip4.check(record, [gone])
    assert any("nobody scheduled" in fault.reason for fault in faults)
    other = attrs.evolve(record.entries[0], notes="other")
    (fault,) = ip4.check(record, [other])
    assert (fault.event, fault.field) == (other.id, "id")


SUMMIT = ip4.Occasion(
    id="summit", title="Summit", format="summit", dates="2024-07-09/2024-07-11", series="summits"
)
COVERED = ip4.Coverage(series="summits", kinds=["attendance"], period="2024/2025", state="sampled")


def test_a_revision_that_says_the_same_takes_no_series_away():
    live = Live(MemoryStore())
    live.append([SUMMIT])
    live.append([COVERED])
    assert live.check([Revision(SUMMIT, replaces=1)]) == []
    for replaces in (1, 3):
        live.append([Revision(SUMMIT, replaces=replaces)])
    assert live.append([attrs.evolve(COVERED, period="2025/2026")]).position == 5


def test_what_stands_again_is_no_pledge_though_another_fulfils_it():
    live = Live(MemoryStore())
    kept = {"partners": ["japan"], "summary": "said", "cites": [ip4.Cite(source="s")]}
    met = ip4.Meeting(id="met", occurred="2024-07-01", **kept)
    gone = {"reason": "was not so", "cites": kept["cites"]}
    paid = ip4.Support(
        id="paid", occurred="2024-08-01", recipient="nato", stage="paid", fulfils="met", **kept
    )
    live.append([SOURCE, ip4.Actor(id="nato", name="NATO", type="organisation"), met])
    live.append([ip4.Retraction(id="gone", target="met", known="2024-07-02", **gone)])
    live.append([paid])
    again = attrs.evolve(met, known="2024-09-01")
    back = ip4.Correction(id="back", target="met", known="2024-09-01", replacement=again, **gone)
    assert [fault.field for fault in live.check([back])] == ["fulfils"]


def test_a_base_row_may_be_revised_by_the_log_and_is_so_for_whoever_opens_it(record):
    row = record.registries.sources[0]
    live = Live(MemoryStore(), record)
    live.append([row])
    live.append([Revision(attrs.evolve(row, title="Other"), replaces=1)])
    anew = Live(live.store, record)
    assert anew.timeline.registries.source(row.id).title == "Other"
    assert live.at(2).digest == anew.timeline.digest == live.timeline.digest
    assert live.at(1).digest == record.digest


@pytest.mark.parametrize(
    "base", [ip4.Timeline(), ip4.Timeline((), ip4.Registries(coverage=(COVERED,)))]
)
def test_a_timeline_is_the_same_in_whatever_steps_it_was_caught_up(base):
    other = attrs.evolve(COVERED, basis="in other words")
    live = Live(MemoryStore(), base)
    # Two positions say the same for a while, and one of them is then revised.
    for row in (COVERED, other, Revision(other, replaces=1), Revision(COVERED, replaces=3)):
        live.store.append([row])
        live.catch_up()
        assert live.timeline.digest == Live(live.store, base).timeline.digest
    assert set(live.timeline.registries.coverage) == {COVERED, other}
    assert live.store.timeline(3).registries.coverage == (other,)


def test_a_projection_that_raises_stops_nobody_from_catching_up():
    def keys(met):
        if met.id == "e-2":
            raise ValueError("not mine")
        return ["all"]

    counted = ip4.Projection(lambda count, _: (count or 0) + 1, on=(ip4.Statement,), keys=keys)
    live = Live(MemoryStore(), projections=[counted])
    live.append([SOURCE, event(1)])
    live.store.append([Revision(attrs.evolve(SOURCE, title="New"), replaces=1), event(2)])
    assert live.catch_up() == live.position == 4
    assert live.timeline.digest == Live(live.store).timeline.digest
    with pytest.raises(ValueError, match="not mine"):
        live.check([event(3)])


def test_a_check_finds_what_is_known_too_late_to_be_recorded():
    live = Live(MemoryStore())
    live.append([SOURCE])
    rows = [event(1, known="9000-01-01")]
    (fault,) = live.check(rows)
    assert (fault.event, fault.field) == ("e-1", "known")
    assert fault.reason.startswith("is known on 9000-01-01, and it is recorded on")
    with pytest.raises(StoreError, match="is known on 9000-01-01"):
        live.append(rows)


def test_a_log_that_says_otherwise_what_its_base_says_is_told_what_to_do(record):
    other = attrs.evolve(record.registries.sources[0], title="Other")
    live = Live(MemoryStore(), record)
    live.store.append([other])
    for ask in (live.catch_up, lambda: Live(live.store, record), lambda: live.append([SOURCE])):
        with pytest.raises(ConflictError, match="the base says it otherwise: build on") as error:
            ask()
        assert (error.value.position, error.value.key) == (1, f"source/{other.id}")
    assert Live(live.store).position == 1


def test_a_version_is_of_a_position():
    live = Live(MemoryStore())
    for value in (None, "1", True):
        with pytest.raises(StoreError, match=r"position: .* is no whole number"):
            live.version_at(value)


def test_a_model_whose_checkpoint_is_none_of_ours_is_told():
    class Odd:
        def checkpoint(self):
            return "3"

        reset = apply = checkpoint

    with pytest.raises(StoreError, match="checkpoint: '3' is none"):
        follow(MemoryStore(), Odd(), wait=0)


@attrs.frozen(init=False, eq=False, repr=False)
class Own(ip4.Timeline):
    """A timeline of one's own."""


def test_without_a_base_the_timeline_is_of_the_class_of_the_store():
    live = Live(MemoryStore(timeline=Own))
    live.append([ip4.Person(id="ann", name="Ann")])
    assert type(live.timeline) is type(live.at(1)) is type(live.store.timeline()) is Own
    assert type(Live(MemoryStore()).timeline) is ip4.Timeline
