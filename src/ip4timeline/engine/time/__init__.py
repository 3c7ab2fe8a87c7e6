"""When things were."""
