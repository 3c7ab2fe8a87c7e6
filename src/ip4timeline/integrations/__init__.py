"""What works with other libraries: one file for each, and each an extra of its own."""
