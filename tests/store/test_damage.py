"""A SQLite log that is damaged: what no waiting mends is not called unavailable."""

import re
import sqlite3

import pytest

import ip4timeline as ip4
from ip4timeline.store import DamagedError, SqliteStore
from ip4timeline.testing.stores.bench import event


@pytest.fixture
def store(tmp_path):
    """A log of one row, which nobody has open."""
    store = SqliteStore(tmp_path / "desk.db")
    store.append([event(1)])
    store.close()
    return store


def cut_short(path):
    path.write_bytes(path.read_bytes()[:8192])


def without(statement):
    def act(path):
        other = sqlite3.connect(path)
        other.execute(statement)
        other.commit()
        other.close()

    return act


@pytest.mark.parametrize(
    "act",
    [
        cut_short,
        without("DROP TABLE log"),
        without("ALTER TABLE log DROP COLUMN chain"),
    ],
)
def test_a_file_that_is_damaged_is_not_called_unavailable(store, act):
    """Whoever tries again later would do so for ever."""
    act(store.path)
    said = f"the log in {re.escape(str(store.path))} is not what was written"
    for ask in (
        lambda: store.position,
        store.verify,
        store.timeline,
        lambda: store.append([event(2)]),
        lambda: ip4.load(f"sqlite:{store.path}"),
    ):
        with pytest.raises(DamagedError, match=said) as error:
            ask()
        assert error.value.position == 0


@pytest.mark.parametrize("id", ["", "a\nb", "é"])
def test_a_log_whose_id_is_none_is_damaged(store, id):
    other = sqlite3.connect(store.path)
    other.execute("UPDATE about SET value = ?", [id])
    other.commit()
    other.close()
    for ask in (lambda: store.log, store.point, lambda: list(store.export())):
        with pytest.raises(DamagedError, match="the log does not say which log this is"):
            ask()
