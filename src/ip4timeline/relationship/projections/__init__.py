"""The library's own projections, one family a file; `table` lists them all."""
