"""The periods of one key, as a list that shows itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.words import key_words, words
from ip4timeline.engine.time.when import Spell

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

V = TypeVar("V")


class Spells(list[Spell[V]], Displayable):
    """The periods of one key, in order; a list that shows itself as a table.

    Attributes:
        projection: the name of the projection.
        key: the key whose periods they are.
        registries: what gives readable names when they are shown.
    """

    __slots__ = ("key", "projection", "registries")

    def __init__(
        self, spells: Iterable[Spell[V]], projection: str, key: Any, registries: Registries
    ) -> None:
        super().__init__(spells)
        self.projection: str = projection
        self.key: Any = key
        self.registries: Registries = registries

    def __reduce__(self) -> tuple[Any, ...]:
        return (Spells, (list(self), self.projection, self.key, self.registries))

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Page, some

        rows = (
            (
                str(spell.since),
                str(spell.until or ".."),
                str(spell.opened),
                words(spell.value, self.registries),
                tuple(spell.because)[-3:],
            )
            for spell in self
        )
        note = "Until is the first day on which the value no longer held."
        columns = ("Since", "Until", "As dated", "Value", "Because of")
        title = f"{self.projection} of {key_words(self.key, self.registries)}"
        return Page(title, (*some(rows, "Spells", *columns), note))
