"""Days of one short period, and dates in every form that a source may give them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hypothesis import strategies as st

from ip4timeline.engine.time.when import When

START: Final = dt.date(2023, 1, 1)
SPAN: Final = 48

# A form is a pattern of one or two days; the simplest stands first, so that a date shrinks
# to a plain day, and stands often, so that ties are frequent.
_DAYS: Final = ("{a}",) * 6 + ("2023-01-10",) * 4
_ONCE: Final = (
    *_DAYS,
    "{a}~",
    "{a}?",
    "2023-01",
    "2023-02",
    "2023",
    "2022-12",
    "2023-01?",
    "2023%",
    "2023-01-XX",
    "202X",
    "[{a}..{b}]",
    "[{a}..{b}]",
    "[2023-01..2023-02]",
    "[..{a}]",
    "[..2023-01-20]",
    "[{a}..]",
)
_LASTING: Final = (
    "{a}/{b}",
    "{a}/{b}",
    "{a}/{b}",
    "{a}/..",
    "{a}/..",
    "{a}/",
    "{a}~/{b}?",
    "2023-01/2023-02",
    "2023/2023-01",
    "2022/2023",
    "2022/2022",
    "../{a}",
    "/2023-02",
)


def days() -> st.SearchStrategy[dt.date]:
    """Days of a short period, the earliest the simplest."""
    return st.integers(0, SPAN).map(_DAY_OF.__getitem__)


_DAY_OF: Final = tuple(START + dt.timedelta(n) for n in range(SPAN + 1))


@st.composite
def _written(draw: st.DrawFn, forms: tuple[str, ...]) -> When:
    form = draw(st.sampled_from(forms))
    # Drawn for every form: what takes fewer draws would count as simpler than a plain day.
    a = draw(_ANY_DAY)
    b = draw(_ANY_DAY) if "{b}" in form else START
    # The order of the two is ours to choose: a period that ends first is no date.
    low, high = sorted((a, b)) if "{b}" in form else (a, b)
    return When(form.format(a=low, b=high))


_ANY_DAY: Final = days()


def whens(*, lasting: bool | None = None) -> st.SearchStrategy[When]:
    """Dates in every accepted form: exact, partial, qualified, lasting and open.

    Args:
        lasting: only periods (``True``) or none (``False``); left out, both.
    """
    return _WHENS[lasting]


_WHENS: Final = {
    None: _written(_ONCE + _LASTING),
    True: _written(_LASTING),
    False: _written(_ONCE),
}
