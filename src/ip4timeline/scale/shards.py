"""The two halves of a fold in shards, from Arrow to Arrow: to scatter versions, to fold a shard.

Both are pure, so that any engine that hands tables to Python can run them, wherever it likes. The
folding is that of the library's own histories.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from ip4timeline.engine._speed import without_collecting
from ip4timeline.engine.errors import TimelineError, did_you_mean, nearest
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.log.question import Question
from ip4timeline.engine.log.versions import FOREVER, Limits, Stream, Versions
from ip4timeline.engine.projections.index import Index
from ip4timeline.engine.projections.projection import Projection, Tally
from ip4timeline.engine.timeline.plain import plain
from ip4timeline.scale.arrow import as_table, day_numbers, days, pa, pc, whole_column
from ip4timeline.scale.asks import Ask
from ip4timeline.scale.events import Events, bounds
from ip4timeline.scale.keys import Sharding

SHARD: Final = "ip4_shard"
"""The column of `scatter`: the number of a shard, from 0, and of how many, as ``17/64``."""
NEEDED: Final = ("id", "kind", "since", "until", "known", "occurred", "earliest", "latest", "seq")
"""The columns without which a table of versions is none."""
AT_ONCE: Final = 1_000_000
"""How many cells of an answer are made at once: a row counts one, and each of its reasons."""
Rule = Projection[Any, Any]


def scatter(data: Any, projection: Rule, shards: int) -> Any:
    """As `scale.scatter`."""
    table = as_table(data)
    check_columns_of(table.column_names)
    sharding = Sharding(shards)
    places, numbers = [], []
    table, events = _events(table, projection)
    with _reading(table, projection):
        for place, event in enumerate(events):
            keys = projection.touched(event)
            for key in keys:
                if key != key:
                    projection.check_key(key, event)
            for number in {sharding.of(key) for key in keys}:
                places.append(place)
                numbers.append(number)
    names = [shard_name(number, shards) for number in range(shards)]
    column = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), names)
    found = table.take(pa.array(places, pa.int64()))
    return found.append_column(SHARD, column.dictionary_decode())


def fold_shard(data: Any, projection: Rule, ask: Ask) -> Any:
    """As `scale.fold_shard`."""
    table = as_table(data)
    check_columns_of(table.column_names)
    if SHARD not in table.column_names:
        raise TimelineError(
            f"the table has no column {SHARD!r}; fold what ip4timeline.scale.scatter gives"
        )
    column = whole_column(table, SHARD)
    answers = []
    for name in pc.unique(column).to_pylist():
        part = table.filter(pc.equal(column, name))
        answers.append(fold_keys(part, projection, ask, mine(name)))
    return pa.concat_tables(answers) if answers else ask.schema.empty_table()


def shard_name(number: int, shards: int) -> str:
    """What stands in the column `SHARD`."""
    return f"{number}/{shards}"


def mine(name: str) -> Callable[[Any], bool]:
    """Whether a key belongs to the shard of a name.

    Raises:
        TimelineError: it is no such name.
    """
    number, slash, shards = (name or "").partition("/")
    if not (slash and number.isdigit() and shards.isdigit()):
        raise TimelineError(f"{name!r} is no shard; ip4timeline.scale.scatter writes 17/64")
    sharding, own = Sharding(int(shards)), int(number)
    return lambda key: sharding.of(key) == own


def check_columns_of(names: Sequence[str]) -> None:
    """Refuse what is no table of versions.

    Raises:
        TimelineError: a column is missing.
    """
    for name in NEEDED:
        if name not in names:
            hint = did_you_mean(nearest(name, names))
            raise TimelineError(
                f"the table has no column {name!r}{hint}; ip4timeline.frames.versions and "
                "ip4timeline.scale.versions make one that has all"
            )


class _reading:  # noqa: N801 - used as a statement
    """Within it, a projection that reads what the table has not gets to know what that is."""

    def __init__(self, table: Any, projection: Rule) -> None:
        self._table = table
        self._projection = projection

    def __enter__(self) -> None: ...

    def __exit__(self, _: Any, error: BaseException | None, __: Any) -> None:
        if not isinstance(error, AttributeError) or not isinstance(error.obj, Event):
            return
        if error.name in Events(self._projection).missing(self._table):
            raise TimelineError(
                f"{self._projection.name} reads {error.name!r}, of which the table has no column; "
                "give a table of versions that has it"
            ) from error


def _events(table: Any, projection: Rule) -> tuple[Any, list[Event]]:
    """The rows of the kinds that a projection handles, and the event of each."""
    events = Events(projection)
    table = events.handled(table).combine_chunks()
    return table, events.of(table)


def touching(
    table: Any, projection: Rule, wanted: Callable[[Any], bool], counts: Counter[Any] | None = None
) -> Any:
    """The rows that touch a key that is wanted; how many each has is added to ``counts``."""
    table, events = _events(as_table(table), projection)
    places = []
    with _reading(table, projection):
        for place, event in enumerate(events):
            keys = [key for key in projection.touched(event) if wanted(key)]
            if counts is not None:
                counts.update(keys)
            if keys:
                places.append(place)
    return table.take(pa.array(places, pa.int64()))


def fold_keys(table: Any, projection: Rule, ask: Ask, wanted: Callable[[Any], bool]) -> Any:
    """The answer for those keys of a table that are wanted; of each, all versions must be there.

    Raises:
        TimelineError: as `folded_parts`.
    """
    parts = list(folded_parts(table, projection, ask, wanted))
    return pa.concat_tables(parts) if parts else ask.schema.empty_table()


def folded_parts(
    table: Any, projection: Rule, ask: Ask, wanted: Callable[[Any], bool]
) -> Iterator[Any]:
    """The answer of `fold_keys`, a table after the other of `AT_ONCE` cells.

    With its reasons the whole may be far larger than the versions that it is made of.

    Raises:
        TimelineError: a version stands twice, a row touches none of these keys, or a row says of
            its day otherwise than its date does.
    """
    table = as_table(table)
    with without_collecting(), _reading(table, projection):  # of a long fold all is kept
        index = _index(table, projection, ask, wanted)
        held, cells = [], 0
        for row in _spells(index, ask) if ask.what == "spells" else _values(index, ask):
            held.append(row)
            cells += 1 if ask.what != "spells" or row[5] is None else 1 + len(row[5])
            if cells >= AT_ONCE:
                yield _arrow(held, ask)
                held, cells = [], 0
        if held:
            yield _arrow(held, ask)


def _arrow(rows: list[tuple[Any, ...]], ask: Ask) -> Any:
    schema = ask.schema
    arrays = [
        days(column) if pa.types.is_date(field.type) else pa.array(column, field.type)
        for field, column in zip(schema, zip(*rows, strict=True), strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _index(
    table: Any, projection: Rule, ask: Ask, wanted: Callable[[Any], bool]
) -> Index[Any, Any]:
    table = table.filter(pc.is_valid(whole_column(table, ask.day)))
    table = table.set_column(
        table.column_names.index("seq"), "seq", pc.fill_null(table.column("seq"), 0)
    )
    order = [(name, "ascending") for name in (ask.day, "seq", "id", "since")]
    table = Events(projection).handled(table.sort_by(order)).combine_chunks()
    events = Events(projection).of(table)
    since = day_numbers(whole_column(table, "since"))
    _check_rows(table, events, since, ask)
    until = day_numbers(whole_column(table, "until"), FOREVER)
    limits = Limits()
    versions = Versions(ask.certainty, events, since, until)
    index = Index.of(projection, Stream(limits, versions))
    folds = {key: fold for key, fold in index.folds.items() if wanted(key)}
    touched = {id(event) for fold in folds.values() for event in fold.stream.base.events}
    if len(touched) < len(events):
        stray = next(event.id for event in events if id(event) not in touched)
        raise TimelineError(
            f"the event {stray} touches no key of this shard by {projection.name}; scatter with "
            "the projection that folds"
        )
    return Index(projection, ask.certainty, type(index.folds)({}, folds), limits)


def _check_rows(table: Any, events: Sequence[Event], since: Sequence[Any], ask: Ask) -> None:
    if None in since:
        raise TimelineError(f"the event {events[since.index(None)].id} stands since no day")
    stands = Counter(zip([event.id for event in events], since, strict=True))
    if len(stands) < len(events):
        ((twice, _), _), *_ = stands.most_common(1)
        raise TimelineError(
            f"the event {twice} stands twice since one day; give each version once, and scatter "
            "each once"
        )
    said = day_numbers(whole_column(table, ask.day))
    for event, written, meant in zip(events, said, bounds(events, ask.day), strict=True):
        if written != meant:
            raise TimelineError(
                f"the event {event.id} occurred {event.occurred}, and its column {ask.day!r} says "
                "another day; take it from ip4timeline.frames.versions or `When`"
            )


def _json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def _spells(index: Index[Any, Any], ask: Ask) -> Iterator[tuple[Any, ...]]:
    sums = isinstance(index.projection, Tally)
    for key, fold in index.folds.items():
        text = _json(key)
        for row, end in fold.known(ask.known).held:
            value, opened, because = _json(row.value), row.opened.text, row.because
            # Of a tally each has those of all before it: their lists grow with the square.
            ids = None if sums else list(because)
            yield (text, row.day, end, value, opened, ids, len(because))


def _values(index: Index[Any, Any], ask: Ask) -> Iterator[tuple[Any, ...]]:
    names = {key: _json(key) for key in index.folds}
    for place, (day, known) in enumerate(ask.points):
        values: Iterable[tuple[Any, Any]] = index.at(Question(day, known, ask.certainty)).items()
        for key, value in values:
            found = (names[key], _json(value))
            yield (place, *found) if ask.what == "panel" else found
