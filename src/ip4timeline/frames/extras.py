"""Optional libraries, each loaded when it is first needed and not before."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from ip4timeline.engine.errors import MissingExtraError, TimelineError, how_to_install


def check_columns(names: Iterable[Any]) -> None:
    """Refuse columns that are not each named by a text of its own.

    Raises:
        TimelineError: naming the column, and what to do.
    """
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str):
            raise TimelineError(
                f"a column is named {name!r}, which is no text: name the columns as "
                "`frames.events` does, on one level"
            )
        if name in seen:
            raise TimelineError(f"the column {name!r} stands twice: drop or rename one")
        seen.add(name)


def need(module: str, extra: str) -> Any:
    """An optional library.

    Args:
        module: what to import.
        extra: the extra of the package that installs it.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        # A library that is there and lacks something of its own is another matter.
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise MissingExtraError(
            f"this needs {module.split('.')[0]}: {how_to_install(extra)}"
        ) from None
