"""A text made fit to be shown: nothing in it steers a terminal, a page or a picture."""

from __future__ import annotations

from typing import Final

_JOINERS: Final = "\u200c\u200d"
"""What some scripts write their words with; they are not seen, and move nothing."""


def printable(text: str, keep: str = "") -> str:
    """The text with blanks as spaces, and controls, escapes and overrides of direction spelt out.

    Args:
        text: any text; what cannot be seen in it is written as Python would write it.
        keep: characters that are left as they are, such as a line feed.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else _spelt(c) for c in text)


def _spelt(c: str) -> str:
    if c.isspace() and c not in "\x1c\x1d\x1e\x1f":
        return " "
    return c if c in _JOINERS else c.encode("unicode_escape").decode()
