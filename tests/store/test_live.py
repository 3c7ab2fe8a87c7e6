"""A timeline in step with a store, beside what the laws say of it."""

import subprocess
import sys
import threading
import time

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.store import Live, MemoryStore, StoreError
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
