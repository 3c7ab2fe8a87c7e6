"""What adds up: contacts, support and voices. Stages, currencies and stances stay apart."""

from __future__ import annotations

from decimal import Decimal

import attrs

from ip4timeline.engine._speed import alike
from ip4timeline.engine.projections.projection import tally
from ip4timeline.engine.time.phrases import when_words
from ip4timeline.engine.time.when import When
from ip4timeline.nato.kinds.contacts import Exercise, Meeting, Operation, Support, Visit
from ip4timeline.nato.kinds.occasions import Attendance
from ip4timeline.nato.kinds.voices import Statement
from ip4timeline.nato.partners import Partner
from ip4timeline.relationship.projections.value import Namer, Value

Contact = Visit | Meeting | Exercise | Operation | Attendance


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Contacts(Value):
    """Contacts of one kind: how many, and when the last began."""

    count: int
    last: When

    def describe(self, name: Namer) -> str:
        """The count and the last one."""
        return f"{self.count}, last {when_words(self.last)}"


def _began(when: When) -> tuple[int, int, str]:
    return (when.bound("certain") or 0, when.bound("possible") or 0, when.text)


def merge_contacts(a: Contacts, b: Contacts) -> Contacts:
    """Both together."""
    return Contacts(count=a.count + b.count, last=max(a.last, b.last, key=_began))


@tally(
    on=(Visit, Meeting, Exercise, Operation, Attendance),
    keys=lambda e: [(p, e.kind) for p in e.partners],
    merge=merge_contacts,
)
def CONTACTS(event: Contact) -> Contacts:
    """Contacts of each partner by kind."""
    return Contacts(count=1, last=event.occurred)


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Money(Value):
    """Support to one recipient of one fund, stage and currency: the sum, and of how many items.

    ``unstated`` counts items of which no source gives an amount.
    """

    amount: Decimal
    count: int
    unstated: int = 0

    def describe(self, name: Namer) -> str:
        """The sum and the number of items; where no source gives an amount, that."""
        items = f"{self.count} items" if self.count != 1 else "1 item"
        if self.unstated == self.count:
            return f"amount not stated ({items})"
        more = f", {self.unstated} without an amount" if self.unstated else ""
        return f"{self.amount:,f} ({items}{more})"


def merge_money(a: Money, b: Money) -> Money:
    """Both together."""
    return Money(
        amount=a.amount + b.amount, count=a.count + b.count, unstated=a.unstated + b.unstated
    )


@tally(
    on=Support,
    keys=lambda e: [(p, e.recipient, e.fund, e.stage, e.currency) for p in e.partners],
    merge=merge_money,
)
def SUPPORT(event: Support) -> Money:
    """Support by (partner, recipient, fund, stage, currency), never added across any of them."""
    return Money(
        amount=event.amount if event.amount is not None else Decimal(0),
        count=1,
        unstated=int(event.amount is None),
    )


@alike
@attrs.frozen(kw_only=True, order=False, eq=False, repr=False)
class Voices(Value):
    """Statements of one affiliation and stance: how many."""

    count: int

    def describe(self, name: Namer) -> str:
        """How many statements."""
        return "1 statement" if self.count == 1 else f"{self.count} statements"


def merge_voices(a: Voices, b: Voices) -> Voices:
    """Both together."""
    return Voices(count=a.count + b.count)


VoiceKey = tuple[Partner, str, str, str]


def _voice_keys(event: Statement) -> list[VoiceKey]:
    stances = [("about", event.stance), ("ties", event.ties)]
    return [
        (partner, event.affiliation, towards, stance)
        for partner in event.partners
        for towards, stance in stances
        if stance is not None
    ]


@tally(on=Statement, keys=_voice_keys, merge=merge_voices)
def VOICES(event: Statement) -> Voices:
    """Statements by (partner, affiliation, towards what, stance).

    ``about`` is the stance towards the statement's subject, ``ties`` that towards ties
    between NATO and the partners.
    """
    return Voices(count=1)
