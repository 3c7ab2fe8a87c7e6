"""Every reader on damaged input: accepted as it stands, or refused with one error.

``HYPOTHESIS_PROFILE=nightly pytest -n0 tests/edges/test_fuzz_readers.py`` tries a hundred thousand
inputs and prints what became of them; ``FUZZ_INPUTS`` sets another number.
"""

import io
import os
import random
import shutil
import warnings
from collections import Counter

import pytest

import ip4timeline as ip4
from ip4timeline.frames import events, from_frame, read_parquet, write_parquet
from ip4timeline.record.compiled import compile_record, decompile, read_compiled
from ip4timeline.store import SqliteStore

FAST, SLOW = ("toml", "json", "jsonl", "frames"), ("arrow", "parquet", "sqlite")
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
INPUTS = int(os.environ.get("FUZZ_INPUTS", 100_000 if NIGHTLY else 560))
SHARES = {**dict.fromkeys(FAST, 0.2), **dict.fromkeys(SLOW, 0.2 / 3)}
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

    def read(path):
        for other in folder.glob(f"{path.name}-*"):
            other.unlink()
        with SqliteStore(path) as store:
            store.verify()
            return store.timeline()

    return of_bytes(copy.read_bytes(), read)


@pytest.mark.parametrize("reader", [*FAST, *SLOW])
def test_damaged_input_is_accepted_as_it_stands_or_refused(reader, timeline, tmp_path, capfd):
    if reader in ("arrow", "parquet"):
        pytest.importorskip("arro3.io")
    if reader == "parquet" and not NIGHTLY:
        pytest.skip("arro3 ends the process on some damaged files, which nothing can catch")
    count, found = int(INPUTS * SHARES[reader]), Counter()
    tried, exact = inputs(reader, timeline, tmp_path)
    for seed in range(count):
        rng = random.Random(f"{reader} {seed}")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                read = tried(rng)
        except ip4.TimelineError as error:
            assert str(error), seed
            found["refused"] += 1
            continue
        except Exception as error:
            raise AssertionError(f"{reader} {seed}: neither accepted nor refused") from error
        same = read == timeline
        assert same or not exact, f"{reader} {seed}: read as another timeline"
        if not same:
            assert decompile(compile_record(read)) == read, seed
        found["equal" if same else "accepted as it stands"] += 1
    assert found["refused"]
    shutil.rmtree(tmp_path, ignore_errors=True)
    with capfd.disabled():
        if NIGHTLY:
            print(f"\n{reader}: {count} inputs, {dict(found)}")
