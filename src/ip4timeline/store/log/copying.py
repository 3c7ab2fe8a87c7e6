"""A log as JSON Lines, read back: every line held against the chain before any is kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ip4timeline.store.errors import DamagedError, StoreError
from ip4timeline.store.log.rows import GENESIS, Raw, checked, microseconds

_FORMAT: Final = 1


class Reading:
    """The lines of an export.

    Args:
        lines: the lines, with or without their ends.

    Raises:
        StoreError: the first line is no head of an export.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        head = _object(next(self._lines, ""))
        if head is None or head.get("format") != _FORMAT:
            raise StoreError(
                "the first line is no head of an export of a log: "
                "take all the lines that `ip4timeline log export` or EventStore.export gave"
            )
        self.log: str = str(head.get("log"))
        self._last = head.get("position")
        self._chain = head.get("chain")
        self.position: int = 0

    def pages(self, size: int) -> Iterator[list[Raw]]:
        """The rows by pages, each held against the chain.

        Raises:
            DamagedError: a line is missing or was altered.
        """
        chain, page = GENESIS, list[Raw]()
        for line in self._lines:
            if not line.strip():
                continue
            page.append(_raw(line, self.position + len(page) + 1))
            if len(page) == size:
                chain = self._checked(page, chain)
                yield page
                page = []
        if page:
            chain = self._checked(page, chain)
            yield page
        if (self.position, chain.hex()) != (self._last, self._chain):
            raise DamagedError(self.position + 1, "is missing")

    def _checked(self, page: list[Raw], chain: bytes) -> bytes:
        chain = checked(page, self.position, chain)
        self.position = page[-1].position
        return chain


def _object(line: str) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _raw(line: str, position: int) -> Raw:
    data = _object(line)
    try:
        assert data is not None
        return Raw(
            int(data["position"]),
            microseconds(dt.datetime.fromisoformat(data["recorded"])),
            str(data["key"]),
            int(data["replaces"]),
            json.dumps(data["body"], sort_keys=True, separators=(",", ":")),
            bytes.fromhex(data["chain"]),
        )
    except (AssertionError, KeyError, TypeError, ValueError, OverflowError, StoreError):
        raise DamagedError(position, "is no line of an export") from None
