"""What one asks of a log."""
