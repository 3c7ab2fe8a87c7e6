"""Generated from the table of public names in the module beside it."""

from ip4timeline.export.linked.jsonld import to_jsonld
from ip4timeline.export.linked.provenance import to_prov

__all__ = [
    "to_jsonld",
    "to_prov",
]
