"""The rows that events refer to by id: sources above all, and how complete a record is.

A registry entry carries no history; what changes over time is an event. A domain adds its
registries by a subclass of `Registries`, each one field made by `registry`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, Self

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.errors import EventError
from ip4timeline.engine.events.entry import Event
from ip4timeline.engine.events.fields import Part, means, one_of, required, texts
from ip4timeline.engine.events.parties import Party
from ip4timeline.engine.time.days import from_day_number
from ip4timeline.engine.time.when import When, to_when, to_when_or_none

_WEB: Final = r"https?://[^/?#\\]"
_DOI: Final = r"doi:(10\.\d{4,9}/.+)"
Tier = Literal["primary", "secondary", "mirror"]
Completeness = Literal["complete", "sampled", "unknown"]


class Row(Part):
    """Base of a row of a registry: it says by itself what of it is seen at a knowledge day."""

    __slots__ = ()

    def seen(self, known_on: int, about: Sequence[Event]) -> Self | None:
        """What of the row is seen by the end of a day number; ``None``: nothing.

        Args:
            known_on: the knowledge day.
            about: the events standing then that name the row.
        """
        return self


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Source(Row):
    """A publication that events cite.

    ``tier``: ``primary`` for the actors' own texts, ``secondary`` for reporting and
    analysis, ``mirror`` for a copy of either on somebody else's site. ``published`` is
    the dateline, ``None`` where the text shows none; ``retrieved`` the day on which it was
    read, by which one without a dateline was public at the latest. ``owner`` is the group
    behind the publisher, by which sources are held apart; ``copies`` whose text a mirror
    repeats; ``held`` where a text without an address can be read.
    """

    id: str = attrs.field(
        validator=required,
        metadata=means("unique in the record, kebab-case, never given to anything else"),
    )
    publisher: str = attrs.field(
        metadata=means("who published it; copies name both hands, as in `AFP via Yahoo`")
    )
    title: str = attrs.field(metadata=means("its name in full"))
    tier: Tier = attrs.field(
        validator=one_of(Tier),
        metadata=means(
            "`primary`: the actors' own text; `secondary`: reporting; `mirror`: a copy of either"
        ),
    )
    url: str = attrs.field(default="", metadata=means("address at which it can be read"))
    published: When | None = attrs.field(
        default=None,
        converter=to_when_or_none,
        metadata=means("the dateline; left out where the text shows none"),
    )
    retrieved: When | None = attrs.field(
        default=None,
        converter=to_when_or_none,
        metadata=means("the day on which it was read; for a text that shows no dateline"),
    )
    owner: str = attrs.field(
        default="",
        metadata=means(
            "the group that owns the publisher, each where there are several, as in "
            "`Yonhap / Herald Media Group`; left out: it is its own"
        ),
    )
    copies: str = attrs.field(
        default="", metadata=means("of a `mirror`: the publisher whose text it repeats")
    )
    held: str = attrs.field(
        default="",
        metadata=means(
            "where the text itself can be read, if it has no address: a print, an archive"
        ),
    )
    notes: str = attrs.field(
        default="", metadata=means("remarks for curators, conflicts between sources among them")
    )

    @property
    def link(self) -> str:
        """The address that a page may lead to; empty for any that is not of the web.

        ``http://``, ``https://`` and ``doi:10.1234/...`` are; the last leads to doi.org.
        """
        if not self.url.isprintable() or " " in self.url:
            return ""
        if doi := re.fullmatch(_DOI, self.url, re.IGNORECASE):
            return f"https://doi.org/{doi[1]}"
        return self.url if re.match(_WEB, self.url, re.IGNORECASE) else ""

    def seen(self, known_on: int, about: Sequence[Event]) -> Self | None:
        """It without its remarks, if it was surely public by then.

        By its dateline, or where it has none, by the day on which it was read.
        """
        dated = self.published or self.retrieved
        latest = None if dated is None else dated.bound("certain")
        if latest is None or latest > known_on:
            return None
        return attrs.evolve(self, notes="") if self.notes else self


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Coverage(Row):
    """How complete the record is for one series, period and kinds of event.

    ``series`` is what the events are of, such as a kind of event; ``kinds`` are the kinds
    that it speaks of; ``basis`` says what was gone through to claim it. A domain adds whom
    it speaks of, and what else can be a series.
    """

    series: str = attrs.field(
        validator=required, metadata=means("what the events are of, such as a kind of event")
    )
    kinds: tuple[str, ...] = attrs.field(
        converter=texts, validator=required, metadata=means("the kinds of event that it speaks of")
    )
    period: When = attrs.field(converter=to_when, metadata=means("the period that it speaks of"))
    state: Completeness = attrs.field(
        validator=one_of(Completeness), metadata=means("`complete`, `sampled` or `unknown`")
    )
    basis: str = attrs.field(
        default="", metadata=means("what was gone through to claim it, or why it is not known")
    )

    def _settle(self) -> None:
        if not self.period.lasting:
            raise EventError(
                "period",
                f"{self.period} is not a period",
                "write 2022-01-01/2022-12-31 or 2022/2025",
            )

    def seen(self, known_on: int, about: Sequence[Event]) -> Self | None:
        """It without its wording, and no later than that day."""
        first, period = self.period.bound("possible"), self.period
        if first is not None and first > known_on:
            return None
        start, _, end = period.text.partition("/")
        last = period.until
        # An end that nobody knows may have been long ago: it is no end at the knowledge day.
        if end and (last is None or last.toordinal() > known_on):
            period = When(f"{start}/{from_day_number(known_on).isoformat()}")
        return attrs.evolve(self, period=period, basis="")

    @property
    def party(self) -> Party | None:
        """Whom it speaks of; ``None`` where it is about none in particular."""
        return None

    @property
    def place(self) -> tuple[str, str, str, tuple[str, ...], str, str]:
        """What rows of coverage are ordered by: all that they say, so that the order is one."""
        return (
            self.series,
            self.party or "",
            self.period.text,
            self.kinds,
            self.state,
            self.basis,
        )
