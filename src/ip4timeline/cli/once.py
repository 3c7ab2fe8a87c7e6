"""What the commands of every file have in common: an option that takes one value is given once."""

from __future__ import annotations

from collections import Counter

import click


class _Command(click.Command):
    """A command that refuses to choose between two values of one option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does, which would leave out all values but the last in silence."""
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        for param, times in Counter(order).items():
            if isinstance(param, click.Option) and times > 1 and _takes_one(param):
                raise click.BadParameter(f"it is given {times} times; give it once", ctx, param)
        return super().parse_args(ctx, args)


def _takes_one(option: click.Option) -> bool:
    return not (option.multiple or option.is_flag or option.count)


class Commands(click.Group):
    """The commands of one file."""

    command_class = _Command
    group_class = type  # a group among them is such a group as well
