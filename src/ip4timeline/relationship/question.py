"""What a snapshot is asked with, and how its values are found."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

from ip4timeline.actors import Partner
from ip4timeline.folds import Projection
from ip4timeline.registries import Registries
from ip4timeline.relationship.plain import remembered
from ip4timeline.relationship.values import Facet, Value, asked
from ip4timeline.standing import Ledger, Origin
from ip4timeline.states import States
from ip4timeline.views import View
from ip4timeline.when import Certainty, from_day_number

K = TypeVar("K", bound=Hashable)
W = TypeVar("W", bound=Value)


class Question:
    """Which events, and as of when and as known by when: what a snapshot is asked with.

    What is read of it is looked up once, and only if it is read.
    """

    __slots__ = (
        "_parted",
        "_settled",
        "_states",
        "certainty",
        "day",
        "known_on",
        "ledger",
        "registries",
    )

    def __init__(
        self,
        ledger: Ledger,
        registries: Registries,
        day: int,
        known_on: int | None,
        certainty: Certainty,
    ) -> None:
        self.ledger: Ledger = ledger
        self.registries: Registries = registries
        self.day: int = day
        self.known_on: int | None = known_on
        self.certainty: Certainty = certainty
        self._settled: int | None = ledger.settled(known_on)
        self._states: dict[Projection[Any, Any], States[Any, Any]] = {}
        self._parted: dict[Projection[Any, Any], dict[Partner, dict[Any, Any]]] = {}

    @property
    def words(self) -> str:
        """The question in words."""
        known = "with hindsight"
        if self.known_on is not None:
            known = f"known by {from_day_number(self.known_on)}"
        reading = "" if self.certainty == "certain" else ", early reading of partial dates"
        return f"As of {from_day_number(self.day)}, {known}{reading}"

    def view(self, projection: Projection[K, Any]) -> View[K, Any]:
        """A projection asked the same question."""
        return View(self.ledger, self.registries, projection, self.known_on, self.certainty)

    def states(self, projection: Projection[K, W]) -> States[K, W]:
        """The values of a projection."""
        states = self._states.get(projection)
        if states is None:
            index = self.ledger.index(projection, self.certainty)
            states = index.states(self.day, self._settled)
            self._states[projection] = states
        return states

    def of_partner(self, projection: Projection[Any, W], partner: Partner) -> dict[Any, W]:
        """The values of a partner's keys, by what follows the partner in the key."""
        parted = self._parted.get(projection)
        if parted is None:
            parted = {}
            for key, value in self.states(projection).items():
                whose, rest = _parted(key)
                parted.setdefault(whose, {})[rest] = value
            self._parted[projection] = parted
        return parted.get(partner, {})

    def asked(self, value: W, projection: Projection[Any, Any], key: Any) -> W:
        """The value, remembering which question it answers."""
        return asked(value, Origin(projection, key, self.day, self.known_on, self.certainty))

    def value(self, projection: Projection[K, W], key: K) -> W | None:
        """The value of one key, remembering the question; ``None`` where there is none."""
        value = self._found(projection, key)
        return None if value is None else self.asked(value, projection, key)

    def plain(self, projection: Projection[K, Any], key: K) -> Any:
        """The value of one key as plain data."""
        value = self._found(projection, key)
        return None if value is None else remembered(value)

    def _found(self, projection: Projection[K, W], key: K) -> W | None:
        # One key is found without a mapping of all.
        keyed = self.ledger.index(projection, self.certainty).find(key)
        return None if keyed is None else keyed.at(self.day, self._settled)

    def facet(
        self,
        what: str,
        projection: Projection[Any, W],
        partner: Partner,
        keep: Callable[[W], bool] | None = None,
    ) -> Facet[Any, W]:
        """The values of a partner's keys as a facet, those to keep."""
        found = self.of_partner(projection, partner)
        if keep is not None:
            found = {rest: value for rest, value in found.items() if keep(value)}

        def make(rest: Any, value: W) -> W:
            key = (partner, *rest) if isinstance(rest, tuple) else (partner, rest)
            return self.asked(value, projection, key)

        return Facet(what, found, make, plain=remembered)


@lru_cache(maxsize=1 << 14)
def _parted(key: Any) -> tuple[Partner, Any]:
    """Whose a key is, and the rest of it."""
    return key[0], key[1] if len(key) == 2 else key[1:]
