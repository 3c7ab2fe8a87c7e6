"""Generated from the table of public names in the module beside it."""

from ip4timeline.export.notebook.widget import Replay

__all__ = [
    "Replay",
]
