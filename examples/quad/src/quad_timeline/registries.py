"""What the events of the Quad refer to: sources, and the working groups."""

from __future__ import annotations

import attrs

from ip4timeline.engine import Registries as EngineRegistries
from ip4timeline.engine import registry, required


@attrs.frozen(kw_only=True)
class Group:
    """A working group."""

    id: str = attrs.field(validator=required)
    name: str = attrs.field(validator=required)


@attrs.frozen(kw_only=True)
class Registries(EngineRegistries):
    """The sources and the working groups."""

    groups: tuple[Group, ...] = registry("group", Group, label="name")
