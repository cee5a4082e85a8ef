"""When, in what order, and for whom."""
