"""A log as JSON Lines, read back: every line held against the chain before any is kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ip4timeline.store.errors import DamagedError, StoreError
from ip4timeline.store.log import arguments
from ip4timeline.store.log.rows import GENESIS, Raw, checked, microseconds, time_of

_FORMAT: Final = 1


class Reading:
    """The lines of an export.

    Args:
        lines: the lines, with or without their ends.

    Raises:
        StoreError: the first line is no head of an export.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = _texts(lines)
        head = _head(next(self._lines, ""))
        if head is None:
            raise StoreError(
                "the first line is no head of an export of a log: "
                "take all the lines that `ip4timeline log export` or EventStore.export gave"
            )
        self.log: str = head["log"]
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


def line_of(raw: Raw) -> str:
    """The line of a row in an export, its text in letters of all scripts."""
    body = raw.body
    if r"\u" in body:  # else it stands as it is: nothing in it is written by its number
        body = _dumped(json.loads(body))
    recorded = time_of(raw.recorded).isoformat(timespec="microseconds")
    return (
        f'{{"position":{raw.position},"recorded":"{recorded}","key":{_dumped(raw.key)},'
        f'"replaces":{raw.replaces},"body":{body},"chain":"{raw.chain.hex()}"}}'
    )


_dumped: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def is_export(line: str) -> bool:
    """Whether a line is the first of an export of a log."""
    return _head(line) is not None


def _head(line: str) -> dict[str, Any] | None:
    # Editors and shells of Windows may put a mark before the first letter.
    data = _object(line.removeprefix("\ufeff"))
    if data is None or data.get("format") != _FORMAT or "chain" not in data:
        return None
    return data if arguments.plain(data.get("log")) else None


def _texts(lines: Iterable[str]) -> Iterator[str]:
    """Lines, of which a file may turn out to hold none."""
    arguments.iterable("lines", lines)
    rest = iter(lines)
    while True:
        try:
            line = next(rest, None)
        except UnicodeDecodeError as error:
            raise StoreError(f"what is to be restored is no text in UTF-8: {error}") from error
        if line is None:
            return
        if not isinstance(line, str):
            raise StoreError(f"lines: {line!r} is no text; open the file as text, in UTF-8")
        yield line


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
        # No store wrote another key, and not every database takes one.
        assert arguments.plain(data["key"])
        assert 0 <= data["replaces"] < data["position"]
        return Raw(
            arguments.whole("position", data["position"]),
            microseconds(dt.datetime.fromisoformat(data["recorded"])),
            data["key"],
            arguments.whole("replaces", data["replaces"]),
            json.dumps(data["body"], sort_keys=True, separators=(",", ":")),
            bytes.fromhex(data["chain"]),
        )
    except (AssertionError, KeyError, TypeError, ValueError, RecursionError, StoreError):
        raise DamagedError(position, "is no line of an export") from None
