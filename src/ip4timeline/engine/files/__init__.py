"""A folder of event files, read whole or not at all."""
