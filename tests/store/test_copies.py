"""Handles on a log that are sent elsewhere: what another process unpickles."""

import copy
import pickle

import pytest

import ip4timeline as ip4
from ip4timeline.store import Live, MemoryStore, SqliteStore, StoreError
from ip4timeline.testing.stores.bench import SOURCE, event


class Mine(ip4.Timeline):
    """A class of timelines of one's own."""


@pytest.mark.parametrize("act", [lambda s: pickle.loads(pickle.dumps(s)), copy.copy, copy.deepcopy])
def test_a_store_that_is_sent_is_another_handle_on_the_same_log(tmp_path, act):
    store = SqliteStore(tmp_path / "desk.db", timeline=Mine, timeout=7)
    store.append([SOURCE])
    again = act(store)
    again.append([event(1)])
    store.close()
    assert again.position == store.position == 2
    assert again.log == store.log
    assert (type(again), type(again.timeline())) == (SqliteStore, Mine)
    assert vars(again)["_timeout"] == 7


def test_one_that_must_be_there_must_be_there_where_it_is_sent(tmp_path):
    store = pickle.loads(pickle.dumps(SqliteStore(tmp_path / "none.db", create=False)))
    with pytest.raises(StoreError, match="there is no such file"):
        _ = store.position
    assert list(tmp_path.iterdir()) == []


def test_a_log_of_a_server_that_is_sent(postgres):
    from ip4timeline.store import PostgresStore

    store = PostgresStore(postgres, name="sent", timeline=Mine)
    with store, pickle.loads(pickle.dumps(store)) as again:
        assert (again.log, again.name, type(again.timeline())) == (store.log, "sent", Mine)


@pytest.mark.parametrize("held", [MemoryStore(), Live(MemoryStore())])
@pytest.mark.parametrize("act", [pickle.dumps, copy.copy, copy.deepcopy])
def test_what_is_of_one_process_says_so(held, act):
    with pytest.raises(StoreError, match="is not copied"):
        act(held)


def test_a_live_timeline_says_where_it_is():
    live = Live(MemoryStore())
    live.append([SOURCE])
    assert repr(live).endswith("at position 1)")
