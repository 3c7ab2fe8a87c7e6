"""For the web of data."""
