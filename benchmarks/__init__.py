"""The library measured against what people would use instead; ``python -m benchmarks``."""
