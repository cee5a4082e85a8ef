"""证据: the bytes that were seen, to look at and to take away."""
