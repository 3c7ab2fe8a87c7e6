"""Whether declared rules over frames of an engine say what the library's own fold says.

Of each engine how a table gets there and its answers back; asked for by `benchmarks.rules`.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import attrs

import ip4timeline as ip4
from benchmarks.exchanges import AS_OF, ENDS, KNOWN_ON, NOW, RULES, Exchange, history
from ip4timeline import frames, scale
from ip4timeline.engine.time.when import READINGS

Row = tuple[Any, ...]
PAIRS = [(AS_OF, KNOWN_ON), (KNOWN_ON, AS_OF), (AS_OF, None), (ENDS[0], NOW), (NOW, ENDS[5])]
LIVE = [(day, day) for day in ENDS[::5]]
VERSIONS = [
    *("id", "kind", "since", "until", "known", "occurred", "earliest", "latest", "seq"),
    *("source", "target", "status", "tone", "ends"),
]


class Engine(NamedTuple):
    """How a table of Arrow becomes a frame of an engine, and a frame a table of Arrow."""

    into: Callable[[Any], Any]
    back: Callable[[Any], Any]


def _polars() -> Engine:
    import polars as pl

    return Engine(lambda table: pl.from_arrow(table).lazy(), lambda frame: frame.collect())


def _duckdb() -> Engine:
    import duckdb

    connection = duckdb.connect()
    return Engine(connection.from_arrow, lambda frame: frame.pl())


def _pandas() -> Engine:
    import pandas as pd
    import pyarrow as pa

    return Engine(
        lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
        lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    )


def _pyarrow() -> Engine:
    return Engine(lambda table: table, lambda frame: frame)


def _ibis() -> Engine:
    import ibis

    return Engine(ibis.memtable, lambda frame: frame.to_pyarrow())


def _dask() -> Engine:
    import dask
    import dask.dataframe as dd

    pandas = _pandas()
    dask.config.set(scheduler="synchronous")
    return Engine(
        lambda table: dd.from_pandas(pandas.into(table), npartitions=4),
        lambda frame: pandas.back(frame.compute()),
    )


def _pyspark() -> Engine:
    from benchmarks.scale.clusters import spark_session

    session = spark_session()
    return Engine(session.createDataFrame, lambda frame: frame.toArrow())


ENGINES: dict[str, Callable[[], Engine]] = {
    "polars": _polars,
    "duckdb": _duckdb,
    "pandas": _pandas,
    "pyarrow": _pyarrow,
    "ibis": _ibis,
    "dask": _dask,
    "pyspark": _pyspark,
}


def _rows(answer: Any, columns: Sequence[str] | None = None) -> list[Row]:
    """The rows of a table, in one order."""
    import polars as pl

    found = answer if isinstance(answer, pl.DataFrame) else pl.DataFrame(answer)
    found = found if columns is None else found.select(columns)
    return sorted((tuple(map(_day, row)) for row in found.iter_rows()), key=repr)


def _day(cell: Any) -> Any:
    if isinstance(cell, dt.date):  # of pandas, pendulum or the standard library
        return dt.date(cell.year, cell.month, cell.day)
    return cell


def _cells(value: Any) -> Row:
    """A value of the library as an answer has it."""
    if isinstance(value, frozenset):
        return (len(value),)
    return tuple(map(_day, value)) if isinstance(value, tuple) else (value,)


def _key(key: Any) -> Row:
    return key if isinstance(key, tuple) else (key,)


def _folded(view: Any, day: dt.date, known: dt.date | None) -> list[Row]:
    """What the library's own fold says on a day."""
    found = view.as_of(day) if known is None else view.as_of(day, known_on=known)
    return [(*_key(key), *_cells(value)) for key, value in found.items()]


def _spells(view: Any) -> Iterator[Row]:
    for key in view.keys:
        for spell in view.spells(key):
            days = (_day(spell.since), _day(spell.until))
            told = (spell.opened.text, spell.because[-1], len(spell.because))
            yield (*_key(key), *days, *_cells(spell.value), *told)


class Question(NamedTuple):
    """What a frame is asked, and the rows that the library itself has for it."""

    what: str
    ask: Callable[[Any], Any]
    want: list[Row]
    columns: Sequence[str] | None = None


def questions(timeline: ip4.Timeline) -> Iterator[Question]:
    """What each rule is asked in both readings, and the rows of the library's own fold."""
    for rule in RULES:
        for certainty in READINGS:
            view = timeline.project(rule, certainty=certainty)
            for point in PAIRS:
                ask = partial(_asked, rule.states, point, certainty)
                yield Question("states", ask, _folded(view, *point))
            for what, points in (("live panel", LIVE), ("panel of mixed pairs", PAIRS)):
                ask = partial(_asked, rule.panel, (points,), certainty)
                want = [
                    (n, *row) for n, point in enumerate(points) for row in _folded(view, *point)
                ]
                yield Question(what, ask, want)
            yield Question(
                "spells", partial(_asked, rule.spells, (), certainty), list(_spells(view))
            )


def _asked(way: Callable[..., Any], more: Row, certainty: str, frame: Any) -> Any:
    return way(frame, *more, certainty=certainty)


@attrs.define
class Found:
    """What was found of one engine."""

    rows: int = 0
    differ: int = 0
    seconds: float = 0.0
    answered: Counter[str] = attrs.Factory(Counter)
    refused: Counter[tuple[str, str]] = attrs.Factory(Counter)

    def ask(self, engine: Engine, frame: Any, question: Question) -> None:
        """Ask an engine, and compare what it says; what it is refused is kept by its reason."""
        began = time.perf_counter()
        try:
            found = engine.back(question.ask(frame))
        except ip4.TimelineError as error:
            self.refused[question.what, str(error).partition(": ")[2]] += 1  # but for the rule
            return
        self.seconds += time.perf_counter() - began
        got, want = _rows(found, question.columns), question.want
        self.answered[question.what] += 1
        self.rows += len(want)
        self.differ += len(set(got) ^ set(want)) + abs(len(got) - len(want))


def compare(size: int, names: list[str]) -> int:
    """Print of each engine how many rows were compared with the fold, and how many differ."""
    import pyarrow as pa

    timeline = history(size)
    table, log = pa.table(frames.versions(timeline, Exchange)), pa.table(frames.log(timeline))
    resolved = Question("versions", scale.versions, _rows(table, VERSIONS), VERSIONS)
    found = {name: Found() for name in names}
    engines = {name: ENGINES[name]() for name in names}
    given = {name: engine.into(table) for name, engine in engines.items()}
    for name, engine in engines.items():
        found[name].ask(engine, engine.into(log), resolved)
    for question in questions(timeline):
        for name, engine in engines.items():
            found[name].ask(engine, given[name], question)
    for name, each in found.items():
        answered = ", ".join(f"{what} {count}" for what, count in each.answered.items())
        print(
            f"{size:,} events, {name}: {each.rows:,} rows compared, {each.differ} differ; "
            f"answered: {answered}; {each.seconds:.1f} s",
            flush=True,
        )
        for (what, why), count in each.refused.items():
            print(f"    refused, {what}, {count} times: {why}", flush=True)
    return sum(each.differ for each in found.values())
