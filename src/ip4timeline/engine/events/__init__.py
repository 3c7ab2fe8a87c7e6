"""What every entry of a log has."""
