"""A question as a tool of the protocol: strict in what it takes, worded as the library words it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from ip4timeline.engine.errors import (
    TimelineError,
    UnknownNameError,
    did_you_mean,
    nearest,
)
from ip4timeline.frames.extras import need

need("mcp.server", "mcp")  # says what to install where it is missing
from mcp.server.mcpserver.exceptions import ToolError  # noqa: E402
from mcp.server.mcpserver.tools import Tool  # noqa: E402
from pydantic import ValidationError  # noqa: E402

_FEW: Final = 40
"""So many names an error lists where none is spelt alike."""


class _Question(Tool):  # type: ignore[misc, unused-ignore]
    """A tool that refuses what it does not take.

    Left out in silence, a misspelt ``known_on`` would be answered with hindsight.
    """

    async def run(self, arguments: dict[str, Any], *args: Any, **given: Any) -> Any:
        """The answer.

        Raises:
            ToolError: an argument is unknown, missing or of the wrong type, or what was asked
                cannot be answered; in words that say what to write instead.
        """
        try:
            return await super().run(arguments, *args, **given)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(self._refused(error.__cause__)) from error
            raise

    def _refused(self, error: ValidationError) -> str:
        """What is wrong with the arguments, each with its name."""
        takes = list(self.parameters["properties"])
        found = []
        for one in error.errors():
            name = ".".join(map(str, one["loc"]))
            if one["type"] == "extra_forbidden":
                near = did_you_mean(nearest(name, takes)) or f"; it takes {', '.join(takes)}"
                found.append(f"{self.name} takes no {name!r}{near}")
            elif one["type"] == "missing":
                found.append(f"{name} is missing, and {self.name} needs it")
            else:
                found.append(f"{name}: {one['input']!r} will not do: {one['msg']}")
        return ". ".join(found)


def question(name: str, asked: Callable[..., Any]) -> Tool:
    """A tool that answers by a method of `Answers`; what it takes is its signature."""
    made: Tool = _Question.from_function(_worded(asked), name=name, description=asked.__doc__)
    takes = made.fn_metadata.arg_model
    takes.model_config["extra"] = "forbid"
    takes.model_rebuild(force=True)
    made.parameters = takes.model_json_schema(by_alias=True)
    return made


def _worded(asked: Callable[..., Any]) -> Callable[..., Any]:
    """The same with its errors said as the library words them."""

    @wraps(asked)
    def answer(*args: Any, **given: Any) -> Any:
        try:
            return asked(*args, **given)
        except TimelineError as error:
            raise ToolError(_said(error)) from error

    return answer


def _said(error: TimelineError) -> str:
    """An error in words; of a few names that there are, with all of them."""
    if isinstance(error, UnknownNameError) and not error.reason and not error.nearest:
        names = dict.fromkeys(filter(None, map(str, error.known)))
        if 0 < len(names) <= _FEW:
            return f"{error}; there are {', '.join(names)}"
    return str(error)
