"""A fold in shards says what the library's own fold says, however the keys and rows are divided."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ip4timeline as ip4
from ip4timeline import frames
from ip4timeline.engine.time.when import READINGS
from ip4timeline.engine.timeline.plain import plain
from ip4timeline.testing import timelines

from .conftest import ENGINES, pa, pl

scale = pytest.importorskip("ip4timeline.scale")
Ask = scale.Ask


@ip4.register
@attrs.frozen(kw_only=True, order=False)
class Moored(ip4.Event):
    """A vessel was moored."""

    kind: ClassVar[str] = "scale-moored"

    pier: Literal["a", "b"] | None = None
    beside: Literal["a", "b", "c"] = "c"
    crew: int = 0
    fee: Decimal | None = None
    leaves: dt.date | None = None
    level: ip4.Level | None = None


def piers(event):
    return (event.pier, event.beside)


@ip4.projection(on=Moored, keys=lambda e: [e.pier])
def last_crew(value, event):
    return event.crew


@ip4.projection(on=Moored, keys=piers, lapses=lambda kept: kept[1])
def until_it_leaves(value, event):
    return (event.level, event.leaves)


@ip4.projection(on=Moored, keys=piers)
def crowded(value, event, key):
    """Two keys an event; an event without a fee removes the value."""
    if event.fee is None:
        return None
    return (key, 1 + (value[1] if value else 0))


@ip4.projection(on=(Moored, ip4.Visit), keys=lambda e: e.partners)
def of_two_kinds(value, event):
    return (event.kind, *(value or ())[:2])


@ip4.projection(on=ip4.Event, keys=lambda e: [(e.kind, p) for p in e.partners])
def of_any_kind(value, event):
    return (event.occurred, event.known, len(event.participants), event.summary, event.topics)


@ip4.tally(on=Moored, keys=piers)
def heads(event):
    return event.crew


@ip4.tally(on=Moored, keys=lambda e: [e.occurred, e.leaves], merge=frozenset.union)
def levels(event):
    return frozenset([event.level])


OWN = (last_crew, until_it_leaves, crowded, of_two_kinds, of_any_kind, heads, levels)
RULES = (
    ip4.rules.latest("level", on=Moored, by="partners", lapses="leaves", missing="ends"),
    ip4.rules.total("fee", on=Moored, by=("pier", "beside")),
)
KINDS = (Moored, ip4.Visit, ip4.Attendance, ip4.Report)
days = st.dates(dt.date(2022, 12, 20), dt.date(2023, 4, 10))
known_days = st.none() | days
asks = st.one_of(
    st.builds(Ask.spells, known_days, certainty=st.sampled_from(READINGS)),
    st.builds(Ask.states, days, known_days, certainty=st.sampled_from(READINGS)),
    st.builds(
        Ask.panel,
        st.lists(st.tuples(days, known_days), min_size=1, max_size=4),
        certainty=st.sampled_from(READINGS),
    ),
)


def text(value):
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def day_of(date):
    return None if date is None else dt.date.fromordinal(date.toordinal())


def whole(timeline, rule, ask):
    """What the library itself says, by its public views."""
    view = timeline.project(rule, certainty=ask.certainty)
    if ask.what == "spells":
        known = None if ask.known is None else dt.date.fromordinal(ask.known)
        view = view.known(known)
        sums = isinstance(rule, ip4.Tally)
        found = [
            (
                text(key),
                day_of(spell.since),
                day_of(spell.until),
                text(spell.value),
                spell.opened.text,
                None if sums else list(spell.because),
                len(spell.because),
            )
            for key in view.keys
            for spell in view.spells(key)
        ]
    else:
        found = []
        for place, (day, known) in enumerate(ask.points):
            by = None if known is None else dt.date.fromordinal(known)
            states = view.known(by).as_of(dt.date.fromordinal(day))
            first = (place,) if ask.what == "panel" else ()
            found += [(*first, text(key), text(value)) for key, value in states.items()]
    return sorted(found, key=repr)


def answered(table):
    assert table.schema.names
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=repr)


def by_hand(table, rule, ask, shards, batch):
    """Scatter batch by batch, bring each shard together, fold each alone, as a cluster does."""
    parts = [scale.scatter(one, rule, shards) for one in pa.table(table).to_batches(batch)]
    if not parts:
        return ask.schema.empty_table()
    rows = pa.concat_tables(parts)
    names = sorted(set(rows.column("ip4_shard").to_pylist()))
    assert len(names) <= shards
    folded = [
        scale.fold_shard(rows.filter(pa.compute.equal(rows.column("ip4_shard"), name)), rule, ask)
        for name in names
    ]
    return pa.concat_tables([ask.schema.empty_table(), *folded])


@given(
    timeline=timelines(KINDS, max_size=10),
    rule=st.sampled_from(OWN + RULES),
    ask=asks,
    shards=st.integers(1, 7),
    batch=st.integers(1, 3),
)
@settings(max_examples=60, deadline=None)
def test_shards_folded_apart_are_the_whole(timeline, rule, ask, shards, batch):
    table = frames.versions(timeline)
    want = whole(timeline, rule, ask)
    assert answered(by_hand(table, rule, ask, shards, batch)) == want
    assert answered(scale.fold_shard(scale.scatter(table, rule, shards), rule, ask)) == want


@given(
    timeline=timelines(KINDS, max_size=10),
    rule=st.sampled_from(OWN + RULES),
    ask=asks,
    shards=st.integers(1, 5),
    spare=st.integers(0, 2),
    batch=st.integers(1, 3),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_fold_on_any_engine_is_the_whole_however_little_a_worker_holds(
    engine, timeline, rule, ask, shards, spare, batch
):
    local = pytest.importorskip("ip4timeline.scale.local")
    most = 13 + spare  # which one key alone may have, amendments included
    frame = engine(frames.versions(timeline))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "ROWS", batch)
        found = scale.fold(frame, rule, ask, shards, workers=0, most=most)
    assert answered(found.table) == whole(timeline, rule, ask)
    assert found.rows == len(found.table)


def dense(count=40):
    """Events of one day after another, one in four corrected to other piers."""
    events = [
        Moored(
            id=f"e{n:03}",
            occurred=dt.date(2023, 1, 1) + dt.timedelta(n // 3),
            known=dt.date(2023, 1, 2) + dt.timedelta(n // 3),
            pier="ab"[n % 2],
            beside="abc"[n % 3],
            crew=n,
        )
        for n in range(count)
    ]
    amended = [
        ip4.Correction(
            id=f"c{n}",
            target=f"e{n:03}",
            known="2023-03-01",
            reason="another pier",
            replacement=attrs.evolve(events[n], pier=None, known=dt.date(2023, 3, 1)),
        )
        for n in range(0, count, 4)
    ]
    return ip4.Timeline([*events, *amended])


@pytest.mark.parametrize("most", [30, 45, 1000])
def test_a_shard_larger_than_a_worker_is_folded_some_keys_at_a_time(most):
    timeline, ask = dense(), Ask.spells()
    frame = frames.versions(timeline).to_polars().lazy()
    found = scale.fold(frame, heads, ask, 1, workers=0, most=most)
    assert found.largest == 40
    assert answered(found.table) == whole(timeline, heads, ask)


def test_a_key_larger_than_a_worker_is_named():
    frame = frames.versions(dense()).to_polars().lazy()
    with pytest.raises(ip4.TimelineError, match=r"one key alone: '[bc]' \(13\), '[bc]' \(13\)"):
        scale.fold(frame, last_beside, Ask.spells(), 3, workers=0, most=12)


@ip4.projection(on=Moored, keys=lambda e: [e.beside] if e.beside != "a" else [])
def last_beside(value, event):
    return event.crew


def test_progress_is_told_and_what_it_took_is_printed():
    told = []
    frame = frames.versions(dense()).to_polars().lazy()
    found = scale.fold(frame, heads, Ask.states("2023-02-01"), 3, workers=0, tell=told.append)
    assert told[0][:3] == ("scatter", 40, None)
    assert [progress[:3] for progress in told[1:]] == [
        ("fold", n, len(told) - 1) for n in range(1, len(told))
    ]
    assert "scatter: 40 rows" in str(told[0])
    assert "of heads" in repr(found)
    assert "in 3 shards" in repr(found)
    assert pl.DataFrame(found).columns == ["key", "value"]


def test_an_answer_goes_to_files_one_a_shard_and_never_over_others(tmp_path):
    frame = frames.versions(dense()).to_polars().lazy()
    whole_answer = scale.fold(frame, heads, Ask.spells(), 3, workers=0)
    found = scale.fold(frame, heads, Ask.spells(), 3, workers=0, into=tmp_path / "answer")
    assert {file.parent for file in found.files} == {tmp_path / "answer"}
    assert answered(pl.read_parquet(tmp_path / "answer").to_arrow()) == answered(found.table)
    assert answered(found.table) == answered(whole_answer.table)
    with pytest.raises(ip4.TimelineError, match="not an empty folder"):
        scale.fold(frame, heads, Ask.spells(), 3, workers=0, into=tmp_path / "answer")


@pytest.mark.parametrize("ask", [Ask.spells(), Ask.panel([("2023-02-01", None)] * 9)])
def test_however_many_reasons_an_answer_has_a_worker_holds_but_a_part_of_it(
    ask, tmp_path, monkeypatch
):
    shards = pytest.importorskip("ip4timeline.scale.shards")
    timeline = dense()
    frame = frames.versions(timeline).to_polars().lazy()
    held = []

    def arrow(rows, ask, made=shards._arrow):
        held.append([1 + len(row[5]) if ask.what == "spells" else 1 for row in rows])
        return made(rows, ask)

    monkeypatch.setattr(shards, "AT_ONCE", 12)
    monkeypatch.setattr(shards, "_arrow", arrow)
    found = scale.fold(frame, visited, ask, 1, workers=0, into=tmp_path / "answer")
    assert answered(found.table) == whole(timeline, visited, ask)
    assert len(held) > 2
    assert all(sum(cells[:-1]) < 12 for cells in held)  # and the row with which it is enough
    (file,) = found.files
    assert pa.parquet.ParquetFile(file).num_row_groups == len(held)


@ip4.projection(on=Moored, keys=piers)
def visited(value, event):
    """Each event extends it, so that the reasons grow with the square of their number."""
    return (value or 0) + event.crew + 1


# Processes


def test_real_processes_fold_the_record_as_it_folds_itself(tmp_path):
    record, ask = ip4.load(), Ask.spells("2024-01-01")
    file = tmp_path / "versions.parquet"
    frames.versions(record).to_polars().write_parquet(file)
    found = scale.fold(pl.scan_parquet(file), ip4.LEADER, ask, 3, workers=2)
    assert answered(found.table) == whole(record, ip4.LEADER, ask)
    assert found.memory > 0 or sys.platform == "win32"
    assert min(found.seconds.values()) > 0


WORKER_DIES = """
import os
import ip4timeline as ip4
from ip4timeline import frames, scale

