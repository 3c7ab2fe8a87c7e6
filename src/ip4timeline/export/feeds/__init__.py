"""For people, calendars and time axes."""
