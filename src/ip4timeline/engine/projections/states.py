"""The value of every key on one day."""

from __future__ import annotations

from collections.abc import Hashable, ItemsView, Iterator, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from ip4timeline.engine.display.displayable import Displayable
from ip4timeline.engine.display.tabular import Tabular
from ip4timeline.engine.errors import UnknownNameError
from ip4timeline.engine.events.parties import Party, by_any_name, kinds_of_parties
from ip4timeline.engine.events.registries import Registries
from ip4timeline.engine.events.words import in_order, key_words, words
from ip4timeline.engine.log.question import Question

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
P = TypeVar("P", bound=Party)


class Source(Protocol):
    """What states are read from: an index."""

    def value(self, key: Any, question: Question) -> Any:
        """The value of a key."""

    def at(self, question: Question) -> Mapping[Any, Any]:
        """Every value."""


class States(Displayable, Tabular, Mapping[K, V]):
    """The value of every key on one day; a mapping. Parties go by any of their names.

    Nothing is looked up before it is read, and keys stand in no order: that of the events is the
    view's `keys`. Pickled, they are the values alone. As a table there is a row for each value; ask
    `to_polars` and its like, for libraries of frames look for a mapping first.
    """

    __slots__ = ("_all", "_question", "_registries", "_source")

    def __init__(
        self,
        source: Source | None,
        question: Question,
        values: Mapping[K, V] | None = None,
        registries: Registries | None = None,
    ) -> None:
        self._source = source
        self._question = question
        self._all = values
        self._registries = registries

    def __reduce__(self) -> tuple[Any, ...]:
        return (States, (None, self._question, dict(self.items())))

    @property
    def question(self) -> Question:
        """The point of both clocks, and the reading."""
        return self._question

    @property
    def registries(self) -> Registries | None:
        """What gives readable names when they are shown; not kept by a pickle."""
        return self._registries

    def value(self, key: Any) -> V | None:
        """The value of a key; ``None`` where it has none."""
        if self._all is not None:
            found: V | None = self._all.get(key)
            if found is None:
                found = self._all.get(by_any_name(key, kinds_of_parties(self._all)))
            return found
        assert self._source is not None
        value: V | None = self._source.value(key, self._question)
        return value

    @overload
    def __getitem__(self: States[P, V], key: P | str) -> V: ...
    @overload
    def __getitem__(self, key: K) -> V: ...
    def __getitem__(self, key: Any) -> V:
        """The value of a key.

        Raises:
            UnknownNameError: the key has no value on this day.
        """
        value = self.value(key)
        if value is None:
            raise UnknownNameError("value for", key, list(self))
        return value

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, by any name of a party; ``default`` where it has none."""
        value = self.value(key)
        return default if value is None else value

    @property
    def _values(self) -> Mapping[K, V]:
        """Every value, looked up now if none was before."""
        if self._all is None:
            assert self._source is not None
            self._all = self._source.at(self._question)
        return self._all

    def __iter__(self) -> Iterator[K]:
        return iter(self._values)

    def items(self) -> ItemsView[K, V]:
        """Each key with its value."""
        return self._values.items()

    def values(self) -> ValuesView[V]:
        """The values."""
        return self._values.values()

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        values = "1 value" if len(self) == 1 else f"{len(self)} values"
        asked = self._question.words
        return f"<states: {values}, {asked[:1].lower()}{asked[1:]}>"

    def _page(self) -> Page:
        from ip4timeline.engine.display.page import Page, some

        named = self._registries
        rows = ((key_words(key, named), words(value, named)) for key, value in in_order(self))
        return Page(self._question.words, some(rows, "Values", "Which", "Value"))
