"""The quick way by columns: many entries of one kind, made field by field and not one by one.

It makes of a row exactly what `fast` makes of the same plain data, or nothing: whatever is odd is
left to whoever reads the row alone, and explains it. Values that many rows share are made once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import repeat
from typing import Any, Final

from ip4timeline.engine._speed import exhaust
from ip4timeline.engine.codec.fast import (
    MISSING,
    Form,
    Steps,
    completes_data,
    is_form,
    is_text,
    settling,
    steps_of,
)
from ip4timeline.engine.events.entry import Entry
from ip4timeline.engine.events.scalars import Column

Read = Callable[[Any], Any]
"""Plain data of a key; ``None`` where it says nothing; it raises where it is odd."""
_ODD: Final = object()
"""In the place of a value that cannot be made."""
_SHARED: Final = 1 << 16
"""How many values of a column are kept to be shared."""
_NUMBERS: Final = {int: "whole", bool: "truth", float: "number"}


class Values(dict[Hashable, Any]):
    """The value of each key of a column, made when it is first met; a key stands for a cell.

    Args:
        form: what a cell must be, and what makes a value of it.
        default: the value where a cell says nothing.
        read: the plain data of a key.
    """

    def __init__(self, form: Form, default: Any, read: Read) -> None:
        super().__init__()
        self._form, self._make = form, form[1]
        self._absent = _ODD if default is MISSING else default
        self._read = read
        self.odd: bool = False

    def __missing__(self, key: Hashable) -> Any:
        if len(self) >= _SHARED:
            self.clear()
        value = self[key] = self._made(key)
        self.odd = self.odd or value is _ODD
        return value

    def _made(self, key: Hashable) -> Any:
        try:
            plain = None if key is None else self._read(key)
            if plain is None:
                return self._absent
            if not is_form(self._form, plain):
                return _ODD
            return plain if self._make is None else self._make(plain)
        except Exception:  # it is raised again where the row is read alone
            return _ODD


class Kind:
    """What makes entries of one kind from columns.

    Args:
        cls: the class of the kind, of its present version.
    """

    def __init__(self, cls: type[Entry]) -> None:
        self.cls: Any = cls
        # What an embedded entry shares with the one around it is nothing that a column says.
        self.steps: Steps | None = None if completes_data(cls) else steps_of(cls)
        self._values: dict[str, Values] = {}

    def batch(self, count: int) -> Batch:
        """So many entries, to be filled column by column.

        Raises:
            TypeError: the kind cannot be made so: read its rows one by one.
        """
        if self.steps is None:
            raise TypeError(f"{self.cls.__name__} is not read by columns")
        return Batch(self, self.steps, count)

    def values(self, name: str, form: Form, default: Any, read: Read) -> Values:
        """The values of a field, shared by all batches."""
        found = self._values.get(name)
        if found is None:
            found = self._values[name] = Values(form, default, read)
        return found


class Batch:
    """Entries of one kind that are being filled, and which of them are odd."""

    def __init__(self, kind: Kind, steps: Steps, count: int) -> None:
        self._kind = kind
        self._steps = steps
        self._made: list[Any] = list(map(kind.cls.__new__, repeat(kind.cls, count)))
        self._left = dict.fromkeys(steps)
        self._odd: set[int] = set()

    def odd(self, places: Iterator[int]) -> None:
        """Say of which rows nothing is to be made."""
        self._odd.update(places)

    def fill(self, name: str, keys: Sequence[Any], read: Read, plain: Column | None = None) -> None:
        """Fill a field, or say that each row which has one is odd, where the kind has no such.

        Args:
            name: the name of the field.
            keys: for each row a hashable thing that stands for its cell; ``None``: it says nothing.
            read: plain data of a key.
            plain: where each key is its plain data already, whole characters and exact numbers,
                as what it stands there.
        """
        if name not in self._steps:
            self.odd(at for at, key in enumerate(keys) if key is not None)
            return
        del self._left[name]
        put, form, default, validator = self._steps[name]
        found = None if plain is None else self._as_they_are(form, default, keys, plain)
        if found is None:
            values = self._kind.values(name, form, default, read)
            found = list(map(values.__getitem__, keys))
            if values.odd:
                self.odd(at for at, value in enumerate(found) if value is _ODD)
        exhaust(map(put, self._made, found))
        if validator is not None:
            attribute, check = validator
            rows = zip(range(len(keys)), self._made, keys, found, strict=True)
            for at, instance, key, value in rows:
                if key is not None:
                    self._try(at, check, instance, attribute, value)

    def _as_they_are(
        self, form: Form, default: Any, keys: Sequence[Any], plain: Column
    ) -> Sequence[Any] | None:
        """The values, where they are their keys; ``None`` where they are not."""
        filled = is_text(form, filled=True)
        if plain == "text":
            if not (filled or is_text(form, filled=False)):
                return None
        elif form[1] not in (None, float) or _NUMBERS.get(form[0]) != plain:
            return None
        if filled and "" in keys:
            self.odd(at for at, key in enumerate(keys) if key == "")
        if None not in keys and plain != "number":
            return keys
        # The one number that is unlike itself says nothing, here as anywhere in a table.
        absent = [at for at, key in enumerate(keys) if key is None or key != key]
        if default is MISSING:
            self.odd(iter(absent))
        found = list(keys)
        for at in absent:
            found[at] = default
        return found

    def made(self) -> list[Any]:
        """The entry of each row, in order; ``None`` for one that is odd."""
        for name in self._left:
            put, _, default, _ = self._steps[name]
            if default is MISSING:
                return [None] * len(self._made)
            exhaust(map(put, self._made, repeat(default)))
        settle = settling(self._kind.cls)
        if settle is not None:
            for at, instance in enumerate(self._made):
                try:
                    settle(instance)
                except Exception:  # it is raised again where the row is read alone
                    self._odd.add(at)
        for at in self._odd:
            self._made[at] = None
        return self._made

    def _try(self, at: int, check: Callable[..., Any], *given: Any) -> None:
        try:
            check(*given)
        except Exception:  # it is raised again where the row is read alone
            self._odd.add(at)
