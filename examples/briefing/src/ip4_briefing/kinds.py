"""The desk's own kinds of event: what was agreed to be done, and what became of it."""

from typing import ClassVar, Literal

import attrs

import ip4timeline as ip4


def _when_or_none(value: ip4.When | str | None) -> ip4.When | None:
    return value if value is None or isinstance(value, ip4.When) else ip4.When(value)


@ip4.register
@attrs.frozen(kw_only=True, order=False, repr=False)
class FollowUpAgreed(ip4.Event):
    """The desk and a partner agreed that something be done, at an occasion if one is named."""

    kind: ClassVar[str] = "follow-up-agreed"

    item: str
    occasion: str = attrs.field(default="", metadata={"refers_to": "occasion"})
    due: ip4.When | None = attrs.field(default=None, converter=_when_or_none)


@ip4.register
@attrs.frozen(kw_only=True, order=False, repr=False)
class FollowUpClosed(ip4.Event):
    """A follow-up was done or dropped."""

    kind: ClassVar[str] = "follow-up-closed"
    observed: ClassVar[bool] = True

    item: str
    outcome: Literal["done", "dropped"] = attrs.field(
        validator=attrs.validators.in_(("done", "dropped"))
    )
