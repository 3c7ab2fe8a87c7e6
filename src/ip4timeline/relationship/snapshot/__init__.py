"""The projections at one point of both clocks."""
