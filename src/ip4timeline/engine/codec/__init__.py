"""Events to plain data and back."""
