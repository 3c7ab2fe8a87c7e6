"""Every reader on damaged input: accepted as it stands, or refused with one error.

``HYPOTHESIS_PROFILE=nightly pytest -n0 tests/edges/test_fuzz_readers.py`` tries a hundred thousand
inputs and prints what became of them; ``FUZZ_INPUTS`` sets another number. Damaged Parquet is read
in processes of their own then, since arro3 may end the one that reads it, which nothing can catch.
"""

import io
import os
import random
import shutil
import warnings
from collections import Counter

import pytest

import ip4timeline as ip4
from ip4timeline.export.sql import write_sqlite
from ip4timeline.frames import events, from_frame, read_parquet, write_parquet
from ip4timeline.record.compiled import compile_record, decompile, read_compiled
from ip4timeline.store import SqliteStore, StoreError

FAST, SLOW = ("toml", "json", "jsonl", "frames"), ("arrow", "parquet", "sqlite", "database")
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
INPUTS = int(os.environ.get("FUZZ_INPUTS", 100_000 if NIGHTLY else 560))
SHARES = {**dict.fromkeys(FAST, 0.2), **dict.fromkeys(SLOW, 0.2 / 4)}
"""Which part of the inputs each reader gets; those of whole files are slower."""

TOML = """
[[source]]
id = "notice"
publisher = "Ministry"
title = "Notice, ministère"
tier = "primary"
url = "https://example.org/notice"
published = "2023-01-06"

[[event]]
kind = "visit"
id = "visit"
occurred = "2023-01-05"
partners = ["japan", "korea"]
direction = "to-nato"
summary = "A minister came."
cites = [{ source = "notice", locator = "line 3" }]

[[event]]
kind = "support"
id = "support"
occurred = "2023-02"
known = "2023-03-01"
partners = ["australia"]
recipient = "korea"
stage = "paid"
amount = "12.5"
currency = "AUD"
summary = "Money was paid."
cites = [{ source = "notice" }]
"""


@pytest.fixture(scope="module")
def timeline(tmp_path_factory):
    path = tmp_path_factory.mktemp("desk") / "desk.toml"
    path.write_text(TOML, "utf-8")
    return ip4.load(path)


def damaged(raw, rng):
    """Bytes with some changed, taken away, doubled or put in, or cut off."""
    data = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        at = rng.randrange(len(data) or 1)
        end = at + rng.choice((1, 1, 2, 8, 40))
        match rng.randrange(6):
            case 0 if data:
                data[at % len(data)] ^= 1 << rng.randrange(8)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end]
            case 3:
                data[at:at] = rng.randbytes(rng.randrange(1, 4))
            case 4:
                data[at:end] = rng.choice((b"", b"\x00", b'"', b"[", b"{", b"\n", b"9" * 5000))
            case 5 if rng.random() < 0.2:
                del data[at:]
    return bytes(data)


def changed_rows(rows, rng):
    """Rows of a frame with some cells made something else."""
    odd = (None, 5, -1, 10**400, 1.5, float("nan"), "", "x", "\x00", [], {}, [None], object(), b"")
    found = [dict(row) for row in rows]
    for _ in range(rng.choice((1, 1, 2, 4))):
        row = rng.choice(found)
        name = rng.choice([*row, "other"])
        if rng.random() < 0.2:
            row.pop(name, None)
        else:
            row[name] = rng.choice((*odd, *row.values()))
    return found


def inputs(reader, timeline, folder):
    """What makes an input of a reader and reads it; whether it must be the timeline itself."""
    path = folder / f"damaged.{reader}"

    def of_bytes(raw, read):
        def tried(rng):
            path.write_bytes(damaged(raw, rng))
            return read(path)

        return tried

    match reader:
        case "toml":
            return of_bytes(TOML.encode(), ip4.load), False
        case "json":
            return of_bytes(compile_record(timeline).encode(), read_compiled), True
        case "jsonl":
            raw = "".join(f"{line}\n" for line in timeline.to_jsonl()).encode()
            return of_bytes(raw, ip4.Timeline.from_jsonl), True
        case "frames":
            rows = list(events(timeline).rows)
            about = timeline.registries
            return (lambda rng: from_frame(changed_rows(rows, rng), registries=about)), False
        case "arrow":
            return arrow_inputs(timeline), False
        case "parquet":
            out = io.BytesIO()
            write_parquet(events(timeline), out)
            return of_bytes(out.getvalue(), read_parquet), True
        case "database":
            return of_bytes(write_sqlite(timeline), read_log), False
    return sqlite_inputs(timeline, folder, of_bytes), False


