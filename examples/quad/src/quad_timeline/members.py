"""The four members of the Quad."""

from __future__ import annotations

from ip4timeline.engine import Party

_CODES = {"australia": "AUS", "india": "IND", "japan": "JPN", "united-states": "USA"}


class Member(Party):
    """A member of the Quad, by its slug or its ISO 3166 code."""

    AUSTRALIA = "australia"
    INDIA = "india"
    JAPAN = "japan"
    UNITED_STATES = "united-states"

    @property
    def names(self) -> tuple[str, ...]:
        """The slug and the code."""
        return (self.value, _CODES[self.value])
