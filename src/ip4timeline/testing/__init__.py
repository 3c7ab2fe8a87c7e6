"""Property-based tests for your own projections; an extra, ``ip4timeline[testing]``."""

from ip4timeline.engine._door import door as _door
from ip4timeline.engine.errors import MissingExtraError as _MissingExtraError
from ip4timeline.engine.errors import how_to_install as _how_to_install

# Its module has the same name, and would stand in its place once something had loaded it.
from ip4timeline.testing.oracle import oracle as oracle

_ROOMS = {
    "ip4timeline.testing.checking": "check_dates check_kind check_projection check_timeline",
    "ip4timeline.testing.domains": "Domain register_domain",
    "ip4timeline.testing.laws": "LAWS Law LawBroken",
    "ip4timeline.testing.machine": "timeline_machine",
    "ip4timeline.testing.model": "Growth",
    "ip4timeline.testing.oracle": "oracle",
    "ip4timeline.testing.stores.checking": "STORE_LAWS check_store",
    "ip4timeline.testing.strategies": "deliveries events growths timelines whens",
}
"""The public names of the room, by the module that defines each; the stub is generated."""

__all__, _fetch, __dir__ = _door(__name__, _ROOMS)


def __getattr__(name: str) -> object:
    """The public name; says what to install where the library that draws is missing."""
    try:
        return _fetch(name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "hypothesis":
            raise
        raise _MissingExtraError(f"this needs hypothesis: {_how_to_install('testing')}") from None
