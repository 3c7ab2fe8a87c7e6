"""The options that pick events, the same for every command that does."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click

from ip4timeline.cli.options import DAY, KIND, PARTNER, known_on_option
from ip4timeline.cli.records import timeline_of
from ip4timeline.engine.errors import TimelineError, UnknownNameError
from ip4timeline.relationship.claims.questions import picked as pick

F = TypeVar("F", bound=Callable[..., Any])


@contextmanager
def understood() -> Iterator[None]:
    """What makes no sense to the library, a name apart, is a command that is not understood.

    Its remedies are told by the options of the command.
    """
    try:
        yield
    except UnknownNameError:  # the name is at fault, and not the command
        raise
    except TimelineError as error:
        from ip4timeline.cli.wording import options_words  # only those who mistype wait for it

        raise click.UsageError(options_words(str(error))) from None


class _Where(click.ParamType[tuple[str, str]]):
    name = "field=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        field, equals, wanted = str(value).partition("=")
        if not field or not equals:
            self.fail(f"{value!r} is not FIELD=VALUE, such as level=leader", param, ctx)
        if not wanted:  # as by a variable that is not set
            self.fail(f"{value!r} gives no value; write one, such as level=leader", param, ctx)
        return field, wanted


_OPTIONS = (
    click.option("--partner", type=PARTNER, multiple=True, help="About this partner; repeatable."),
    click.option("--kind", type=KIND, multiple=True, help="Of this kind; repeatable."),
    click.option("--from", "first", type=DAY, metavar="DAY", help="From this day on."),
    click.option("--until", "last", type=DAY, metavar="DAY", help="Until the end of this day."),
    click.option("--sure", is_flag=True, help="Surely between the two days, not only possibly."),
    click.option("--occasion", metavar="ID", help="About this occasion, or held at it."),
    click.option("--series", metavar="NAME", help="Of this series of occasions."),
    click.option("--person", metavar="ID", help="In which this person acts."),
    click.option("--topic", metavar="SLUG", help="With this topic."),
    click.option("--text", metavar="TEXT", help="With this text in their summary."),
    click.option(
        "--where",
        "values",
        type=_Where(),
        multiple=True,
        metavar="FIELD=VALUE",
        help="With this value in this field, such as level=leader; repeatable.",
    ),
    known_on_option,
)


_FILTERS = [name for name in inspect.signature(pick).parameters if name != "everything"]
"""What the options are called where they pick."""


def picked(command: F) -> F:
    """A command that is given the timeline as known by ``--known-on``, and what is picked of it."""

    @wraps(command)
    def with_selection(ctx: click.Context, /, **given: Any) -> Any:
        filters = {name: given.pop(name) for name in _FILTERS}
        known_on = given.pop("known_on")
        first, last = filters["first"], filters["last"]
        if first and last and first > last:
            raise click.BadParameter(f"{first} is after {last}", param_hint="--from")
        timeline = timeline_of(ctx)
        timeline = timeline.known(known_on) if known_on else timeline
        with understood():
            selection = pick(timeline.select(), **filters)
        return command(timeline, selection, **given)

    decorated: Any = click.pass_context(with_selection)
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    made: F = decorated
    return made
