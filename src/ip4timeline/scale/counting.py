"""The rows of a table of versions that a rule counts, with a row for each key."""

from __future__ import annotations

from typing import Any, Final

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.kinds import kinds
from ip4timeline.engine.projections.declared import Declared, Said
from ip4timeline.engine.projections.fields import EventField, plain
from ip4timeline.engine.time.days import DayLike
from ip4timeline.engine.time.when import READINGS, Certainty
from ip4timeline.scale.asks import READING
from ip4timeline.scale.native import Native, nw

DAY: Final = "ip4_day"
VALUE: Final = "ip4_value"
ENDS: Final = "ip4_ends"
ONE: Final = "ip4_one"
"""1 in each row: what is counted. On pandas no window may be over a column that also orders it."""
MEMBERS: Final = "members"
"""What is told of a `distinct` to those who want the values, and not how many they are."""
ORDER: Final = [DAY, "seq", "id"]
"""The one order."""
_OF_ANSWERS: Final = ("ask", "since", "until", "value", "ends", "opened", "because", "events")


class Counted:
    """What a rule counts of a frame, and how its answer is given.

    Args:
        rule: the rule.
        frame: a table of versions, of any library.
        certainty: the reading of partial dates.
        more: columns of versions that the answer has besides.

    Raises:
        TimelineError: the frame lacks a column or is none, a field of the key has the name of a
            column of the answer, or there is no such reading.
    """

    def __init__(self, rule: Declared, frame: Any, certainty: Certainty, *more: str) -> None:
        if certainty not in READINGS:
            raise TimelineError(f"certainty is 'certain' or 'possible', not {certainty!r}")
        self.said: Said = rule.said
        self.by: list[str] = list(self.said.by)
        self.field: EventField | None = rule.fields.get(self.said.field)
        self.native: Native = Native(frame)
        day = READING[certainty]
        used = [name for name in rule.fields if name != "kind"]
        kind = [name for name in self.native.schema if name == "kind"]  # may be left out
        self.native.need(dict.fromkeys(["id", "since", "until", day, "seq", *more, *used, *kind]))
        for name in self.by:
            if name in _OF_ANSWERS:
                raise TimelineError(
                    f"{self.said.name}: the answer has a column {name!r} of its own; "
                    "rename the field"
                )
        self.rows: Any = self._rows(rule, day, more)

    def _rows(self, rule: Declared, day: str, more_of_rows: tuple[str, ...]) -> Any:
        col, said = nw.col, self.said
        rows = self.native.frame.filter(~col(day).is_null())
        if "kind" in self.native.schema:
            of = [c.kind for c in kinds().values() if issubclass(c, said.on)]
            rows = rows.filter(
                col("kind").is_in([*dict.fromkeys([*of, *(c.kind for c in said.on)])])
            )
        for name, values in said.where:
            found = [self._plain(rule.fields[name], value) for value in values if value is not None]
            meant = col(name).is_in(found)
            rows = rows.filter(meant | col(name).is_null() if None in values else meant)
        if said.field and (said.missing == "ignore"):
            rows = rows.filter(~col(said.field).is_null())
        head = ["id", "since", "until", "seq", *more_of_rows]
        more = {DAY: col(day), ONE: nw.lit(1).cast(nw.Int64)}
        if self.field is not None:
            more[VALUE] = self._ranked(col(said.field))
        if said.lapses:
            more[ENDS] = col(said.lapses)
        rows = rows.select(*head, *(name for name in self.by if name not in head), **more)
        lists = [name for name in self.by if rule.fields[name].many]
        for name in lists:
            self.native.need_lists(f"the key {name!r} of {said.name}")
            self.native.need_list(name)
            rows = rows.explode(name)
        rows = rows.filter(*(~col(name).is_null() for name in self.by))
        if lists and rows.implementation.is_pandas_like():
            # Its rows go by an index, and those made of one list have one and the same.
            rows = nw.maybe_reset_index(rows.collect()).lazy()
        return rows.unique(["id", "since", *self.by]) if lists else rows

    def _plain(self, field: EventField, value: Any) -> Any:
        if field.type == "day":
            return self.native.day(field.name, value)
        return plain(field, value)

    @property
    def _ranks(self) -> tuple[Any, ...]:
        """Of a rule that compares an enumeration with an order of its own, its members in it."""
        compares = self.said.rule in ("highest", "lowest") and self.field is not None
        return self.field.ranks if compares and self.field is not None else ()

    def _ranked(self, value: Any) -> Any:
        ranks = self._ranks
        if not ranks:
            return value
        found: Any = nw.lit(len(ranks) - 1)
        for rank, member in enumerate(ranks[:-1]):
            found = nw.when(value == member).then(nw.lit(rank)).otherwise(found)
        return found

    def value(self, column: str = VALUE) -> Any:
        """The expression of an answer's value."""
        ranks, value = self._ranks, nw.col(column)
        if not ranks:
            return value
        found: Any = nw.lit(ranks[-1])
        for rank, member in enumerate(ranks[:-1]):
            found = nw.when(value == rank).then(nw.lit(member)).otherwise(found)
        return found

    def standing(self, known_on: DayLike | None) -> Any:
        """The rows that stand as it was known by a day; ``None``: in the end."""
        col = nw.col
        if known_on is None:
            return self.rows.filter(col("until").is_null())
        since, until = (self.native.day(name, known_on) for name in ("since", "until"))
        return self.rows.filter(
            col("since") <= since, col("until").is_null() | (col("until") > until)
        )

    def kept(self, rows: Any, *by: str) -> Any:
        """Of a rule that keeps the value of one event, the row of it in each group."""
        keep = str(self.keeps)
        library = self.native.frame.implementation
        if library.is_polars() or library.is_duckdb():
            # These look for the last in each group, where for `unique` they would sort all rows.
            names = [VALUE, *([ENDS] if self.said.lapses else [])]
            return rows.group_by(*by).agg(
                *(getattr(nw.col(n), keep)(order_by=ORDER) for n in names)
            )
        return rows.unique([*by], keep=keep, order_by=ORDER)

    def grouped(self, rows: Any, *by: str) -> Any:
        """One value of all rows of each group, under `VALUE`; of `MEMBERS`, each that there is."""
        value = nw.col(VALUE)
        if self.said.rule == MEMBERS:
            return rows.select(*by, VALUE).unique([*by, VALUE])
        made = {
            "count": lambda: nw.len(),
            "total": value.sum,
            "highest": value.max,
            "lowest": value.min,
            "distinct": value.n_unique,
        }[self.said.rule]()
        if self.said.rule == "distinct" and self.native.frame.implementation.is_dask():
            # There narwhals adds up what each partition has, and counts what two have twice.
            rows, made = rows.unique([*by, VALUE]), nw.len()
        found = rows.group_by(*by).agg(made.alias(VALUE))
        # Engines count in types of their own; what pandas groups must not be cast within.
        counts = self.said.rule in ("count", "distinct")
        return found.with_columns(value.cast(nw.Int64)) if counts else found

    def running(self) -> None:
        """Refuse a value so far that the library of the frame cannot give.

        Raises:
            TimelineError: pandas has no highest or lowest of days or texts, nor a sum of amounts.
        """
        runs = self.said.rule in ("highest", "lowest", "total") and not self._ranks
        of_numbers = self.field is not None and self.field.type in ("whole", "number")
        if runs and not of_numbers and self.native.frame.implementation.is_pandas_like():
            raise TimelineError(
                f"{self.said.name}: pandas has no {self.said.rule} so far of values that are no "
                "numbers; give a frame of polars or DuckDB, or ask for states day by day"
            )

    @property
    def keeps(self) -> str | None:
        """Of a rule that keeps the value of one event: whether that is the first or the last."""
        return {"latest": "last", "first": "first"}.get(self.said.rule)
