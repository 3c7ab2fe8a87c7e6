"""Every engine that these tests hold equal to the library, and how a table gets there and back."""

import datetime as dt

import pytest

pytest.importorskip("narwhals")
pl = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")
pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")


def _duckdb(table):
    connection = duckdb.connect()
    connection.execute("set threads=1")
    return table.to_duckdb(connection)


ENGINES = {
    "polars": lambda table: table.to_polars().lazy(),
    "duckdb": _duckdb,
    "pandas": lambda table: pa.table(table).to_pandas(types_mapper=pd.ArrowDtype),
}


def plain(value):
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def rows(answer):
    """The rows of an answer of any engine, as mappings of plain values."""
    if hasattr(answer, "collect"):
        answer = answer.collect()
    if hasattr(answer, "pl"):
        answer = answer.pl()
    if isinstance(answer, pd.DataFrame):
        answer = pa.Table.from_pandas(answer, preserve_index=False)
    if not hasattr(answer, "to_dicts"):
        answer = pa.table(answer)
    found = answer.to_pylist() if hasattr(answer, "to_pylist") else answer.to_dicts()
    return [plain(row) for row in found]


@pytest.fixture(params=ENGINES)
def engine(request):
    return ENGINES[request.param]
