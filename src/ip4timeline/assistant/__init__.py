"""The record over the Model Context Protocol, an extra: ``pip install 'ip4timeline[mcp]'``."""
