"""A log in PostgreSQL: what no waiting mends is not called unavailable."""

import uuid

import pytest

from ip4timeline.store import DamagedError, StoreError, UnavailableError, open_store
from ip4timeline.testing.stores.bench import SOURCE, event

pytest.importorskip("psycopg")
from ip4timeline.store import PostgresStore


def new_name():
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.mark.parametrize(
    "conninfo", ["nonsense", "postgresql:", "postgresql://host/db?no_such_option=1"]
)
def test_a_conninfo_that_is_none_is_not_called_unavailable(conninfo):
    with pytest.raises(StoreError, match=r"^conninfo: .* write postgresql://user@host/db"):
        _ = open_store(conninfo).position if ":" in conninfo else PostgresStore(conninfo).position


def test_a_password_with_a_sign_that_begins_a_name():
    with pytest.raises(StoreError, match="a # of a password is written %23"):
        open_store("postgresql://ip4:se#cret@host/db")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM {}_about WHERE name = 'log'", "the log does not say which log this is"),
        ("DELETE FROM {}_about", "does not say"),
        ("DROP TABLE {}_log CASCADE", "is not what was written"),
        ("ALTER TABLE {}_log DROP COLUMN chain", "is not what was written"),
    ],
)
def test_tables_that_are_damaged_are_not_called_unavailable(postgres, statement, said):
    import psycopg

    store = PostgresStore(postgres, name=new_name())
    store.append([SOURCE])
    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute(statement.format(store.name))
    for found in (store, PostgresStore(postgres, name=store.name)):
        with pytest.raises(DamagedError, match=said):
            found.point()
        if "DROP" in statement:
            with pytest.raises(DamagedError, match=said):
                found.append([event(1)])
        found.close()


def test_who_may_not_make_a_log_is_not_told_that_there_is_no_server(postgres):
    store = PostgresStore(
        f"{postgres} options='-c default_transaction_read_only=on'", name=new_name()
    )
    with pytest.raises(UnavailableError, match="cannot be opened: cannot execute CREATE TABLE"):
        store.append([event(1)])
