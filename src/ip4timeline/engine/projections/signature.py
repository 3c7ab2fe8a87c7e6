"""What the signature of a projection's function says: its parameters, the kinds it handles."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.events.entry import Event


def handled(
    function: Callable[..., Any], on: type[Event] | tuple[type[Event], ...] | None, position: int
) -> tuple[type[Event], ...]:
    """The kinds of event that a function handles.

    Args:
        function: an evolve function or a measure.
        on: the kinds, if they are given.
        position: of the parameter whose annotation says them, if they are not.

    Raises:
        TimelineError: neither says them, or they are no kinds of event.
    """
    name = getattr(function, "__qualname__", None)
    if name is None:
        raise TimelineError(f"{function!r} has no name; write it as a function with def")
    needed = positional(function)
    if len(needed) <= position:
        raise TimelineError(f"{name} takes too few arguments: (value, event), or (event) to tally")
    if on is None:
        parameter = needed[position]
        try:
            hint = get_type_hints(function).get(parameter)
        except NameError as error:
            raise TimelineError(f"{name}: {error}; give the kinds with on=") from None
        options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        if not all(isinstance(o, type) and issubclass(o, Event) for o in options):
            raise TimelineError(
                f"{name}: which events? Annotate {parameter!r} with a kind or give on="
            )
        return tuple(options)
    return kinds_in(on, name)


def functions(**given: object) -> None:
    """Refuse an argument of a decorator that is no function; it would fail in some later fold.

    Raises:
        TimelineError: one is none; which one is said.
    """
    for argument, function in given.items():
        if not callable(function):
            remedy = f"give one, such as {argument}=lambda event: event.partners"
            if argument != "keys":
                remedy = "give one, or leave it out"
            raise TimelineError(f"{argument}: {function!r} is no function; {remedy}")


def kinds_in(on: type[Event] | tuple[type[Event], ...], name: str) -> tuple[type[Event], ...]:
    """The kinds of event that are given as one or as a tuple of several.

    Args:
        on: what is given.
        name: of what it is given to.

    Raises:
        TimelineError: it is not one kind of event at least, and nothing else.
    """
    kinds = on if isinstance(on, tuple) else (on,)
    for kind in kinds or (None,):
        if not (isinstance(kind, type) and issubclass(kind, Event)):
            raise TimelineError(f"{name}: on= takes kinds of event, not {kind!r}")
    return kinds


def positional(function: Callable[..., Any]) -> list[str]:
    """The parameters that must be given by position, in order."""
    return [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty
    ]
