"""What an event is called in the two code books of the field: PLOVER and CAMEO.

The code follows from what an event already says - its kind and, where the books tell them
apart, its stance, act, mode, stage, change or outcome - so that nobody codes by taste. The
books are those of the Open Event Data Alliance and of the Event Data Project:

- PLOVER, Event, Actor and Data Interchange Specification, draft 0.8 (2021),
  https://github.com/openeventdata/PLOVER; contexts that a category takes by itself follow
  that repository's concordance ``CAMEO2PLOVER-2021.txt``;
- CAMEO, Event and Actor Codebook, version 1.1b3 (March 2012), of which only the twenty
  root codes are used, http://eventdata.parusanalytics.com/data.dir/cameo.html.

Where a book has no place for an event, or two good places, the rule says so.
"""

# ruff: noqa: E501 - the table reads row by row

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import attrs

from ip4timeline.engine.events.entry import Entry

PLOVER_VERSION: Final = "0.8"
CAMEO_VERSION: Final = "1.1b3"

PLOVER_TYPES: Final = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "DEMAND",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)
"""The sixteen categories of the draft."""
PLOVER_MODES: Final[Mapping[str, tuple[str, ...]]] = {
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
}
"""The modes of the categories that this record uses and that have any."""
PLOVER_CONTEXTS: Final = ("military", "intelligence", "diplomatic")
"""The contexts that follow from a kind; of the draft's twenty-eight, the others do not."""
CAMEO_ROOTS: Final[Mapping[str, str]] = {
    "01": "Make public statement",
    "02": "Appeal",
    "03": "Express intent to cooperate",
    "04": "Consult",
    "05": "Engage in diplomatic cooperation",
    "06": "Engage in material cooperation",
    "07": "Provide aid",
    "08": "Yield",
    "09": "Investigate",
    "10": "Demand",
    "11": "Disapprove",
    "12": "Reject",
    "13": "Threaten",
    "14": "Protest",
    "15": "Exhibit force posture",
    "16": "Reduce relations",
    "17": "Coerce",
    "18": "Assault",
    "19": "Fight",
    "20": "Use unconventional mass violence",
}
"""The twenty root codes."""

GIVEN: Final = "*"
"""In a condition: the field says anything at all."""
ATTITUDE: Final = "attitude"
"""In a condition: a statement's ``stance``, or its ``ties`` where it takes no stance."""


@attrs.frozen(kw_only=True, order=False)
class Codes:
    """How the code books name an event; ``None`` where a book has no place for it.

    Attributes:
        plover: the category of PLOVER.
        mode: its mode there.
        context: its context there.
        cameo: the root code of CAMEO, two digits.
        contested: why another code could be argued for; empty where nobody would.
    """

    plover: str | None = None
    mode: str | None = None
    context: str | None = None
    cameo: str | None = None
    contested: str = ""

    def to_dict(self) -> dict[str, str | None]:
        """Plain data, with the versions of the books."""
        return {
            "plover": self.plover,
            "plover_mode": self.mode,
            "plover_context": self.context,
            "cameo": self.cameo,
            "plover_version": PLOVER_VERSION,
            "cameo_version": CAMEO_VERSION,
        }


@attrs.frozen(order=False)
class Rule:
    """Events of ``kind`` that meet every condition have ``codes``.

    A condition is a field and the values that meet it; `GIVEN` is met by any.
    """

    kind: str
    conditions: tuple[tuple[str, tuple[str, ...]], ...]
    codes: Codes

    def fits(self, event: Entry) -> bool:
        """Whether the event meets every condition."""
        return all(_meets(event, field, values) for field, values in self.conditions)


def _meets(event: Any, field: str, values: tuple[str, ...]) -> bool:
    value = event.stance or event.ties if field == ATTITUDE else getattr(event, field)
    return bool(value) if values == (GIVEN,) else value in values


_FIELDS: Final = ("plover", "mode", "context", "cameo")


def _rules(text: str) -> Iterator[Rule]:
    """The rules of a table: kind, conditions, category, mode, context, root, what is contested."""
    for line in text.strip().splitlines():
        kind, conditions, *codes, contested = (cell.strip() for cell in line.split("|"))
        parsed = tuple(
            (field, tuple(values.split(",")))
            for field, _, values in (c.partition("=") for c in conditions.split())
        )
        found = {f: None if c == "-" else c for f, c in zip(_FIELDS, codes, strict=True)}
        yield Rule(kind, parsed, Codes(contested=contested, **found))


