"""The log itself: its rows, the one way to append them, and what they make."""
