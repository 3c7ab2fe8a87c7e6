"""Where records come from, and what is asked of them."""
