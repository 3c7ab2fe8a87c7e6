"""The codec and the kinds of event, with the kinds of this domain registered."""

from ip4timeline.engine.codec.plain import from_data, to_data
from ip4timeline.engine.events.kinds import kinds, register, upcaster
from ip4timeline.nato.kinds.every import BUILT_IN

__all__ = ["BUILT_IN", "from_data", "kinds", "register", "to_data", "upcaster"]