@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def dies(value, event):
    os._exit(9)

if __name__ == "__main__":
    frame = frames.versions(ip4.load(), "visit").to_polars().lazy()
    try:
        scale.fold(frame, dies, scale.Ask.spells(), 2, workers=1)
    except ip4.TimelineError as error:
        print(error)
"""
UNGUARDED = """
import ip4timeline as ip4
from ip4timeline import frames, scale

frame = frames.versions(ip4.Timeline([]), "visit").to_polars().lazy()
try:
    scale.fold(frame, ip4.LEADER, scale.Ask.spells(), 2, workers=1)
except ip4.TimelineError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (WORKER_DIES, r"a worker died at the fold of shard \d of 2 with \d+ versions"),
        (UNGUARDED, "if __name__ == '__main__'"),
    ],
)
def test_a_worker_that_ends_is_told_with_what_to_do(tmp_path, script, said):
    import re

    file = tmp_path / "script.py"
    file.write_text(script, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, str(file)], capture_output=True, text=True, timeout=300, check=False
    )
    assert re.search(said, run.stdout), run.stderr


WAITS = """
import os
import time
from pathlib import Path
import ip4timeline as ip4
from ip4timeline import frames, scale

@ip4.projection(on=ip4.Visit, keys=lambda e: e.partners)
def waits(value, event):
    part = Path(__file__).with_name("part")
    part.write_text(str(os.getpid()), encoding="ascii")
    part.replace(Path(__file__).with_name("worker"))
    time.sleep(600)

if __name__ == "__main__":
    visit = ip4.Visit(
        id="v", occurred="2023-01-01", known="2023-01-01", partners=["japan"], direction="to-nato"
    )
    frame = frames.versions(ip4.Timeline([visit]), "visit").to_polars().lazy()
    scale.fold(frame, waits, scale.Ask.spells(), 1, workers=1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="whether a process is there is asked by POSIX")
def test_a_worker_does_not_outlive_the_process_that_began_it(tmp_path):
    file, worker = tmp_path / "script.py", tmp_path / "worker"
    file.write_text(WAITS, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(file)]) as parent:
        assert comes(worker.exists)
        number = int(worker.read_text(encoding="ascii"))
        parent.kill()

    def gone():
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        return False

    assert comes(gone)


def comes(true, seconds=300):
    """Whether something comes to be so; waiting is for machines that have much to do."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