def arrow_inputs(timeline):
    """Tables with columns that were cast, doubled, renamed or taken away."""
    pa = pytest.importorskip("pyarrow")
    table = pa.table(events(timeline))
    types = [pa.large_string(), pa.int32(), pa.float64(), pa.binary(), pa.date32(), pa.bool_()]

    def tried(rng):
        made = table
        for _ in range(rng.choice((1, 2, 3))):
            at = rng.randrange(made.num_columns)
            name, column = made.column_names[at], made.column(at)
            match rng.randrange(5):
                case 0:
                    made = made.remove_column(at)
                case 1:
                    made = made.append_column(name, column)
                case 2:
                    made = made.set_column(at, rng.choice(made.column_names), column)
                case 3:
                    try:
                        made = made.set_column(at, name, column.cast(rng.choice(types)))
                    except pa.ArrowException:
                        made = made.set_column(at, name, pa.nulls(len(made), rng.choice(types)))
                case 4:
                    made = made.set_column(at, name, made.column(rng.randrange(made.num_columns)))
        return ip4.Timeline.from_arrow(made)

    return tried


def sqlite_inputs(timeline, folder, of_bytes):
    log = folder / "log.db"
    with SqliteStore(log) as store:
        store.append([*timeline.registries.sources, *timeline.entries])
    copy = folder / "whole.db"
    with SqliteStore(log) as store:
        store.backup(copy)

    return of_bytes(copy.read_bytes(), read_log)


def read_log(path):
    """What stands at a path, as a log, whatever it is; what is refused is left as it was."""
    for other in path.parent.glob(f"{path.name}-*"):
        other.unlink()
    before = path.read_bytes()
    try:
        with SqliteStore(path, create=False) as store:
            store.verify()
            return store.timeline()
    except StoreError:
        assert path.read_bytes() == before
        raise


def outcome(reader, seed, tried, exact, timeline):
    """What became of one input; it fails where it is neither accepted nor refused."""
    rng = random.Random(f"{reader} {seed}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = tried(rng)
    except ip4.TimelineError as error:
        assert str(error), seed
        return "refused"
    except Exception as error:
        raise AssertionError(f"{reader} {seed}: neither accepted nor refused") from error
    if read == timeline:
        return "equal"
    assert not exact, f"{reader} {seed}: read as another timeline"
    assert decompile(compile_record(read)) == read, seed
    return "accepted as it stands"


ENDED = "ended the process"


def in_children(count, one):
    """The outcomes of all seeds, read in forked processes; where one ends, the next goes on."""
    found = []
    while len(found) < count:
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # later Pythons warn of threads, of which none is used
            child = os.fork()
        if not child:
            try:
                for seed in range(len(found), count):
                    os.write(writing, f"{one(seed)}\n".encode())
            except BaseException as error:
                os.write(writing, f"failed: {error!r}\n".encode())
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as told:
            found += told.read().splitlines()
        os.waitpid(child, 0)
        failed = [line for line in found if line.startswith("failed")]
        assert not failed
        if len(found) < count:
            found.append(ENDED)
    return Counter(found)


@pytest.mark.parametrize("reader", [*FAST, *SLOW])
def test_damaged_input_is_accepted_as_it_stands_or_refused(reader, timeline, tmp_path, capfd):
    if reader in ("arrow", "parquet"):
        pytest.importorskip("arro3.io")
    if reader == "parquet" and not (NIGHTLY and hasattr(os, "fork")):
        pytest.skip("arro3 ends the process on some damaged files, which nothing can catch")
    count = int(INPUTS * SHARES[reader])
    tried, exact = inputs(reader, timeline, tmp_path)

    def one(seed):
        return outcome(reader, seed, tried, exact, timeline)

    found = in_children(count, one) if reader == "parquet" else Counter(map(one, range(count)))
    assert found["refused"]
    shutil.rmtree(tmp_path, ignore_errors=True)
    with capfd.disabled():
        if NIGHTLY:
            print(f"\n{reader}: {count} inputs, {dict(found)}")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"tablecheckpointcheckpoint", b"table\xddheckpointcheckpoin\xdd"),
        (b"triggerlog_keepslog", b"triggerlog_ke\xddpslog"),
        (b"ON log(recorded)", b"ON log(record\xddd)"),
    ],
)
def test_a_log_whose_schema_is_no_text_is_one_error(timeline, tmp_path, was, becomes):
    """SQLite then says what is wrong in bytes of which Python makes no text."""
    with SqliteStore(tmp_path / "log.db") as store:
        store.append(timeline.registries.sources)
        store.backup(tmp_path / "copy.db")
    raw = (tmp_path / "copy.db").read_bytes()
    path = tmp_path / "damaged.db"
    path.write_bytes(raw.replace(was, becomes))
    assert path.read_bytes() != raw
    for use in (SqliteStore.timeline, lambda store: store.append(timeline.registries.sources)):
        with pytest.raises(
            StoreError, match=r"damaged\.db is not what was written .*schema.*\\xdd"
        ):
            use(SqliteStore(path))
