"""One thing that the record lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.time.days import Date
from ip4timeline.nato.partners import Partner

GapKind = Literal[
    "occasion-unobserved",
    "announcement-open",
    "pledge-open",
    "report-open",
    "term-ending",
    "value-unseen",
    "number-missing",
    "month-empty",
]
GAP_KINDS: Final[tuple[GapKind, ...]] = get_args(GapKind)
"""The kinds of gap, in the order in which they are listed."""
GAP_WORDS: Final[Mapping[GapKind, str]] = {
    "occasion-unobserved": "Over, and not known who came",
    "announcement-open": "Announced or asked for, without an outcome",
    "pledge-open": "Pledged, and nothing on record that carries it out",
    "report-open": "Reported, and neither confirmed nor denied",
    "term-ending": "Ending within a year",
    "value-unseen": "No end on record, and not confirmed for more than three years",
    "number-missing": "Missing from a series",
    "month-empty": "Months without anything on record",
}
"""What each kind of gap is called, as a heading."""


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Gap:
    """One thing that the record lacks, with what was last known of it.

    Attributes:
        kind: ``occasion-unobserved`` (it is over, and of a partner it concerned nobody is known
            to have come), ``announcement-open`` (an agreement, status, mission, format or
            proposal that was announced or asked for, without an outcome), ``pledge-open``
            (support promised, and nothing on record that carries it out), ``report-open``
            (neither confirmed nor denied), ``term-ending`` (within a year of the day asked for),
            ``value-unseen`` (it has no end on record and nobody has confirmed it for more than
            three years), ``number-missing`` (a number of a counted series, or a year of a yearly
            exercise), ``month-empty`` (nothing about the four is on record).
        subject: what it is about: the id of an occasion or event, a key such as
            ``missions/japan-mission-to-nato``, a series, or a month.
        partners: those whom it concerns.
        missing: what the record lacks, in words.
        so_far: what was last known of it, in words; empty where nothing was.
        last_known: the day on which that became known; ``None`` where nothing was.
        because: ids of the events that it rests on.
        look_at: publishers at whom the answer may be found: those that the record cites most for
            what is like it, copies left out.
    """

    kind: GapKind
    subject: str
    partners: tuple[Partner, ...] = ()
    missing: str
    so_far: str = ""
    last_known: Date | None = None
    because: tuple[str, ...] = ()
    look_at: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The gap as plain data, ready for JSON."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "partners": [partner.value for partner in self.partners],
            "missing": self.missing,
            "so_far": self.so_far,
            "last_known": self.last_known.isoformat() if self.last_known else None,
            "because": list(self.because),
            "look_at": list(self.look_at),
        }
