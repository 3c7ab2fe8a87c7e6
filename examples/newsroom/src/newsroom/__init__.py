"""A web service over a log of events, and a read model that follows it."""
