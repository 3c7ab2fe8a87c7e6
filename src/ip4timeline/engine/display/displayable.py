"""How an object shows itself in a notebook, and when it is printed.

The classes above inherit `Displayable` and say what there is to see; how a page looks is the
renderer's, which is loaded only when something is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ip4timeline.engine.display.page import Page


class Displayable:
    """An object that shows itself as a `Page`: as HTML in a notebook, else as text.

    IPython, JupyterLab, VS Code and marimo find the methods by their names.
    """

    __slots__ = ()

    def _page(self) -> Page:
        """What there is to see."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        from ip4timeline.engine.display.render import to_html

        return to_html(self._page())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The same page as HTML and as text; IPython itself applies the two filters."""
        from ip4timeline.engine.display.render import to_html, to_text

        page = self._page()
        return {"text/html": to_html(page), "text/plain": to_text(page)}

    def __str__(self) -> str:
        from ip4timeline.engine.display.render import to_text

        return to_text(self._page())


def text_of(shown: Displayable, width: int, **how: bool) -> str:
    """What an object shows of itself, as text of so many columns.

    Args:
        shown: the object.
        width: the columns there are.
        how: what its class lets choose, such as ``ids``.
    """
    from ip4timeline.engine.display.render import to_text

    return to_text(shown._page(**how), width)
