"""Questions about all keys of a declared rule, asked of the events of a log in memory.

They become columns of a library of frames, each when a rule first needs it, and the answer is that
of the expressions for frames.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from itertools import chain
from typing import Any, Final

import attrs

from ip4timeline.engine._speed import BoundedCache, without_collecting
from ip4timeline.engine.events.scalars import SCALARS
from ip4timeline.engine.log.event_log import EventLog
from ip4timeline.engine.projections.declared import Declared, Said
from ip4timeline.engine.projections.fields import EventField
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import Certainty
from ip4timeline.scale.answers import panel, states
from ip4timeline.scale.asks import READING
from ip4timeline.scale.coded import Cells, Coded, Keyed, Unfit, Valued
from ip4timeline.scale.counting import MEMBERS
from ip4timeline.scale.native import nw

LIBRARIES: Final = ("polars", "pyarrow")
"""Which libraries hold the columns; the first that is installed does."""
_WINDOWS: Final = ("polars",)
"""In which of them a panel is one pass; narwhals has no running values of the others."""
_KEY: Final = "key"
_VALUE: Final = "value"
_ENDS: Final = "ends"
Points = Sequence[tuple[int, int | None]]
Answers = list[Mapping[Any, Any]]
_FORKED: Final[list[bool]] = []
if hasattr(os, "register_at_fork"):
    # The threads of an engine do not come along, and what waits for them waits for ever.
    os.register_at_fork(after_in_child=lambda: _FORKED.append(True))


def library() -> str | None:
    """The library that holds the columns; ``None`` if there is none here."""
    return None if _FORKED else next(filter(find_spec, LIBRARIES), None)


def batch(
    rule: Declared,
    log: EventLog,
    points: Points,
    certainty: Certainty,
    kept: BoundedCache[Any],
) -> Answers | None:
    """As `scale.batch`."""
    backend = library()
    if backend is None:
        return None
    try:
        with without_collecting():
            return Asked(rule, log, backend, kept).answers(points, certainty)
    except Unfit:
        return None
    except Exception as error:
        # What an engine of some version cannot do, the index can.
        warnings.warn(
            f"{rule.said.name} is folded by Python, for {backend} fails: {error!r}",
            RuntimeWarning,
            stacklevel=2,
        )
        return None


class Numbered(Declared):
    """A rule over numbers that stand for the keys and values of another."""

    def __init__(self, said: Said, whole: bool) -> None:
        scalars = {_KEY: int, _VALUE: int if whole else float, _ENDS: int}
        self.said: Said = attrs.evolve(
            said,
            rule=MEMBERS if said.rule == "distinct" else said.rule,
            field=_VALUE if said.field else "",
            by=(_KEY,),
            where=(),
            lapses=_ENDS if said.lapses else "",
        )
        names = (_KEY, self.said.field, self.said.lapses)
        self.fields: Mapping[str, EventField] = {
            name: EventField(name, scalar.column, False, scalar, (), (), True)
            for name in names
            if name and (scalar := SCALARS[scalars[name]])
        }


class Asked:
    """A rule that is asked of a log by columns.

    Args:
        rule: the rule.
        log: whose events.
        backend: the library that holds the columns.
        kept: where they are kept.
    """

    def __init__(
        self, rule: Declared, log: EventLog, backend: str, kept: BoundedCache[Any]
    ) -> None:
        self._rule = rule
        self._said: Said = rule.said
        self._backend = backend
        self._kept = kept
        on = self._said.on
        self._coded: Coded = kept.kept(on, lambda: Coded(log, on))

    def answers(self, points: Points, certainty: Certainty) -> Answers:
        """By key the value at each point.

        Raises:
            Unfit: what the rule reads cannot stand in columns.
        """
        said, coded = self._said, self._coded
        keys: Any = self._rule.keys  # type: ignore[attr-defined]
        keyed: Keyed = self._of((said.by,), lambda: Keyed.of(coded.events, keys))
        columns = {
            "id": self._column("id", coded.ids),
            "since": self._column("since", coded.since),
            "until": self._column("until", coded.until),
            "seq": self._column("seq", coded.seq),
            READING[certainty]: self._column(certainty, lambda: coded.days(certainty)),
        }
        valued = Valued((), _same)
        if said.field:
            valued = self._of(
                (said.rule, said.field, said.lapses), lambda: Valued.of(coded, self._rule)
            )
            name = f"{said.rule} {said.field}"
            columns[_VALUE] = self._column(name, lambda: valued.cells, valued.whole)
        if said.lapses:
            name = f"ends {said.lapses}"
            columns[_ENDS] = self._column(name, lambda: coded.ends(said.lapses))
        frame = nw.from_dict(columns)
        meant = coded.meant(keys)
        if meant is not None:
            frame = frame.with_columns(self._series("ip4_meant", meant, nw.Boolean))
        if keyed.rows is not None:
            frame = frame[keyed.rows]
        codes = self._of(("codes", said.by), lambda: self._series(_KEY, keyed.codes, nw.Int64))
        frame = frame.with_columns(codes.alias(_KEY))
        if meant is not None:
            frame = frame.filter(nw.col("ip4_meant"))
        return self._answered(Numbered(said, valued.whole), frame, points, certainty, keyed, valued)

    def _answered(
        self,
        rule: Numbered,
        frame: Any,
        points: Points,
        certainty: Certainty,
        keyed: Keyed,
        valued: Valued,
    ) -> Answers:
        asks = [
            (from_day_number(day), None if known is None else from_day_number(known))
            for day, known in points
        ]
        if len(asks) > 1 and self._backend in _WINDOWS:
            answers = [panel(rule, frame, asks, certainty)]
            places = answers[0]["ask"].to_list()
        else:
            answers = [states(rule, frame, *ask, certainty) for ask in asks]
            places = [at for at, answer in enumerate(answers) for _ in range(len(answer))]
        codes, values = ([*chain(*(a[n].to_list() for a in answers))] for n in (_KEY, _VALUE))
        made: list[dict[Any, Any]] = [{} for _ in points]
        rows = zip(places, codes, values, strict=True)
        keys, back = keyed.keys, valued.back
        if self._said.rule == "distinct":
            for place, code, value in rows:
                made[place].setdefault(keys[code], []).append(back(value))
            return [{key: frozenset(of) for key, of in each.items()} for each in made]
        for place, code, value in rows:
            made[place][keys[code]] = back(value)
        return [*made]

    def _of(self, what: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        return self._kept.kept((self._said.on, *what), make)

    def _column(self, name: str, make: Callable[[], Cells], whole: bool = True) -> Any:
        dtype = nw.Int64 if whole else nw.Float64
        return self._of((name,), lambda: self._series(name, make(), dtype))

    def _series(self, name: str, cells: Cells, dtype: Any) -> Any:
        return nw.new_series(name, cells, dtype, backend=self._backend)


def _same(value: Any) -> Any:
    return value
