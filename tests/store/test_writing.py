"""How rows become text and are proven to come back, and how an export writes them."""

import json
from typing import ClassVar

import attrs
import pytest

import ip4timeline as ip4
from ip4timeline.store import ConflictError, MemoryStore, StoreError
from ip4timeline.store.log import rows
from ip4timeline.store.log.copying import line_of
from ip4timeline.store.log.rows import GENESIS, Raw, body_of, time_of
from ip4timeline.testing.stores.bench import SOURCE, event


@attrs.frozen(kw_only=True, order=False)
class Counted(ip4.Event):
    kind: ClassVar[str] = "counted-of-store-tests"

    count: int = 0


@attrs.frozen(kw_only=True, order=False)
class Growing(ip4.Event):
    kind: ClassVar[str] = "growing-of-store-tests"

    size: int = attrs.field(converter=lambda value: value + 1)


@pytest.fixture(autouse=True)
def registered():
    from ip4timeline.engine.events import kinds

    for cls in (Counted, Growing):
        ip4.register(cls)
    yield
    for cls in (Counted, Growing):
        kinds._KINDS.pop(cls.kind)


def of(cls, id, **fields):
    return cls(id=id, occurred="2024-01-01", partners=["japan"], **fields)


def reports(depth):
    inner = event("inner")
    for number in range(depth):
        inner = ip4.Report(
            id=f"r{number}",
            occurred="2024-01-02",
            partners=["japan"],
            asserts=inner,
            medium="m",
            sourcing="named",
            cites=[ip4.Cite(source="s")],
        )
    return inner


def test_a_number_too_long_to_write_is_refused_as_any_row():
    store = MemoryStore()
    with pytest.raises(StoreError, match="cannot be written, and is not"):
        store.append([event(1), of(Counted, "long", count=10**5000)])
    assert store.position == 0


@pytest.mark.parametrize("depth", [60, 400])
def test_events_too_deep_within_each_other_are_refused(depth):
    store = MemoryStore()
    with pytest.raises(StoreError, match=r"not written|, and is not"):
        store.append([event(1), reports(depth)])
    assert store.position == 0


@pytest.mark.parametrize("place", [0, 57, 199])
def test_the_one_row_of_a_batch_that_would_not_come_back_is_named(place):
    store = MemoryStore()
    batch = [event(number) for number in range(199)]
    batch.insert(place, of(Growing, "odd", size=1))
    with pytest.raises(StoreError, match="event/odd would not come back as it is"):
        store.append(batch)
    assert store.position == 0


def test_a_text_that_is_no_json_is_not_written(monkeypatch):
    store = MemoryStore()
    right = rows.body_of
    for wrong in ('{"id":"e-1"', '{"id":"e-1"},{}', "]", ""):
        monkeypatch.setattr(
            rows, "body_of", lambda row, wrong=wrong: wrong if row.id == "e-1" else right(row)
        )
        with pytest.raises(StoreError, match="event/e-1 could not be read again"):
            store.append([event(0), event(1), event(2)])
    assert store.position == 0


def test_a_row_twice_in_a_batch_is_one_and_another_under_its_id_a_conflict():
    store = MemoryStore()
    assert store.append([event(1), event(1)]).added == ("event/e-1",)
    with pytest.raises(ConflictError):
        store.append([event(2), event(2, summary="other")])


@pytest.mark.parametrize(
    "words",
    [
        "said",
        "東京 ü",
        '\\u0041 C:\\users "quoted" / \n \t \b',
        "\x00 \x1f \x7f \x85 \u2028 \ufeff \U0001f600",
        "",
    ],
)
def test_a_line_of_an_export_is_what_json_makes_of_it(words):
    for value in (event("1", summary=words), attrs.evolve(SOURCE, title=words or "t")):
        raw = Raw(7, 1_700_000_000_000_001, 'event/"x"', 0, body_of(value), GENESIS)
        line = {
            "position": 7,
            "recorded": time_of(raw.recorded).isoformat(timespec="microseconds"),
            "key": raw.key,
            "replaces": 0,
            "body": json.loads(raw.body),
            "chain": raw.chain.hex(),
        }
        assert line_of(raw) == json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def test_what_is_exported_is_restored():
    store, copy = MemoryStore(), MemoryStore()
    store.append([SOURCE, event("東", summary="\x7f \u2028 \\u0041"), event(2)])
    assert copy.restore(store.export()) == 3
    assert list(copy.export()) == list(store.export())
    assert copy.timeline() == store.timeline()
