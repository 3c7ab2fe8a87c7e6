"""One library of tables a file."""
