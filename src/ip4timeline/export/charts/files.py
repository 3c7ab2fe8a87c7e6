"""Charts as files."""

from __future__ import annotations

import io
import json
from math import inf
from pathlib import Path
from typing import Any

from ip4timeline.engine.errors import TimelineError
from ip4timeline.engine.files.whole import write_whole
from ip4timeline.frames.extras import need


def save(chart: Any, path: str | Path, *, scale: float = 2) -> None:
    """Write a chart as ``.svg``, ``.png``, ``.pdf``, ``.html`` (with all it needs) or ``.json``.

    Args:
        chart: what one of the functions above gave.
        path: where to; its ending says as what.
        scale: how many pixels of a PNG make one of the chart.

    Raises:
        OSError: it cannot be written; a file that was there is untouched.
        TimelineError: the ending is none of these, ``scale`` is no number above 0, or what draws
            it is not installed.
    """
    path = Path(path)
    form = path.suffix.removeprefix(".")
    if form not in ("svg", "png", "pdf", "html", "json"):
        raise TimelineError(f"{path.name}: a chart is written as .svg, .png, .pdf, .html or .json")
    if not (isinstance(scale, int | float) and 0 < scale < inf):
        raise TimelineError(f"the scale of a picture is a number above 0, not {scale!r}")
    if form != "json":
        need("vl_convert", "charts")
    if form == "html":
        spec = json.dumps(chart.to_dict())
        # Within a script, what looks like its end would be one: a record's text must not.
        page = chart.to_html(inline=True).replace(spec, spec.replace("<", "\\u003c"))
        write_whole({path: page})
        return
    out: Any = io.BytesIO() if form in ("png", "pdf") else io.StringIO()
    chart.save(out, format=form, **({"scale_factor": scale} if form == "png" else {}))
    write_whole({path: out.getvalue()})
