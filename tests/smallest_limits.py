"""A plugin of pytest: the whole suite with every limit of the index at its smallest.

``uv run pytest -p tests.smallest_limits`` runs every short history down every path. What a test
says of the shipped limits themselves it says by name, and stays.
"""

from ip4timeline.engine.log.versions import Limits
from ip4timeline.testing.model import SMALLEST

Limits.__new__.__defaults__ = tuple(SMALLEST)
