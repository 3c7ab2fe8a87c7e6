"""Who takes part: the four partners, ranks, and the people named by an event.

Nothing here knows an event or a registry; a person or an office is an id, which the
registries of a record resolve.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, Literal, Self

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.errors import EventError, UnknownNameError
from ip4timeline.engine.events.fields import Part, means
from ip4timeline.engine.events.parties import Party

Mode = Literal["in-person", "by-video", "by-phone"]


class Partner(Party):
    """One of the Indo-Pacific Four, NATO's partners in the region.

    The value is the slug. ``alpha3`` is the ISO 3166-1 code, ``cow`` the country number
    of the Correlates of War project (https://correlatesofwar.org/cow-country-codes/),
    ``label`` the short English name, ``leader_office`` the office whose holder is the
    head of state or government that attends a summit as leader.
    """

    alpha3: str
    cow: int
    leader_office: str
    _label: str

    JAPAN = "japan", "JPN", 740, "Japan", "japan-prime-minister"
    KOREA = "korea", "KOR", 732, "Korea", "korea-president"
    AUSTRALIA = "australia", "AUS", 900, "Australia", "australia-prime-minister"
    NEW_ZEALAND = "new-zealand", "NZL", 920, "New Zealand", "new-zealand-prime-minister"

    def __new__(cls, slug: str, alpha3: str, cow: int, label: str, leader_office: str) -> Self:
        """Make a member whose value is its slug."""
        member = str.__new__(cls, slug)
        member._value_ = slug
        member.alpha3 = alpha3
        member.cow = cow
        member._label = label
        member.leader_office = leader_office
        return member

    @property
    def label(self) -> str:
        """The short English name."""
        return self._label

    @property
    def names(self) -> tuple[str | int, ...]:
        """The slug, the ISO alpha-3 code and the COW number.

        Look-up is never fuzzy: a close match would send "Republic of Korea" to the North.
        """
        return (self.value, self.alpha3, self.cow)

    @property
    def aliases(self) -> tuple[str, ...]:
        """What else people type for it: `label`, other short and full names, two-letter codes.

        They are looked up as exactly as the `names`, whether in capitals or not.
        """
        return (self.label, *_ALIASES[self.value])

    @classmethod
    def refusal(cls, name: str) -> str:
        """For a name of North Korea, that it is none of the four; for a doubtful one, which is."""
        words = frozenset(re.findall(r"[^\W_]+", name.casefold().replace(".", "")))
        whole = "".join(words)
        if not _NORTH.isdisjoint(words) or "north" in whole or words == {"n", "korea"}:
            return "North Korea is not one of the four; in events it is a counterpart or a topic"
        if len(words) > 1 and "korea" in words:
            return "the Republic of Korea is 'korea', and North Korea is not one of the four"
        return ""


_ALIASES: Final = {
    "japan": ("JP", "State of Japan", "Nippon", "Nihon", "日本"),
    "korea": (
        "KR",
        "ROK",
        "South Korea",
        "South-Korea",
        "S. Korea",
        "Republic of Korea",
        "Republic-of-Korea",
        "Korea, South",
        "Korea, Republic of",
        "Korea (Republic of)",
        "대한민국",
        "한국",
    ),
    "australia": ("AU", "Commonwealth of Australia"),
    "new-zealand": ("NZ", "NewZealand", "Aotearoa", "Aotearoa New Zealand"),
}
"""By slug, what people type beside the label and the codes; each exactly one partner's."""
_NORTH: Final = frozenset(
    ("dprk", "dpr", "nkorea", "nk", "prk", "kp", "democratic", "pyongyang", "731", "조선", "북한")
)
"""Words and codes by which a name is one of North Korea's; 731 is its COW number."""


class Level(StrEnum):
    """The rank of the office in which somebody attends, from `OFFICIAL` up to `LEADER`.

    Ordered: ``Level.MINISTER < Level.LEADER``. Which offices are of which level is said by
    `LEVEL_MEANINGS`.
    """

    OFFICIAL = "official"
    SENIOR_OFFICIAL = "senior-official"
    DEPUTY_MINISTER = "deputy-minister"
    MINISTER = "minister"
    DEPUTY_LEADER = "deputy-leader"
    LEADER = "leader"

    @property
    def rank(self) -> int:
        """0 for `OFFICIAL` up to 5 for `LEADER`."""
        return _RANKS[self]

    # StrEnum would compare as text, and "minister" > "leader" there.
    def __lt__(self, other: object) -> bool:
        return self.rank < _rank(other)

    def __le__(self, other: object) -> bool:
        return self.rank <= _rank(other)

    def __gt__(self, other: object) -> bool:
        return self.rank > _rank(other)

    def __ge__(self, other: object) -> bool:
        return self.rank >= _rank(other)


LEVEL_MEANINGS: Final[dict[Level, str]] = {
    Level.LEADER: "head of state or government, acting included",
    Level.DEPUTY_LEADER: "deputy prime minister standing in for the leader",
    Level.MINISTER: "sworn portfolio minister, junior ones included; a security adviser of "
    "statutory ministerial rank (Korea)",
    Level.DEPUTY_MINISTER: "state, assistant, parliamentary or vice minister; agency head of "
    "vice-ministerial rank",
    Level.SENIOR_OFFICIAL: "ambassador, chief of defence, permanent secretary",
    Level.OFFICIAL: "any other official",
}
"""Which offices are of a level; the data dictionary prints it."""


def _rank(level: object) -> int:
    if not isinstance(level, Level):
        raise TypeError(f"a level compares with a level only, not with {level!r}; use Level(...)")
    return level.rank


_RANKS: Final = {level: rank for rank, level in enumerate(Level)}


def to_level(value: Level | str) -> Level:
    """A level of its name, matched exactly.

    Raises:
        UnknownNameError: there is no such level.
    """
    if not isinstance(value, str) or value not in _RANKS:
        raise UnknownNameError("level", value, Level)
    return Level(value)


def to_level_or_none(value: Level | str | None) -> Level | None:
    """Like `to_level`; ``None`` stays ``None``."""
    return None if value is None else to_level(value)


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Participant(Part):
    """Somebody named by an event.

    Attributes:
        person: id of the person in the registry; empty where a source names none.
        office: the office in which they act: an id of the registry (``japan-foreign-minister``).
        party: the partner or actor they act for.
        role: what they do in the event (``host``, ``signatory``, ``speaker``); may be empty.
        mode: in person, by video or by phone; ``None`` where the source does not say.
    """

    person: str = attrs.field(default="", metadata=means("id of the person", refers_to="person"))
    office: str = attrs.field(default="", metadata=means("id of the office", refers_to="office"))
    party: str = attrs.field(
        default="",
        metadata=means("id of the partner or actor for whom they act", refers_to="party"),
    )
    role: str = attrs.field(default="", metadata=means("what they do in the event"))
    mode: Mode | None = attrs.field(
        default=None,
        metadata=means("in person, by video or by phone; left out where no source says"),
    )

    def _settle(self) -> None:
        if not (self.person or self.office or self.party):
            raise EventError("participants", "names nobody", "give a person, an office or a party")


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Delegate(Part):
    """Somebody who attended for a partner, at the rank of the office in which they did.

    Attributes:
        person: id of the person; empty where a source names only the office.
        office: the office in which they attended, an id of the registry.
        level: the rank of that office by the rule of `Level`.
        principal: whether they hold the office that the format of the occasion calls for.
        mode: in person, by video or by phone; ``None`` where the source does not say.
    """

    level: Level = attrs.field(
        converter=to_level, metadata=means("the rank of the office, by the rule of `Level`")
    )
    person: str = attrs.field(default="", metadata=means("id of the person", refers_to="person"))
    office: str = attrs.field(default="", metadata=means("id of the office", refers_to="office"))
    principal: bool = attrs.field(
        default=False, metadata=means("whether they hold the office that the format calls for")
    )
    mode: Mode | None = attrs.field(
        default=None,
        metadata=means("in person, by video or by phone; left out where no source says"),
    )

    def _settle(self) -> None:
        if not (self.person or self.office):
            raise EventError("delegates", "names nobody", "give a person or an office")
