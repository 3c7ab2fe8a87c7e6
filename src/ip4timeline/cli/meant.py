"""What may be meant by an argument that stands in the wrong place, or has another name."""

from __future__ import annotations

import re
from typing import Final

import click

from ip4timeline.engine.errors import UnknownNameError, WhenError
from ip4timeline.engine.time.days import to_date
from ip4timeline.nato.partners import Partner

_OTHER_NAMES: Final = {
    "--as-of": "--as-of",
    "--date": "--as-of",
    "--day": "--as-of",
    "--on": "--as-of",
    "--since": "--from",
    "--start": "--from",
    "--after": "--from",
    "--to": "--until",
    "--end": "--until",
    "--before": "--until",
    "--country": "--partner",
    "--partners": "--partner",
    "--state": "--partner",
    "--type": "--kind",
    "--kinds": "--kind",
    "--summit": "--occasion",
    "--known": "--known-on",
    "--known-by": "--known-on",
}
"""By an option that people type, what it is called here."""


def is_day(typed: str) -> bool:
    """Whether a text is a full day."""
    try:
        to_date(typed)
    except WhenError:
        return False
    return True


def partner_in(typed: str) -> Partner | None:
    """The partner that a text names; ``None`` for no such."""
    try:
        return Partner.of(typed)
    except UnknownNameError:
        return None


def meant(error: click.ClickException) -> str:
    """What to write instead, to be put behind an error of the command line; empty if not known."""
    context = getattr(error, "ctx", None)
    if context is None:
        return ""
    command = context.command
    if isinstance(error, click.NoSuchOption):
        return _option(error.option_name, command)
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message)
    words = extra[1].split() if extra else []
    found = dict.fromkeys(filter(None, (_argument(word, command) for word in words)))
    return f"; write {' '.join(found)}" if found else ""


def _options(command: click.Command) -> set[str]:
    return {name for param in command.params for name in param.opts}


def _option(typed: str, command: click.Command) -> str:
    name, options = _OTHER_NAMES.get(typed, ""), _options(command)
    if name in options:
        return f" Here it is called {name}."
    if name == "--as-of" and "day" in options:
        return " The day stands by itself: write it without an option."
    if name == "--as-of" and {"before", "after"} <= options:
        return " The two days stand by themselves: write them without an option."
    return ""


def _argument(typed: str, command: click.Command) -> str:
    """A day or a partner as the option of a command that it may have been meant for."""
    options = _options(command)
    partner = partner_in(typed)
    if partner is not None and "--partner" in options:
        return f"--partner {partner}"
    if is_day(typed):
        return next(
            (f"{o} {typed}" for o in ("--as-of", "--from", "--known-on") if o in options), ""
        )
    return ""
