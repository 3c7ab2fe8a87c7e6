"""Rules, and what they fold to."""