# What is refused


def test_what_no_other_process_could_import_is_refused_before_anything_starts():
    @ip4.projection(on=Moored, keys=piers)
    def inner(value, event):
        return event.crew

    frame = frames.versions(dense()).to_polars().lazy()
    with pytest.raises(ip4.TimelineError, match="at the top of a module"):
        scale.fold(frame, inner, Ask.spells(), 2)
    assert len(scale.fold(frame, inner, Ask.spells(), 2, workers=0).table) > 0


def test_wrong_frames_are_refused_by_name():
    table = pa.table(frames.versions(dense()))
    with pytest.raises(ip4.TimelineError, match=r"no column 'since'.*frames\.versions"):
        scale.fold(pl.DataFrame(table).drop("since"), heads, Ask.spells(), workers=0)
    with pytest.raises(ip4.TimelineError, match="no column 'since'"):
        scale.scatter(table.drop_columns(["since"]), heads, 2)
    with pytest.raises(ip4.TimelineError, match="no column 'ip4_shard'"):
        scale.fold_shard(table, heads, Ask.spells())
    with pytest.raises(ip4.TimelineError, match="no frame that narwhals knows"):
        scale.fold([{"id": 1}], heads, Ask.spells(), workers=0)
    with pytest.raises(ip4.TimelineError, match="does not speak Arrow"):
        scale.scatter([{"id": 1}], heads, 2)
    with pytest.raises(ip4.TimelineError, match="no projection"):
        scale.fold(table, len, Ask.spells(), workers=0)
    with pytest.raises(ip4.TimelineError, match=r"Ask\.spells"):
        scale.fold(table, heads, "spells", workers=0)
    with pytest.raises(ip4.TimelineError, match="from 1 to"):
        scale.fold(table, heads, Ask.spells(), 0, workers=0)
    with pytest.raises(ip4.TimelineError, match="0 for this one alone, not -1"):
        scale.fold(table, heads, Ask.spells(), workers=-1)
    days = pl.DataFrame(table).with_columns(pl.col("since").cast(pl.String))
    with pytest.raises(ip4.TimelineError, match="'since' is String, and must be days"):
        scale.fold(days, heads, Ask.spells(), workers=0)
    with pytest.raises(ip4.TimelineError, match="nothing is asked"):
        Ask.panel([])
    with pytest.raises(ip4.TimelineError, match="'certain' or 'possible'"):
        Ask.spells(certainty="sure")


