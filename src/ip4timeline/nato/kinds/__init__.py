"""The kinds of event of the domain, one family to a file."""
