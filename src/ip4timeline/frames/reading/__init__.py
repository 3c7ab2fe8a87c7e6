"""One table of events read: a row at a time, or by columns."""