def test_a_field_that_the_table_lacks_is_never_taken_for_its_default():
    table = pa.table(frames.versions(dense())).drop_columns(["crew", "notes"])
    with pytest.raises(ip4.TimelineError, match="heads reads 'crew', of which the table has no"):
        scale.fold(table, heads, Ask.spells(), 2, workers=0)
    with pytest.raises(ip4.TimelineError, match="heads reads 'beside'"):
        scale.scatter(table.drop_columns(["beside"]), heads, 2)
    assert scale.fold(table, crowded, Ask.spells(), 2, workers=0).rows == 0


def test_what_no_event_can_have_and_rows_that_contradict_themselves_are_refused_by_event():
    table = pa.table(frames.versions(dense()))

    def put(name, value, place=2):
        cells = table.column(name).to_pylist()
        cells[place] = value
        at = table.column_names.index(name)
        return table.set_column(at, name, pa.array(cells, table.schema.field(name).type))

    for name, value, said in (
        ("pier", "z", "column 'pier' has 'z', which no scale-moored can"),
        ("level", "king", "column 'level' has 'king'"),
        ("occurred", "someday", "column 'occurred' has 'someday'"),
        ("latest", dt.date(2023, 9, 9), "its column 'latest' says another day"),
        ("kind", "moored", "no kind of event 'moored'"),
        ("since", None, "stands since no day"),
    ):
        with pytest.raises(ip4.TimelineError, match=said) as caught:
            scale.fold(put(name, value), heads, Ask.spells(), 2, workers=0)
        assert name == "kind" or table.column("id")[2].as_py() in str(caught.value)
    with pytest.raises(ip4.TimelineError, match="stands twice since one day"):
        scale.fold(pa.concat_tables([table, table]), heads, Ask.spells(), 2, workers=0)


