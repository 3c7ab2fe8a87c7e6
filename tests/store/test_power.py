"""What was acknowledged is there after the power was cut, and only because it was flushed."""

import pytest

from ip4timeline.store import StoreError
from ip4timeline.testing import LawBroken, check_store
from ip4timeline.testing.stores.bench import event, ids

LAW = ["a_power_cut_loses_nothing"]
OFF = {"PRAGMA synchronous=FULL": "PRAGMA synchronous=OFF"}


def test_an_append_is_flushed(on_disk):
    check_store(on_disk, cut=on_disk.cut, laws=LAW)


def test_rounds_of_power_cuts_lose_nothing(on_disk):
    store = on_disk()
    for number in range(50):
        store.append([event(f"{number}-{row}") for row in range(number % 4 + 1)])
        if number % 3 == 0:
            known = ids(store)
            store = store.cut()
            assert ids(store) == known
            assert store.verify() == len(known)


def test_the_disk_does_lose_what_was_not_flushed(on_disk):
    with pytest.raises((LawBroken, StoreError)):
        check_store(lambda: on_disk(rewritten=OFF), cut=on_disk.cut, laws=LAW)


def test_an_append_that_was_cut_off_is_not_half_there(on_disk):
    store = on_disk()
    store.append([event("before")])
    rows = [event(number) for number in range(3)]

    class Cut(Exception):  # noqa: N818
        pass

    def cut(statement, *more):
        if statement == "COMMIT":
            raise Cut
        return execute(statement, *more)

    with store._writer.held() as connection:
        execute, connection.execute = connection.execute, cut
    with pytest.raises(Cut):
        store.append(rows)
    store = store.cut()
    assert ids(store) == ["e-before"]
    assert store.append(rows).position == 4