RULES: Final = tuple(
    _rules("""
occasion-scheduled  |                    | AGREE     | -            | diplomatic   | 03 | A body that dates its own meeting may be thought to do nothing to anybody.
occasion-called-off |                    | REJECT    | meet         | diplomatic   | 12 | PLOVER files cancelled meetings under REJECT; CAMEO could also take them for 16, reduced relations.
invitation          |                    | AGREE     | -            | diplomatic   | 03 | An offer to meet; whoever reads it as a request codes CAMEO 02, and nothing in PLOVER.
acceptance          |                    | AGREE     | -            | diplomatic   | 03 |
cancellation        |                    | REJECT    | meet         | diplomatic   | 12 | PLOVER files cancelled meetings under REJECT; CAMEO could also take them for 16, reduced relations.
declination         |                    | REJECT    | meet         | diplomatic   | 12 |
attendance          |                    | CONSULT   | multilateral | -            | 04 |
absence             |                    | -         | -            | -            | -  | Not an act in either book; a coder of texts could give CONSULT with the special context negation.
agreement-announced |                    | AGREE     | -            | diplomatic   | 03 |
agreement-signed    | type=information-security | SUPPORT | -       | intelligence | 05 | An arrangement to share secrets may be read as the sharing itself: COOPERATE and 06.
agreement-signed    | type=operation     | SUPPORT   | -            | military     | 05 | A participation agreement may be read as the contribution itself: COOPERATE and 06.
agreement-signed    |                    | SUPPORT   | -            | diplomatic   | 05 |
agreement-in-force  |                    | SUPPORT   | -            | diplomatic   | 05 |
agreement-ended     |                    | SANCTION  | discontinue  | diplomatic   | 16 | An end by consent reduces nothing that either side wanted to keep.
status-changed      | change=applied     | -         | -            | -            | 02 | PLOVER leaves requests out.
status-changed      | change=announced   | AGREE     | -            | diplomatic   | 03 |
status-changed      | change=admitted    | SUPPORT   | -            | diplomatic   | 05 |
status-changed      | change=ended       | SANCTION  | discontinue  | diplomatic   | 16 | An end by consent reduces nothing that either side wanted to keep.
mission-changed     | change=requested   | -         | -            | -            | 02 | PLOVER leaves requests out.
mission-changed     | change=closed      | SANCTION  | withdraw     | diplomatic   | 16 | A post may close for want of use.
mission-changed     | change=representative-named | SUPPORT | -     | diplomatic   | 05 | A routine change of envoy expands nothing; only the first one does.
mission-changed     |                    | SUPPORT   | -            | diplomatic   | 05 |
mechanism-changed   | change=agreed      | AGREE     | -            | diplomatic   | 03 |
mechanism-changed   | change=first-session | CONSULT | -            | diplomatic   | 04 |
mechanism-changed   | change=ended       | SANCTION  | discontinue  | diplomatic   | 16 | An end by consent reduces nothing that either side wanted to keep.
visit               |                    | CONSULT   | visit        | -            | 04 |
meeting             | mode=by-phone,by-video | CONSULT | phone      | -            | 04 |
meeting             | occasion=*         | CONSULT   | multilateral | -            | 04 | A talk of two beside a summit has two sides; PLOVER's mode asks for a multilateral context, which the summit is.
meeting             |                    | CONSULT   | -            | -            | 04 |
exercise            | capacity=observer  | COOPERATE | -            | military     | 06 | To watch an exercise is hardly material; CONSULT and 04 would do.
exercise            |                    | COOPERATE | -            | military     | 06 |
operation           |                    | COOPERATE | -            | military     | 06 | A contribution that mostly serves a third party may be AID and 07.
support             | stage=pledged      | AGREE     | -            | diplomatic   | 03 |
support             |                    | AID       | -            | -            | 07 |
statement           | act=denies,confirms,declines-to-comment | - | - | -       | 01 |
statement           | affiliation=media,analyst | -  | -            | -            | 01 | Comment by those who do not act; CAMEO coders of texts give 05 and 11 to praise and criticism by anybody.
statement           | attitude=supportive | SUPPORT  | -            | diplomatic   | 05 | PLOVER leaves comment out, yet counts approval of a policy as SUPPORT.
statement           | attitude=critical  | ACCUSE    | disapprove   | -            | 11 | PLOVER leaves comment out, yet counts disapproval of a policy as ACCUSE.
statement           |                    | -         | -            | -            | 01 |
report              |                    | -         | -            | -            | -  | Coders of texts would code what the report asserts; here a claim is no fact.
proposal            |                    | AGREE     | -            | diplomatic   | 02 | PLOVER counts offers as AGREE; CAMEO counts proposals as appeals.
opposition          |                    | ACCUSE    | disapprove   | -            | 11 | One whose consent is needed may be said to reject it: REJECT and 12.
proposal-closed     | outcome=adopted    | AGREE     | -            | diplomatic   | 03 |
proposal-closed     | outcome=rejected   | REJECT    | assist       | diplomatic   | 12 |
proposal-closed     |                    | -         | -            | -            | -  | Nobody refuses what is shelved; the effect is that of REJECT and 12.
policy-adopted      |                    | -         | -            | -            | -  | A text that one body adopts is done to nobody; what it says of the partners could be SUPPORT and 05.
office-changed      |                    | -         | -            | -            | -  | PLOVER has RETREAT, mode resign, for resignations; the event does not say how a holder went.
membership-changed  | change=left        | SANCTION  | withdraw     | diplomatic   | 16 |
membership-changed  |                    | SUPPORT   | -            | diplomatic   | 05 |
correction          |                    | -         | -            | -            | -  |
retraction          |                    | -         | -            | -            | -  |
""")
)
"""Of the rules of an event's kind the one that fits first decides."""


@cache
def _of_kind(kind: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.kind == kind)


@cache
def deciding(kind: str) -> tuple[str, ...]:
    """The fields on which the codes of an event of a kind depend, each once."""
    named = (field for rule in _of_kind(kind) for field, _ in rule.conditions)
    read = (("stance", "ties") if field == ATTITUDE else (field,) for field in named)
    return tuple(dict.fromkeys(field for fields in read for field in fields))


def codes_of(event: Entry) -> Codes:
    """The codes of an event; all ``None`` for a kind that the package does not define."""
    return next((rule.codes for rule in _of_kind(event.kind) if rule.fits(event)), Codes())


def table() -> str:
    """The rules as a Markdown table, as the documentation shows them."""
    lines = [
        "| kind | where | PLOVER | mode | context | CAMEO | contested |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule in RULES:
        where = " and ".join(
            f"{field} is {'given' if values == (GIVEN,) else ' or '.join(values)}"
            for field, values in rule.conditions
        )
        codes = rule.codes
        cells = (codes.plover, codes.mode, codes.context, codes.cameo)
        shown = [f"`{rule.kind}`", where, *(cell or "-" for cell in cells), codes.contested]
        lines.append("| " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"