def test_what_another_projection_scattered_is_refused():
    table = scale.scatter(frames.versions(dense()), heads, 5)
    with pytest.raises(ip4.TimelineError, match="scatter with the projection that folds"):
        scale.fold_shard(table, last_crew, Ask.spells())


def test_an_error_of_the_projection_is_its_own_and_names_the_event():
    @ip4.projection(on=Moored, keys=piers)
    def fails(value, event):
        raise ZeroDivisionError("by nothing")

    with pytest.raises(ZeroDivisionError) as caught:
        scale.fold(pa.table(frames.versions(dense())), fails, Ask.spells(), 2, workers=0)
    assert "In the projection fails, for the event e0" in caught.value.__notes__[0]


# The hash of keys


class Berth(NamedTuple):
    pier: str
    number: int


class Side(Enum):
    PORT = 1


@attrs.frozen
class Ship:
    name: str
    length: Decimal


EQUAL = [
    (1, 1.0, True, Decimal("1.00"), Fraction(1)),
    (ip4.Partner.JAPAN, "japan"),
    (ip4.Level.LEADER, "leader"),
    (("a", 1), Berth("a", 1)),
    (frozenset({"a", 1}), frozenset({1.0, "a"})),
    (Ship("x", Decimal("2.0")), Ship("x", Decimal(2))),
    (dt.date(2023, 1, 1), ip4.When("2023-01-01").latest),
    (ip4.When("2023-XX"), ip4.When("2023")),
    (
        dt.datetime(2023, 1, 1, 12, tzinfo=dt.UTC),
        dt.datetime(2023, 1, 1, 13, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    ),
]


def test_equal_keys_have_one_shard():
    from ip4timeline.scale.keys import shard_of

    for keys in EQUAL:
        assert len(set(keys)) == 1
        assert len({shard_of(key, 999_983) for key in keys}) == 1, keys
    apart = ["a", b"a", ("a",), (("a",),), None, "None", 1, "1", frozenset(), (), Side.PORT, -1]
    apart += [float("inf"), float("-inf"), 0.5, dt.date(2023, 1, 1), dt.datetime(2023, 1, 1)]
    assert len({shard_of(key, 999_983) for key in apart}) == len(apart)


def test_the_shard_of_a_key_is_the_same_in_every_process_and_for_ever():
    keys = "['japan', ('USA', 'CHN'), frozenset('abc'), None, 1, 2.5, Level.LEADER]"
    script = (
        "from ip4timeline import Level\nfrom ip4timeline.scale.keys import shard_of\n"
        f"print([shard_of(key, 1000) for key in {keys}])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {"[357, 278, 638, 505, 579, 126, 488]"}


def test_a_key_without_a_stable_hash_is_refused():
    class Odd:
        def __eq__(self, other):
            return isinstance(other, Odd)

        def __hash__(self):
            return 1

    @ip4.projection(on=Moored, keys=lambda e: [Odd()])
    def odd(value, event):
        return 1

    with pytest.raises(ip4.TimelineError, match="a Odd, of which no two processes would say"):
        scale.scatter(frames.versions(dense()), odd, 2)


def test_shards_are_even():
    from ip4timeline.scale.keys import Sharding

    sharding = Sharding(64)
    counts = [0] * 64
    for one in range(80):
        for other in range(80):
            counts[sharding.of((f"c{one}", f"c{other}"))] += 1
    assert 60 < min(counts) <= max(counts) < 145


def test_only_what_a_question_needs_is_read():
    timeline = dense()
    frame = ENGINES["polars"](frames.versions(timeline))
    ask = Ask.panel([("2023-01-05", "2023-01-09"), ("2023-01-07", "2023-01-08")])
    rows = scale.needed(frame, heads, ask).collect()
    assert set(rows["kind"]) == {"scale-moored"}
    assert rows["latest"].max() == dt.date(2023, 1, 7)
    assert rows["since"].max() <= dt.date(2023, 1, 9)
    found = scale.fold(frame, heads, ask, 2, workers=0)
    assert found.versions == len(rows) < len(frames.versions(timeline))
    assert answered(found.table) == whole(timeline, heads, ask)
