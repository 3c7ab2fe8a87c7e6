"""How an answer becomes a table of another library: the one door upwards.

The tables stand far above this room. Whoever makes them says so once, by `provide_tables`;
they are loaded when somebody first asks for one.
"""

from __future__ import annotations

from collections.abc import Callable

TYPE_CHECKING = False  # not from `typing`: whoever imports the package would load it
if TYPE_CHECKING:
    from typing import Any, Final

_PROVIDERS: Final[list[Callable[[], Any]]] = []


def provide_tables(load: Callable[[], Any]) -> None:
    """Say what makes tables of answers, and answers of tables.

    Args:
        load: gives a module or object with the functions ``to_arrow``, ``to_polars``,
            ``to_pandas`` and ``to_duckdb``, each of an answer (``to_arrow`` also with an Arrow C
            schema that was requested), and ``from_frame(frame,
            timeline, **how)``, a timeline of that class read from a frame. It is called when
            the first table is asked for.
    """
    _PROVIDERS.append(load)


def tables() -> Any:
    """What makes tables, loaded now if it was not before.

    Raises:
        LookupError: nothing was said to make them.
    """
    if not _PROVIDERS:
        raise LookupError("nothing here makes tables; import ip4timeline.frames")
    return _PROVIDERS[-1]()


class Tabular:
    """An object that polars, pandas, pyarrow, DuckDB and narwhals take as a table."""

    __slots__ = ()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as an Arrow C stream, for whatever reads Arrow.

        Args:
            requested_schema: the columns that the reader wants, as an Arrow C schema: some or all
                of them, in any order, each cast to the type that is asked for.

        Raises:
            TimelineError: a column that is requested is not there, or cannot be of that type.
            MissingExtraError: ``ip4timeline[arrow]`` is not installed.
        """
        return tables().to_arrow(self, requested_schema).__arrow_c_stream__()

    def to_arrow(self) -> Any:
        """An Arrow table, metadata included; ``pyarrow.table(...)`` takes it without a copy."""
        return tables().to_arrow(self)

    def to_polars(self) -> Any:
        """A polars frame; needs ``ip4timeline[polars]``."""
        return tables().to_polars(self)

    def to_pandas(self) -> Any:
        """A pandas frame; needs ``ip4timeline[pandas]``, and not pyarrow."""
        return tables().to_pandas(self)

    def to_duckdb(self, connection: Any = None, name: str | None = None) -> Any:
        """A DuckDB table of this name, by default the table's own; see `frames.Table`."""
        return tables().to_duckdb(self, connection, name)
