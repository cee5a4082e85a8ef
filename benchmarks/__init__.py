"""Measurements of matching and speed; not shipped. Run from the checkout: `python -m benchmarks.quality`, `.speed`."""
