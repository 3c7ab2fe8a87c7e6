"""The explorer: a timeline as one web page that needs no server and no network.

The page looks everything up in data that the library has computed; it folds nothing itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

from ip4timeline.engine.files.whole import write_whole
from ip4timeline.export.explorer.data import explorer_data
from ip4timeline.export.phrases import shown
from ip4timeline.relationship.timeline import Timeline

__all__ = ["page", "write"]

_PARTS = (
    "elements",
    "clocks",
    "address",
    "changes",
    "headline",
    "stories",
    "lanes",
    "cards",
    "words",
    "matrix",
    "evidence",
    "events",
    "share",
    "paper",
    "whole",
    "main",
)
"""The parts of the script, each after those whose names it uses at once."""

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def page(timeline: Timeline, *, licence: str = "") -> str:
    """The page as the text of one HTML file.

    Args:
        timeline: what the page shows.
        licence: under which the record may be used, as the page cites it; left out where empty.
    """
    script, style = _script(), _asset("style.css") + _asset("lanes.css")
    parts = {
        "policy": _policy(script, style),
        "style": style,
        "script": script,
        "data": _embedded(explorer_data(timeline, licence)),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _asset("page.html"))


def write(timeline: Timeline, path: str | Path, *, licence: str = "") -> Path:
    """Write the `page` to a file, whole or not at all, and give its path.

    Raises:
        OSError: it cannot be written; a page that was there is untouched.
    """
    target = Path(path)
    write_whole({target: page(timeline, licence=licence)})
    return target


def _script() -> str:
    """The parts of the script as one, in a scope of its own."""
    parts = "\n".join(_asset(f"script/{name}.js") for name in _PARTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _shown(data: Any) -> Any:
    """The same data with every text as it may be shown: no control of a text steers the page."""
    if isinstance(data, str):
        return shown(data)
    if isinstance(data, dict):
        return {name: _shown(value) for name, value in data.items()}
    return [_shown(value) for value in data] if isinstance(data, list | tuple) else data


def _asset(name: str) -> str:
    return (resources.files(__name__) / name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """A content security policy under which the page can load nothing but itself."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _embedded(data: object) -> str:
    """JSON that cannot end the script element that holds it, whatever its texts say."""
    text = json.dumps(_shown(data), ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda match: _ESCAPES[match[0]], text)
