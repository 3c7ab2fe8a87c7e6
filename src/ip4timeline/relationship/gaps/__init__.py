"""What the record lacks and where one might look for it, from the record alone."""
