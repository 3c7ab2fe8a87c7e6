"""Optional libraries, each loaded when it is first needed and not before."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ip4timeline.engine.errors import MissingExtraError


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
            f"this needs {module.split('.')[0]}: pip install 'ip4timeline[{extra}]'"
        ) from None
