"""Widgets of notebooks."""

from ip4timeline.engine._door import door as _door

_ROOMS = {
    "ip4timeline.export.notebook.widget": "Replay",
}
"""The public names of the room, by the module that defines each; the stub is generated."""

__all__, __getattr__, __dir__ = _door(__name__, _ROOMS)
