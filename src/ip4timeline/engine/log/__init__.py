"""Which versions of events stand on a knowledge day, in the one order."""
